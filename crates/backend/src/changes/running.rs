//! The change sets that this process runs, and what was read for planning.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

use domain::administration::ScanProgress;
use domain::changes::ChangeProgress;
use domain::changes::Doing;
use domain::changes::RowCounts;
use domain::changes::SetState;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use tracing::error;
use tracing::info_span;
use uuid::Uuid;

use crate::changes::planning::AdminFloor;
use crate::changes::runner::Runner;
use crate::changes::store_journal::StoreJournal;
use crate::runtime::Backend;
use crate::store::StoreResult;

/// The right to run a set is kept for so long; a process that died loses it after this.
const CLAIM_FOR_S: i64 = 60;
/// It is kept again so often.
const CLAIM_EVERY: Duration = Duration::from_secs(20);
/// Sets without a process are looked for so often.
const LOOK_EVERY: Duration = Duration::from_secs(10);

type SetOf = (TenantId, ChangeSetId);

/// What runs here.
#[derive(Debug)]
pub(crate) struct Running {
    /// This process's name among those that run sets.
    name: String,
    sets: Mutex<HashMap<SetOf, Live>>,
    floors: Mutex<HashMap<(TenantId, ConnectionId), Arc<FloorSlot>>>,
}

#[derive(Debug)]
struct Live {
    progress: watch::Receiver<ChangeProgress>,
    cancelled: CancellationToken,
    task: Option<JoinHandle<()>>,
}

/// What was last read of a connection for planning.
#[derive(Debug, Default)]
pub(crate) struct FloorSlot {
    /// Held while it is read, so that two who look at once read once.
    pub(crate) floor: tokio::sync::Mutex<Option<AdminFloor>>,
    progress: Mutex<Option<ScanProgress>>,
}

impl FloorSlot {
    pub(crate) fn note(&self, progress: Option<ScanProgress>) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// The progress is shown while this lives: a browser that goes away in the middle leaves none behind.
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown(self)
    }

    fn progress(&self) -> Option<ScanProgress> {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reading that goes on.
pub(crate) struct Shown<'a>(&'a FloorSlot);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        self.0.note(None);
    }
}

impl Default for Running {
    fn default() -> Self {
        Self { name: Uuid::new_v4().to_string(), sets: Mutex::default(), floors: Mutex::default() }
    }
}

impl Running {
    fn sets(&self) -> MutexGuard<'_, HashMap<SetOf, Live>> {
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn floor(&self, tenant: TenantId, connection: ConnectionId) -> Arc<FloorSlot> {
        let mut floors = self.floors.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(floors.entry((tenant, connection)).or_default())
    }

    /// How far the reading of a connection is. None where nobody reads it.
    pub(crate) fn reading(&self, tenant: TenantId, connection: ConnectionId) -> Option<ScanProgress> {
        let floors = self.floors.lock().unwrap_or_else(PoisonError::into_inner);
        floors.get(&(tenant, connection))?.progress()
    }

    /// What was read of a connection is over: something was written.
    fn forget_floor(&self, tenant: TenantId, connection: ConnectionId) {
        self.floors.lock().unwrap_or_else(PoisonError::into_inner).remove(&(tenant, connection));
    }

    pub(crate) fn progress(&self, tenant: TenantId, set: ChangeSetId) -> Option<watch::Receiver<ChangeProgress>> {
        self.sets().get(&(tenant, set)).map(|live| live.progress.clone())
    }

    /// Waits until nothing runs here any more; whoever calls has said before that all shall stop.
    pub(crate) async fn stopped(&self) {
        let tasks: Vec<JoinHandle<()>> = self.sets().values_mut().filter_map(|live| live.task.take()).collect();
        futures::future::join_all(tasks).await;
    }

    pub(crate) fn cancel(&self, tenant: TenantId, set: ChangeSetId) {
        if let Some(live) = self.sets().get(&(tenant, set)) {
            live.cancelled.cancel();
        }
    }
}

impl Backend {
    /// Goes on with the change sets that were running when Callboard ended, and looks after all that run.
    ///
    /// # Errors
    /// When the database cannot tell which there are.
    pub async fn start_changes(&self) -> StoreResult<()> {
        self.store().forget_dead_runners().await?;
        self.run_waiting_changes().await?;
        let backend = self.clone();
        tokio::spawn(async move {
            let stopping = backend.stopping();
            while stopping.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
                if let Err(cause) = backend.run_waiting_changes().await {
                    error!("change sets cannot be looked up: {cause}");
                }
            }
        });
        Ok(())
    }

    async fn run_waiting_changes(&self) -> StoreResult<()> {
        for (tenant, set) in self.store().change_sets_to_run(self.now()).await? {
            self.run_changes(tenant, set);
        }
        Ok(())
    }

    /// Runs a set in a task of its own, unless it runs here already.
    pub(crate) fn run_changes(&self, tenant: TenantId, set: ChangeSetId) {
        let empty = ChangeProgress::new(SetState::Running, RowCounts::default(), Doing::Nothing);
        let (told, progress) = watch::channel(empty);
        let cancelled = CancellationToken::new();
        {
            let mut sets = self.running().sets();
            if sets.contains_key(&(tenant, set)) {
                return;
            }
            sets.insert((tenant, set), Live { progress, cancelled: cancelled.clone(), task: None });
        }
        let backend = self.clone();
        let task = tokio::spawn(async move {
            let running = tokio::spawn({
                let backend = backend.clone();
                async move { backend.run_while_claimed(tenant, set, told, cancelled).await }
                    .instrument(info_span!("job", job.id = %set, tenant.id = %tenant))
            });
            match running.await {
                Ok(Ok(())) => {}
                Ok(Err(cause)) => error!("change set {set} cannot go on: {cause}"),
                Err(fault) => error!("change set {set} ended in a fault: {fault}"),
            }
            backend.running().sets().remove(&(tenant, set));
        });
        if let Some(live) = self.running().sets().get_mut(&(tenant, set)) {
            live.task = Some(task);
        }
    }

    async fn run_while_claimed(
        &self,
        tenant: TenantId,
        set: ChangeSetId,
        progress: watch::Sender<ChangeProgress>,
        cancelled: CancellationToken,
    ) -> StoreResult<()> {
        if !self.claim_changes(tenant, set).await? {
            return Ok(());
        }
        let Some(stored) = self.store().change_set(tenant, set).await? else { return Ok(()) };
        let connection = stored.connection_id;
        let backend = self.clone();
        let runner = Runner {
            tenant,
            connection,
            journal: Arc::new(StoreJournal { store: self.store().clone(), set: stored }),
            provider: Arc::new(move || backend.provider(tenant, connection)),
            under_way: self.under_way(),
            clock: self.clock().clone(),
            progress,
            cancelled,
        };
        let stopping = self.stopping();
        let ended = tokio::select! {
            ended = runner.run() => ended.map(drop),
            // Somebody else runs it, or the store does not answer: what is being sent is read again by whoever goes on.
            kept = self.keep_claim(tenant, set) => kept,
            () = stopping.cancelled() => Ok(()),
        };
        self.running().forget_floor(tenant, connection);
        self.poke(tenant, connection);
        self.store().release_change_set(tenant, set, &self.running().name).await?;
        ended
    }

    async fn keep_claim(&self, tenant: TenantId, set: ChangeSetId) -> StoreResult<()> {
        loop {
            tokio::time::sleep(CLAIM_EVERY).await;
            if !self.claim_changes(tenant, set).await? {
                return Ok(());
            }
        }
    }

    async fn claim_changes(&self, tenant: TenantId, set: ChangeSetId) -> StoreResult<bool> {
        let now = self.now();
        self.store().claim_change_set(tenant, set, &self.running().name, now.plus_s(CLAIM_FOR_S), now).await
    }
}
