//! Asks every connection at its own pace, whatever the number of viewers: one task, one request at a time.
//!
//! A failed poll changes a connection's condition and nobody's state. What a poll changed is published first and kept
//! after, so that a slow or broken store never holds up a board.

mod attention;
mod backoff;
mod keeper;
mod log;
mod meter;
mod reading;
mod task;
mod watching;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use domain::agent::AgentSnapshot;
use domain::history::QueueSample;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use providers::Provider;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use tracing::info_span;

use crate::hub::Clock;
use crate::hub::Hub;
use crate::store::StoreError;

pub use log::SharedLog;
pub use meter::POLL_SECONDS;
pub use meter::POLLS;
pub use watching::Watching;

/// What polls have changed and the store does not hold yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FloorChanges {
    /// Agents as last read, by identifier.
    pub agents: BTreeMap<String, AgentSnapshot>,
    /// Changes of state, oldest first.
    pub events: Vec<StateEvent>,
    /// The provider's tenant, pinned by the first good poll (decision X13).
    pub pinned_tenant: Option<String>,
    /// Since when the connection is held because its key was refused (decision X12).
    pub auth_held_at: Option<UnixMs>,
    /// The stretch without a gap in which the connection is being read, as far as it has come.
    pub watched: Vec<WatchSpan>,
    /// Figures of queues that changed, oldest first.
    pub queue_samples: Vec<QueueSample>,
}

impl FloorChanges {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.agents.is_empty()
            && self.events.is_empty()
            && self.pinned_tenant.is_none()
            && self.auth_held_at.is_none()
            && self.watched.is_empty()
            && self.queue_samples.is_empty()
    }
}

/// Where changes are kept.
pub trait FloorSink: Send + Sync {
    /// Keeps the changes and takes out of them what is kept. What is left after an error is offered again.
    ///
    /// # Errors
    /// When something could not be kept.
    fn save<'a>(
        &'a self,
        tenant: TenantId,
        connection: ConnectionId,
        changes: &'a mut FloorChanges,
    ) -> BoxFuture<'a, Result<(), StoreError>>;
}

/// What a poller needs. The connection is on the hub's floor already.
pub struct PollerSeed {
    /// Whose connection.
    pub tenant: TenantId,
    /// Which connection.
    pub connection: ConnectionId,
    /// Whom to ask.
    pub provider: Arc<dyn Provider>,
    /// Where answers go.
    pub hub: Hub,
    /// Where changes are kept.
    pub sink: Arc<dyn FloorSink>,
    /// What time it is.
    pub clock: Clock,
    /// The history needs every poll, also when nobody watches.
    pub keeps_history: bool,
    /// Where polls are noted for admins.
    pub log: Arc<SharedLog>,
}

impl fmt::Debug for PollerSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollerSeed").field("connection", &self.connection).finish_non_exhaustive()
    }
}

/// A running poller. Dropping it ends the polling without waiting; [`PollerHandle::stop`] waits.
#[derive(Debug)]
pub struct PollerHandle {
    poke: Arc<Notify>,
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

/// Starts to poll, at once.
pub fn spawn(seed: PollerSeed) -> PollerHandle {
    let poke = Arc::new(Notify::new());
    let stop = CancellationToken::new();
    let span = info_span!("polling", connection.id = %seed.connection, tenant.id = %seed.tenant);
    let task = tokio::spawn(task::Task::new(seed, Arc::clone(&poke), stop.clone()).run().instrument(span));
    PollerHandle { poke, stop, task: Some(task) }
}

impl PollerHandle {
    /// Asks for a poll now. Ignored while the provider wants to be left alone: rate limit or refused key.
    pub fn poke(&self) {
        self.poke.notify_one();
    }

    /// Ends the polling: the request under way is given up, and what was read is kept.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::error!("a poller ended in a fault: {error}");
        }
    }
}

impl Drop for PollerHandle {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
