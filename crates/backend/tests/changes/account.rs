//! The account of a change set in memory. Every call takes a moment before and after, so that a run can end in between.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use backend::changes::Journal;
use backend::store::StoreError;
use backend::store::StoreResult;
use backend::store::StoredChangeRow;
use domain::changes::Plan;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::time::UnixMs;
use futures::future::BoxFuture;

const TURN_FOR_S: i64 = 300;

/// Writing down takes time, in which others get on. The clock of these tests stands still unless all of them wait.
async fn takes_a_moment() {
    tokio::time::sleep(Duration::from_millis(2)).await;
}

/// Who has which agent's turn, across all sets.
pub(crate) type Turns = Arc<Mutex<BTreeMap<String, (u64, UnixMs)>>>;

pub(crate) struct Account {
    pub(crate) set: u64,
    rows: Mutex<Vec<StoredChangeRow>>,
    ended: Mutex<Option<SetState>>,
    cancelled: Mutex<bool>,
    turns: Turns,
    /// Nothing can be written down while it is so.
    pub(crate) is_broken: Mutex<bool>,
}

impl Account {
    pub(crate) fn of(set: u64, plan: &Plan, turns: &Turns) -> Arc<Self> {
        let row = |(position, row): (u32, &domain::changes::PlannedRow)| StoredChangeRow {
            position,
            state: RowState::of(&row.step),
            row: row.clone(),
            audit_id: None,
            changed_at: UnixMs(0),
        };
        Arc::new(Self {
            set,
            rows: Mutex::new((0..).zip(&plan.rows).map(row).collect()),
            ended: Mutex::default(),
            cancelled: Mutex::default(),
            turns: Arc::clone(turns),
            is_broken: Mutex::default(),
        })
    }

    pub(crate) fn cancel(&self) {
        *self.cancelled.lock().unwrap() = true;
    }

    pub(crate) fn ended(&self) -> Option<SetState> {
        *self.ended.lock().unwrap()
    }

    pub(crate) fn kept(&self) -> Vec<StoredChangeRow> {
        self.rows.lock().unwrap().clone()
    }

    pub(crate) fn states(&self) -> Vec<RowState> {
        self.kept().into_iter().map(|row| row.state).collect()
    }

    async fn go_on(&self, row: &mut StoredChangeRow, state: RowState, now: UnixMs) -> StoreResult<()> {
        takes_a_moment().await;
        if *self.is_broken.lock().unwrap() {
            return Err(StoreError::Corrupt { what: "test" });
        }
        {
            let mut rows = self.rows.lock().unwrap();
            let kept = &mut rows[row.position as usize];
            if kept.state != row.state {
                return Err(StoreError::Conflict);
            }
            *kept = StoredChangeRow { state, changed_at: now, ..kept.clone() };
            *row = kept.clone();
        }
        takes_a_moment().await;
        Ok(())
    }
}

impl Journal for Account {
    fn rows(&self) -> BoxFuture<'_, StoreResult<Vec<StoredChangeRow>>> {
        Box::pin(async { Ok(self.kept()) })
    }

    fn is_cancelled(&self) -> BoxFuture<'_, StoreResult<bool>> {
        Box::pin(async { Ok(*self.cancelled.lock().unwrap()) })
    }

    fn begin<'a>(&'a self, row: &'a mut StoredChangeRow, now: UnixMs) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(self.go_on(row, RowState::Sending, now))
    }

    fn mark<'a>(
        &'a self,
        row: &'a mut StoredChangeRow,
        state: RowState,
        now: UnixMs,
    ) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(self.go_on(row, state, now))
    }

    fn finish(&self, state: SetState, _now: UnixMs) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async move {
            takes_a_moment().await;
            *self.ended.lock().unwrap() = Some(state);
            Ok(())
        })
    }

    fn take_turns<'a>(
        &'a self,
        agents: &'a BTreeSet<String>,
        now: UnixMs,
    ) -> BoxFuture<'a, StoreResult<BTreeSet<String>>> {
        Box::pin(async move {
            takes_a_moment().await;
            let mut turns = self.turns.lock().unwrap();
            let is_free =
                |agent: &&String| turns.get(*agent).is_none_or(|(holder, until)| *holder == self.set || *until <= now);
            let taken: BTreeSet<String> = agents.iter().filter(is_free).cloned().collect();
            turns.extend(taken.iter().map(|agent| (agent.clone(), (self.set, now.plus_s(TURN_FOR_S)))));
            Ok(taken)
        })
    }

    fn give_back_turns(&self) -> BoxFuture<'_, StoreResult<()>> {
        Box::pin(async {
            takes_a_moment().await;
            self.turns.lock().unwrap().retain(|_, (holder, _)| *holder != self.set);
            Ok(())
        })
    }
}
