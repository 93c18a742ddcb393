//! A phone system that counts what reaches it. The real clients are tested in `providers`; here it matters only whether
//! and how often they are asked.

use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use backend::commands::Poke;
use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Command;
use domain::command::Outcome;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use providers::Provider;
use providers::ProviderError;
use tokio::sync::Notify;

/// How it answers.
pub(crate) enum Manner {
    Answers(Outcome),
    /// Waits until told, then confirms.
    Waits(Notify),
    /// Never answers, and makes the clock run ahead while it does not.
    Hangs,
    Panics,
}

pub(crate) struct PhoneSystem {
    manner: Manner,
    capabilities: Capabilities,
    pub(crate) asked: AtomicUsize,
    pub(crate) was_asked: Notify,
}

impl PhoneSystem {
    pub(crate) fn that(manner: Manner) -> Self {
        let all =
            [Capability::LogOutAgent, Capability::PauseAgent, Capability::SetCallinQueues, Capability::SetRecording];
        Self {
            manner,
            capabilities: Capabilities(all.map(|capability| (capability, Support::Yes)).to_vec()),
            asked: AtomicUsize::new(0),
            was_asked: Notify::new(),
        }
    }

    pub(crate) fn without_capabilities(self) -> Self {
        Self { capabilities: Capabilities::default(), ..self }
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn answer_now(&self) {
        match &self.manner {
            Manner::Waits(told) => told.notify_one(),
            Manner::Answers(_) | Manner::Hangs | Manner::Panics => panic!("it does not wait"),
        }
    }
}

/// Lets the clock go on when the hanging request is given up.
struct FastClock;

impl FastClock {
    fn start() -> Self {
        tokio::time::pause();
        Self
    }
}

impl Drop for FastClock {
    fn drop(&mut self) {
        tokio::time::resume();
    }
}

impl Provider for PhoneSystem {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Convoso
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    fn poll_interval(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn poll(&self, _now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        Box::pin(async { Err(ProviderError::NotOffered) })
    }

    fn agent<'a>(
        &'a self,
        _external_id: &'a str,
        _now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(async { Err(ProviderError::NotOffered) })
    }

    fn execute<'a>(&'a self, _command: &'a Command, _now: UnixMs) -> BoxFuture<'a, Outcome> {
        Box::pin(async {
            self.asked.fetch_add(1, Ordering::SeqCst);
            self.was_asked.notify_one();
            match &self.manner {
                Manner::Answers(outcome) => outcome.clone(),
                Manner::Waits(told) => {
                    told.notified().await;
                    Outcome::Confirmed
                }
                Manner::Hangs => {
                    let _fast = FastClock::start();
                    std::future::pending().await
                }
                Manner::Panics => panic!("a fault in a client"),
            }
        })
    }

    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        Box::pin(async move { ProbeReport { at: now, lines: Vec::new() } })
    }

    fn request_counts(&self) -> RequestCounts {
        RequestCounts::default()
    }
}

/// Remembers which connections a poll was asked for, and what was told of commands before.
#[derive(Default)]
pub(crate) struct Pokes(pub(crate) Mutex<Vec<(TenantId, ConnectionId)>>, pub(crate) Mutex<Vec<String>>);

impl Poke for Pokes {
    fn begun(&self, _: TenantId, _: ConnectionId, _: CommandId, command: &Command) {
        self.1.lock().unwrap().push(format!("begun {}", command.action.slug()));
    }

    fn ended(&self, _: TenantId, _: ConnectionId, _: CommandId, command: &Command, outcome: &Outcome) {
        self.1.lock().unwrap().push(format!("ended {}: {outcome:?}", command.action.slug()));
    }

    fn poke(&self, tenant: TenantId, connection: ConnectionId) {
        self.0.lock().unwrap().push((tenant, connection));
    }
}
