//! A provider that answers by script, a sink that remembers, and a line that joins them to a hub.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use backend::hub::Clock;
use backend::hub::ConnectionSeed;
use backend::hub::Hub;
use backend::poller::FloorChanges;
use backend::poller::FloorSink;
use backend::poller::PollerHandle;
use backend::poller::PollerSeed;
use backend::poller::spawn;
use backend::store::Cause;
use backend::store::StoreError;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::board::Board;
use domain::budget::RequestCounts;
use domain::capability::Capabilities;
use domain::command::Command;
use domain::command::Outcome;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use providers::Provider;
use providers::ProviderError;
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

pub(crate) const TENANT: TenantId = TenantId(Uuid::from_u128(1));
pub(crate) const CONNECTION: ConnectionId = ConnectionId(Uuid::from_u128(2));
pub(crate) const ADMIN: Audience = Audience { scope: Scope::All, numbers: Numbers::Full };
pub(crate) const INTERVAL_S: u64 = 5;
const ANSWER_TIME: Duration = Duration::from_millis(10);
const START_MS: i64 = 1_760_000_000_000;

/// One answer of the script.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Agents(Vec<(&'static str, AgentState)>),
    /// One agent of each of these accounts at the provider.
    Accounts(&'static [&'static str]),
    Error(ProviderError),
    Panic,
    Hang,
    After(Duration),
}

/// Answers by script, then with the last answer for ever.
pub(crate) struct Scripted {
    kind: ProviderKind,
    script: Mutex<VecDeque<Answer>>,
    calls: watch::Sender<Vec<Instant>>,
}

impl Scripted {
    fn answer(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        self.calls.send_modify(|calls| calls.push(Instant::now()));
        let mut script = self.script.lock().unwrap();
        let answer = if script.len() > 1 { script.pop_front() } else { script.front().cloned() }.unwrap();
        drop(script);
        Box::pin(async move {
            // So that a test which waits for a poll to begin runs before the poll is answered.
            virtual_time(ANSWER_TIME).await;
            match answer {
                Answer::Agents(agents) => Ok(snapshot(now, &agents)),
                Answer::Accounts(accounts) => Ok(of_accounts(now, accounts)),
                Answer::Error(error) => Err(error),
                Answer::Panic => panic!("a fault in a client"),
                Answer::Hang => std::future::pending().await,
                Answer::After(wait) => {
                    virtual_time(wait).await;
                    Ok(snapshot(now, &[]))
                }
            }
        })
    }
}

impl Provider for Scripted {
    fn kind(&self) -> ProviderKind {
        self.kind
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    fn poll_interval(&self) -> Duration {
        Duration::from_secs(INTERVAL_S)
    }

    fn poll(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        self.answer(now)
    }

    fn agent<'a>(&'a self, _: &'a str, _: UnixMs) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(async { Err(ProviderError::NotOffered) })
    }

    fn execute<'a>(&'a self, _: &'a Command, _: UnixMs) -> BoxFuture<'a, Outcome> {
        Box::pin(async { Outcome::Unknown })
    }

    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        Box::pin(async move { ProbeReport { at: now, lines: Vec::new() } })
    }

    fn request_counts(&self) -> RequestCounts {
        RequestCounts::default()
    }
}

fn snapshot(now: UnixMs, agents: &[(&'static str, AgentState)]) -> Snapshot {
    let agents = agents.iter().map(|(id, state)| AgentSnapshot::new(*id, IdKind::UserId, *state, now)).collect();
    Snapshot { agents, ..Snapshot::new(now) }
}

fn of_accounts(now: UnixMs, accounts: &[&str]) -> Snapshot {
    let agent = |account: &&str| AgentSnapshot {
        provider_tenant: Some((*account).to_owned()),
        ..AgentSnapshot::new(*account, IdKind::UserId, AgentState::Available, now)
    };
    Snapshot { agents: accounts.iter().map(agent).collect(), ..Snapshot::new(now) }
}

/// Remembers what it was given, unless it is told to fail.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) kept: Mutex<FloorChanges>,
    pub(crate) saves: Mutex<u32>,
    pub(crate) is_broken: Mutex<bool>,
}

impl FloorSink for Memory {
    fn save<'a>(
        &'a self,
        _: TenantId,
        _: ConnectionId,
        changes: &'a mut FloorChanges,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            // How far reading has come is written down also when nothing changed.
            *self.saves.lock().unwrap() += u32::from(!changes.agents.is_empty() || !changes.events.is_empty());
            if *self.is_broken.lock().unwrap() {
                return Err(StoreError::Unavailable(Cause::Busy));
            }
            let changes = std::mem::take(changes);
            let mut kept = self.kept.lock().unwrap();
            kept.agents.extend(changes.agents);
            kept.events.extend(changes.events);
            kept.watched.extend(changes.watched);
            kept.pinned_tenant = changes.pinned_tenant.or(kept.pinned_tenant.take());
            kept.auth_held_at = changes.auth_held_at.or(kept.auth_held_at);
            Ok(())
        })
    }
}

/// A connection that is being polled.
pub(crate) struct Line {
    pub(crate) hub: Hub,
    pub(crate) sink: Arc<Memory>,
    pub(crate) poller: PollerHandle,
    pub(crate) clock: Clock,
    pub(crate) calls: watch::Receiver<Vec<Instant>>,
    begun: Instant,
}

impl Line {
    pub(crate) fn start(script: impl IntoIterator<Item = Answer>) -> Self {
        Self::start_as(ProviderKind::Tel4vn, true, script)
    }

    /// Must be called on a runtime whose time is paused.
    pub(crate) fn start_as(kind: ProviderKind, keeps_history: bool, script: impl IntoIterator<Item = Answer>) -> Self {
        let begun = Instant::now();
        let clock = Clock::of(move || UnixMs(START_MS + i64::try_from(begun.elapsed().as_millis()).unwrap()));
        let hub = Hub::with_clock(1, clock.clone());
        hub.add_connection(
            TENANT,
            ConnectionSeed {
                id: CONNECTION,
                kind,
                name: "line".to_owned(),
                capabilities: Capabilities::default(),
                poll_interval_ms: 1000 * u32::try_from(INTERVAL_S).unwrap(),
                floor: Floor::default(),
                health: ConnectionHealth::default(),
            },
        );
        let (calls, seen) = watch::channel(Vec::new());
        let provider = Arc::new(Scripted { kind, script: Mutex::new(script.into_iter().collect()), calls });
        let sink = Arc::new(Memory::default());
        let poller = spawn(PollerSeed {
            tenant: TENANT,
            connection: CONNECTION,
            provider,
            hub: hub.clone(),
            sink: Arc::clone(&sink) as Arc<dyn FloorSink>,
            clock: clock.clone(),
            keeps_history,
            log: Arc::default(),
        });
        Self { hub, sink, poller, clock, calls: seen, begun }
    }

    /// Waits until so many polls have begun; the ones before have been dealt with.
    pub(crate) async fn polls(&mut self, count: usize) {
        self.calls.wait_for(|calls| calls.len() >= count).await.unwrap();
    }

    pub(crate) fn count(&self) -> usize {
        self.calls.borrow().len()
    }

    /// Seconds from the start at which polls began.
    pub(crate) fn begun_s(&self) -> Vec<f64> {
        self.calls.borrow().iter().map(|at| (*at - self.begun).as_secs_f64()).collect()
    }

    /// Seconds between polls.
    pub(crate) fn gaps_s(&self) -> Vec<f64> {
        self.begun_s().windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    pub(crate) fn health(&self) -> ConnectionHealth {
        self.hub.health(TENANT, CONNECTION).unwrap()
    }

    pub(crate) fn board(&self) -> Board {
        self.hub.board(TENANT, &ADMIN, None, self.clock.now()).unwrap()
    }

    pub(crate) fn states(&self) -> Vec<AgentState> {
        self.board().rows.values().map(|row| row.state).collect()
    }
}

/// Lets the paused clock run: everything that is due in between happens, in order.
pub(crate) async fn virtual_time(span: Duration) {
    let never = std::future::pending::<()>();
    assert!(tokio::time::timeout(span, never).await.is_err());
}

pub(crate) async fn minutes(count: u64) {
    virtual_time(Duration::from_secs(60 * count)).await;
}

/// Whether every gap is what it should be, give or take the jitter of a tenth.
pub(crate) fn assert_about(gaps_s: &[f64], expected_s: &[f64]) {
    assert_eq!(gaps_s.len(), expected_s.len(), "{gaps_s:?}");
    for (gap, expected) in gaps_s.iter().zip(expected_s) {
        assert!((expected * 0.89..=expected * 1.11).contains(gap), "{gaps_s:?} is not about {expected_s:?}");
    }
}
