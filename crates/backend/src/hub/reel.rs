//! A board of the past: what is kept of a time, put on a floor step by step and shown through the same eyes as the live one.
//!
//! It decides nothing anew. A state, its clock and a gap are as they were written down; who may see what is decided by the
//! audience of today.

use std::collections::BTreeSet;
use std::collections::HashMap;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::agent::Recording;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::call::CurrentCall;
use domain::delta::Delta;
use domain::freshness::Freshness;
use domain::freshness::freshness;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::history::QueueSample;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionIndex;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::time::UnixMs;

use crate::hub::ConnectionSeed;
use crate::hub::audience_board::AudienceBoard;
use crate::hub::projection::Sight;
use crate::hub::tenant_floor::TenantFloor;
use crate::hub::tenant_floor::Touched;

/// Figures of queues that did not change become younger in steps of this length, which is within the time in which any
/// counts as fresh.
const FIGURES_EVERY_MS: i64 = 15_000;

/// What is kept of one connection over some time, each list oldest first and beginning with what held before that time.
#[derive(Clone, Debug)]
pub struct KeptConnection {
    /// The connection as it is today; its floor and condition are not used.
    pub seed: ConnectionSeed,
    /// Who the agents are, as last known.
    pub agents: Vec<AgentSnapshot>,
    /// Changes of state.
    pub events: Vec<StateEvent>,
    /// While which stretches it was read.
    pub spans: Vec<WatchSpan>,
    /// Figures of its queues.
    pub samples: Vec<QueueSample>,
}

/// One audience's boards through a stretch of the past.
#[derive(Debug)]
pub struct Reel {
    kept: Vec<Kept>,
    sight: Sight,
    epoch: u64,
    floor: TenantFloor,
    board: AudienceBoard,
    at: UnixMs,
}

#[derive(Debug)]
struct Kept {
    index: ConnectionIndex,
    seed: ConnectionSeed,
    agents: HashMap<String, AgentSnapshot>,
    events: Vec<StateEvent>,
    spans: Vec<WatchSpan>,
    samples: Vec<QueueSample>,
    next_event: usize,
    next_sample: usize,
}

impl Reel {
    /// A reel that stands at `at`. None for a limited audience of which the limits are not given.
    pub fn new(
        kept: Vec<KeptConnection>,
        audience: &Audience,
        filter: Option<&ScopeFilter>,
        epoch: u64,
        at: UnixMs,
    ) -> Option<Self> {
        let sight = Sight::of(audience, filter)?;
        let kept = kept.into_iter().map(Kept::new).collect();
        let floor = TenantFloor::default();
        let board = AudienceBoard::new(sight.clone(), &floor, epoch, at);
        let mut reel = Self { kept, sight, epoch, floor, board, at };
        reel.seek(at);
        Some(reel)
    }

    /// The board at the moment at which the reel stands.
    pub const fn board(&self) -> &Board {
        &self.board.board
    }

    /// Goes to any moment, also an earlier one.
    pub fn seek(&mut self, at: UnixMs) {
        self.floor = TenantFloor::default();
        for kept in &mut self.kept {
            (kept.next_event, kept.next_sample) = (0, 0);
            self.floor.add(kept.seed.clone());
            kept.index = self.floor.index_of(kept.seed.id).unwrap_or(kept.index);
            let known = kept.agents.keys().map(String::as_str);
            let everybody: BTreeSet<&str> =
                known.chain(kept.events.iter().map(|event| event.external_id.as_str())).collect();
            self.floor.deal_rows(kept.index, everybody.into_iter());
        }
        self.put(at);
        self.board = AudienceBoard::new(self.sight.clone(), &self.floor, self.epoch, at);
    }

    /// Goes on to a later moment; what that changes on the board.
    pub fn step_to(&mut self, at: UnixMs) -> Option<Delta> {
        let touched = self.put(at.max(self.at));
        self.floor.seq += 1;
        self.board.step(&self.floor, &touched, self.at)
    }

    /// The next moment at which something is written down.
    pub fn next_change(&self) -> Option<UnixMs> {
        let of = |kept: &Kept| {
            let event = kept.events.get(kept.next_event).map(|event| event.seen_at);
            let sample = kept.samples.get(kept.next_sample).map(|sample| sample.at);
            let span =
                kept.spans.iter().flat_map(|span| [span.from, span.gone_stale()]).filter(|at| *at > self.at).min();
            event.into_iter().chain(sample).chain(span).min()
        };
        self.kept.iter().filter_map(of).min()
    }

    fn put(&mut self, at: UnixMs) -> Touched {
        self.at = at;
        let mut touched = Touched::default();
        for kept in &mut self.kept {
            let (agents, queues, health) = (kept.agents_until(at), kept.queues_until(at), kept.health(at));
            let read_at = kept.figures_read_at(&health);
            let of_connection = self.floor.put(kept.index, agents, queues, health, read_at);
            touched.rows.extend(of_connection.rows);
            touched.connections.extend(of_connection.connections);
        }
        touched
    }
}

impl Kept {
    fn new(kept: KeptConnection) -> Self {
        let KeptConnection { mut seed, agents, events, spans, samples } = kept;
        seed.floor = domain::floor::Floor::default();
        seed.health = ConnectionHealth::default();
        let agents = agents.into_iter().map(|agent| (agent.external_id.clone(), agent)).collect();
        Self { index: ConnectionIndex(0), seed, agents, events, spans, samples, next_event: 0, next_sample: 0 }
    }

    /// The agents whose state changed since the last call, up to and with `at`.
    fn agents_until(&mut self, at: UnixMs) -> Vec<AgentSnapshot> {
        let ahead = &self.events[self.next_event..];
        let due = &ahead[..ahead.partition_point(|event| event.seen_at <= at)];
        self.next_event += due.len();
        // Only the last one of each agent counts; a step may be long.
        let mut last: HashMap<&str, &StateEvent> = HashMap::new();
        last.extend(due.iter().map(|event| (event.external_id.as_str(), event)));
        last.into_values().map(|event| agent_at(self.agents.get(&event.external_id), event)).collect()
    }

    fn queues_until(&mut self, at: UnixMs) -> Vec<QueueSnapshot> {
        let ahead = &self.samples[self.next_sample..];
        let due = &ahead[..ahead.partition_point(|sample| sample.at <= at)];
        self.next_sample += due.len();
        due.iter().map(|sample| sample.figures.clone()).collect()
    }

    /// When figures that did not change were last read. It is told in steps within which they count as fresh, for else every
    /// poll would move every queue; the last reading before a gap is told exactly.
    fn figures_read_at(&self, health: &ConnectionHealth) -> Option<UnixMs> {
        let read_at = health.last_ok_at?;
        let span = self.spans.iter().rev().find(|span| span.from <= read_at)?;
        let steps = read_at.ms_since(span.from) / FIGURES_EVERY_MS;
        Some(if health.status.is_good() { UnixMs(span.from.0 + steps * FIGURES_EVERY_MS) } else { read_at })
    }

    /// The condition at a moment: within a stretch the last poll was good, and after one its end tells why.
    fn health(&self, at: UnixMs) -> ConnectionHealth {
        let Some(span) = self.spans.iter().rev().find(|span| span.from <= at) else {
            return ConnectionHealth { poll_interval_ms: self.seed.poll_interval_ms, ..ConnectionHealth::default() };
        };
        let interval_ms = i64::from(span.interval_ms.max(1));
        let polls = at.min(span.until).ms_since(span.from) / interval_ms;
        let last_ok_at = UnixMs(span.from.0 + polls * interval_ms);
        let is_over = freshness(Some(span.until), span.interval_ms, at) == Freshness::Stale;
        let status = if is_over { span.cause.unwrap_or(HealthStatus::Starting) } else { HealthStatus::Ok };
        ConnectionHealth {
            status,
            last_ok_at: Some(if is_over { span.until } else { last_ok_at }),
            last_try_at: Some(if is_over { span.until } else { last_ok_at }),
            poll_interval_ms: span.interval_ms,
            ..ConnectionHealth::default()
        }
    }
}

/// The agent as an event shows them: who they are is what is known today, what they did is what was kept.
pub(crate) fn agent_at(known: Option<&AgentSnapshot>, event: &StateEvent) -> AgentSnapshot {
    // Read with every poll of the stretch: the row is as old as its connection.
    let read_at = UnixMs(i64::MAX / 2);
    let known = known
        .cloned()
        .unwrap_or_else(|| AgentSnapshot::new(event.external_id.clone(), IdKind::UserId, AgentState::Unknown, read_at));
    let named = |name: &Option<String>, of: &[NamedRef]| {
        let name = name.as_ref()?;
        let same = of.iter().find(|named| named.label() == name.as_str()).cloned();
        Some(same.unwrap_or_else(|| NamedRef { id: name.clone(), name: Some(name.clone()) }))
    };
    AgentSnapshot {
        group: event.group.clone(),
        state: event.to,
        sub: event.sub,
        raw_status: event.raw_status.clone(),
        raw_label: None,
        pause_reason: event.pause_reason.clone(),
        clock: Some(event.clock()),
        call: event.direction.map(|direction| CurrentCall { direction, ..CurrentCall::default() }),
        campaign: named(&event.campaign, known.campaign.as_slice()),
        current_queue: named(&event.queue, &known.callin.items),
        calls_today: event.calls_today,
        calls_session: None,
        recording: Recording::Unknown,
        devices: Vec::new(),
        provider_extra: Vec::new(),
        observed_at: read_at,
        ..known
    }
}
