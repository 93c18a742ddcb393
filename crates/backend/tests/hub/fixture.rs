//! A tenant with connections, made-up agents, and a viewer that applies frames as a page does.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use backend::frame::Frame;
use backend::hub::Clock;
use backend::hub::ConnectionSeed;
use backend::hub::Hub;
use backend::hub::Subscription;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::call::CurrentCall;
use domain::call::Direction;
use domain::capability::Capabilities;
use domain::delta::Delta;
use domain::delta::Position;
use domain::floor::Absorbed;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ScopeId;
use domain::id::TenantId;
use domain::provider::ProviderKind;
use domain::queue::NamedRef;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use futures::FutureExt;
use uuid::Uuid;

pub(crate) const START: UnixMs = UnixMs(1_760_000_000_000);
pub(crate) const INTERVAL_S: i64 = 5;
pub(crate) const TENANT: TenantId = TenantId(Uuid::from_u128(1));
pub(crate) const FIRST: ConnectionId = ConnectionId(Uuid::from_u128(11));
pub(crate) const SECOND: ConnectionId = ConnectionId(Uuid::from_u128(12));
pub(crate) const ADMIN: Audience = Audience { scope: Scope::All, numbers: Numbers::Full };
pub(crate) const SUPERVISOR: Audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
pub(crate) const DISPLAY: Audience = Audience { scope: Scope::All, numbers: Numbers::None };
pub(crate) const LIMITED: Audience =
    Audience { scope: Scope::Limited(ScopeId(Uuid::from_u128(21))), numbers: Numbers::Masked };

/// A hub whose clock the test moves.
pub(crate) struct Centre {
    pub(crate) hub: Hub,
    now: Arc<AtomicI64>,
}

impl Centre {
    /// One tenant with one connection, no agents yet.
    pub(crate) fn new() -> Self {
        let now = Arc::new(AtomicI64::new(START.0));
        let told = Arc::clone(&now);
        let clock = Clock::of(move || UnixMs(told.load(Ordering::Relaxed)));
        let centre = Self { hub: Hub::with_clock(7, clock), now };
        centre.connect(TENANT, FIRST, Vec::new());
        centre
    }

    pub(crate) fn now(&self) -> UnixMs {
        UnixMs(self.now.load(Ordering::Relaxed))
    }

    pub(crate) fn pass_s(&self, seconds: i64) {
        self.now.fetch_add(1000 * seconds, Ordering::Relaxed);
    }

    pub(crate) fn connect(&self, tenant: TenantId, id: ConnectionId, agents: Vec<AgentSnapshot>) {
        self.hub.add_connection(
            tenant,
            ConnectionSeed {
                id,
                kind: ProviderKind::Tel4vn,
                name: format!("connection {}", id.0.as_u128()),
                capabilities: Capabilities::default(),
                poll_interval_ms: 5000,
                floor: Floor::restore(agents, None),
                health: ConnectionHealth::default(),
            },
        );
    }

    /// A good poll one interval after the one before.
    pub(crate) fn poll(&self, agents: Vec<AgentSnapshot>) -> Absorbed {
        self.poll_whole(FIRST, Snapshot { agents, ..Snapshot::new(UnixMs(0)) })
    }

    pub(crate) fn poll_whole(&self, connection: ConnectionId, snapshot: Snapshot) -> Absorbed {
        self.pass_s(INTERVAL_S);
        let now = self.now();
        let agents: Vec<AgentSnapshot> =
            snapshot.agents.into_iter().map(|agent| AgentSnapshot { observed_at: now, ..agent }).collect();
        let queues =
            snapshot.queues.into_iter().map(|queue| domain::queue::QueueSnapshot { as_of: now, ..queue }).collect();
        let health = good(now, agents.len());
        self.hub.publish(TENANT, connection, Snapshot { received_at: now, agents, queues, ..snapshot }, health)
    }

    pub(crate) fn board(&self, audience: Audience) -> Board {
        self.hub.board(TENANT, &audience, None, self.now()).unwrap()
    }

    pub(crate) fn view(&self, audience: Audience, filter: Option<&ScopeFilter>) -> Viewer {
        Viewer::of(self.hub.subscribe(TENANT, audience, filter.cloned(), None).unwrap())
    }
}

pub(crate) fn good(now: UnixMs, agents: usize) -> ConnectionHealth {
    ConnectionHealth {
        status: HealthStatus::Ok,
        last_ok_at: Some(now),
        last_try_at: Some(now),
        agents_seen: u32::try_from(agents).unwrap(),
        poll_interval_ms: 5000,
        ..ConnectionHealth::default()
    }
}

pub(crate) fn agent(id: &str, state: AgentState) -> AgentSnapshot {
    AgentSnapshot::new(id, IdKind::UserId, state, START)
}

pub(crate) fn on_call(id: &str, number: &str) -> AgentSnapshot {
    let call = CurrentCall {
        direction: Direction::Inbound,
        customer_number: Some(number.to_owned()),
        ..CurrentCall::default()
    };
    AgentSnapshot { call: Some(call), ..agent(id, AgentState::OnCall) }
}

pub(crate) fn queue(id: &str, name: &str) -> NamedRef {
    NamedRef { id: id.to_owned(), name: Some(name.to_owned()) }
}

pub(crate) fn serving(agent: AgentSnapshot, id: &str, name: &str) -> AgentSnapshot {
    AgentSnapshot { current_queue: Some(queue(id, name)), ..agent }
}

/// What a frame says.
#[derive(Debug)]
pub(crate) enum Event {
    Snapshot(Board),
    Delta(Delta),
}

pub(crate) fn read(frame: &Frame) -> Event {
    let text = std::str::from_utf8(&frame.bytes).unwrap();
    let mut lines = text.lines();
    let name = lines.next().unwrap().strip_prefix("event: ").unwrap();
    assert_eq!(lines.next().unwrap(), format!("id: {}", frame.position));
    let data = lines.next().unwrap().strip_prefix("data: ").unwrap();
    assert_eq!(lines.next(), Some(""));
    match name {
        "snapshot" => Event::Snapshot(serde_json::from_str(data).unwrap()),
        "delta" => Event::Delta(serde_json::from_str(data).unwrap()),
        other => panic!("unexpected event {other}"),
    }
}

/// A page: it has a subscription and the board that the frames have made so far.
pub(crate) struct Viewer {
    subscription: Subscription,
    pub(crate) board: Board,
}

impl Viewer {
    pub(crate) fn of(subscription: Subscription) -> Self {
        Self { subscription, board: Board::default() }
    }

    pub(crate) fn resuming(hub: &Hub, audience: Audience, board: Board) -> Self {
        let position = Some(board.position());
        Self { subscription: hub.subscribe(TENANT, audience, None, position).unwrap(), board }
    }

    /// The frame that waits, if one does; the board follows it.
    pub(crate) fn take(&mut self) -> Option<Frame> {
        let frame = self.subscription.next().now_or_never()?;
        match read(&frame) {
            Event::Snapshot(board) => self.board = board,
            Event::Delta(delta) => self.board.apply(delta).unwrap(),
        }
        assert_eq!(self.board.position(), frame.position);
        Some(frame)
    }

    /// Every frame that waits.
    pub(crate) fn drain(&mut self) -> Vec<Frame> {
        std::iter::from_fn(|| self.take()).collect()
    }

    pub(crate) fn position(&self) -> Position {
        self.board.position()
    }
}

/// The same board but for the time at which it was sent.
pub(crate) fn timeless(board: Board) -> Board {
    Board { now: UnixMs(0), ..board }
}
