//! Several floors at once: as many threads as the machine has, beside those that serve pages, and one hand that writes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread::available_parallelism;

use backend::runtime::Backend;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::PastError;
use crate::PastFloor;
use crate::Written;
use crate::walk::Batch;
use crate::walk::Walk;

/// Batches that wait for the store at most; beyond this the floors wait.
const WAITING: usize = 4;

/// Lives through the past of these floors and keeps what changed. What polls have read since is left as it is.
///
/// # Errors
/// As [`PastError`] tells; the first one ends it.
pub async fn write(backend: &Backend, floors: Vec<PastFloor>) -> Result<Written, PastError> {
    let mut walks = VecDeque::with_capacity(floors.len());
    for floor in floors {
        walks.push_back(Walk::at_the_beginning(backend, floor).await?);
    }
    let walks = Arc::new(Mutex::new(walks));
    let (keep, batches) = mpsc::channel(WAITING);
    let mut threads = JoinSet::new();
    for _ in 0..available_parallelism().map_or(1, usize::from) {
        let (walks, keep, runtime) = (Arc::clone(&walks), keep.clone(), Handle::current());
        // A poll in this process never waits, so on a thread of the server's it would keep pages from being served.
        threads.spawn_blocking(move || runtime.block_on(live_all(&walks, &keep)));
    }
    drop(keep);
    keep_all(backend, batches).await?;
    let mut written = Written::default();
    while let Some(lived) = threads.join_next().await {
        let lived = lived??;
        written.floors += lived.floors;
        written.polls += lived.polls;
        written.failed_polls += lived.failed_polls;
        written.events += lived.events;
    }
    Ok(written)
}

async fn live_all(walks: &Mutex<VecDeque<Walk>>, keep: &mpsc::Sender<Batch>) -> Result<Written, PastError> {
    let mut written = Written::default();
    let next = || walks.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(walk) = next() {
        let lived = walk.live(keep.clone()).await?;
        written.floors += lived.floors;
        written.polls += lived.polls;
        written.failed_polls += lived.failed_polls;
        written.events += lived.events;
    }
    Ok(written)
}

/// Returning early drops the receiver, at which the floors stop.
async fn keep_all(backend: &Backend, mut batches: mpsc::Receiver<Batch>) -> Result<(), PastError> {
    let stopping = backend.stopping();
    while let Some(Batch { floor, changes }) = batches.recv().await {
        if stopping.is_cancelled() {
            return Err(PastError::Stopped);
        }
        backend.keep_past(floor.tenant, floor.connection, changes).await?;
    }
    Ok(())
}
