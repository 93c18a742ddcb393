//! Where a running change set is written down. What cannot be written down is not sent.

use std::collections::BTreeSet;

use domain::changes::RowState;
use domain::changes::SetState;
use domain::time::UnixMs;
use futures::future::BoxFuture;

use crate::store::StoreResult;
use crate::store::StoredChangeRow;

/// The account of one change set.
pub trait Journal: Send + Sync {
    /// All agents with how they stand.
    ///
    /// # Errors
    /// When it cannot be read.
    fn rows(&self) -> BoxFuture<'_, StoreResult<Vec<StoredChangeRow>>>;

    /// Whether somebody has asked to stop.
    ///
    /// # Errors
    /// When it cannot be read.
    fn is_cancelled(&self) -> BoxFuture<'_, StoreResult<bool>>;

    /// Writes down that an agent is being sent now: the intent, and the state with it. Changes `row` accordingly.
    ///
    /// # Errors
    /// When it cannot be written down, or somebody else goes on with the row: nothing may be sent.
    fn begin<'a>(&'a self, row: &'a mut StoredChangeRow, now: UnixMs) -> BoxFuture<'a, StoreResult<()>>;

    /// Writes down how an agent stands, and how what was begun ended. Changes `row` accordingly.
    ///
    /// # Errors
    /// When it cannot be written down.
    fn mark<'a>(&'a self, row: &'a mut StoredChangeRow, state: RowState, now: UnixMs)
    -> BoxFuture<'a, StoreResult<()>>;

    /// Ends the set.
    ///
    /// # Errors
    /// When it cannot be written down.
    fn finish(&self, state: SetState, now: UnixMs) -> BoxFuture<'_, StoreResult<()>>;

    /// Takes the turns of these agents across processes, and tells whose it got.
    ///
    /// # Errors
    /// When it cannot be written down.
    fn take_turns<'a>(
        &'a self,
        agents: &'a BTreeSet<String>,
        now: UnixMs,
    ) -> BoxFuture<'a, StoreResult<BTreeSet<String>>>;

    /// Gives all turns back.
    ///
    /// # Errors
    /// When it cannot be written down; they end by themselves then.
    fn give_back_turns(&self) -> BoxFuture<'_, StoreResult<()>>;
}
