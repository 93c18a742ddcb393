//! One run of a change set, from wherever the account of it stands to its end.
//!
//! It may be dropped at any moment and begun anew: what was being sent then is read again and never sent a second time.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use domain::administration::Route;
use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::changes::ChangeProgress;
use domain::changes::Doing;
use domain::changes::MOST_IN_BATCH;
use domain::changes::RowCounts;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::TenantId;
use providers::Provider;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::changes::journal::Journal;
use crate::changes::reading::Kind;
use crate::hub::Clock;
use crate::runtime::Turn;
use crate::runtime::UnderWay;
use crate::store::StoreResult;
use crate::store::StoredChangeRow;

/// Finds the client of the set's connection as it is now: an edit of the connection makes another one.
pub type ProviderSource = Arc<dyn Fn() -> Option<Arc<dyn Provider>> + Send + Sync>;

/// Pause before an agent is looked at again that somebody else is changing.
const TURN_PAUSE: Duration = Duration::from_secs(1);
/// Looks at it until it is given up.
const MOST_TURN_LOOKS: u32 = 60;
/// Waits that a provider may ask for in a row.
const MOST_WAITS: u32 = 30;

/// A change set that runs.
pub struct Runner {
    /// Whose.
    pub tenant: TenantId,
    /// At which connection.
    pub connection: ConnectionId,
    /// Where it is written down.
    pub journal: Arc<dyn Journal>,
    /// Whom to ask.
    pub provider: ProviderSource,
    /// One writer for each agent in this process.
    pub under_way: Arc<UnderWay>,
    /// What time it is.
    pub clock: Clock,
    /// Is told how far it is.
    pub progress: watch::Sender<ChangeProgress>,
    /// Somebody wants it to stop. The journal has the word; this only ends waits.
    pub cancelled: CancellationToken,
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").field("connection", &self.connection).finish_non_exhaustive()
    }
}

/// A run and what it has learnt.
pub(crate) struct Run {
    pub(crate) of: Runner,
    pub(crate) rows: Vec<StoredChangeRow>,
    /// This run's name among those who take turns.
    name: CommandId,
    /// Requests of the last reading.
    pub(crate) read_cost: u32,
    /// Readings in a row that failed, that were not whole, and after which no time was left to send.
    pub(crate) failed: u32,
    pub(crate) incomplete: u32,
    pub(crate) slow: u32,
    waits: u32,
    turn_looks: u32,
}

impl Runner {
    /// Runs to the end.
    ///
    /// # Errors
    /// When something could not be written down. What was not written down was not sent, and a later run goes on.
    pub async fn run(self) -> StoreResult<SetState> {
        let rows = self.journal.rows().await?;
        let name = CommandId(Uuid::new_v4());
        let run =
            Run { of: self, rows, name, read_cost: 5, failed: 0, incomplete: 0, slow: 0, waits: 0, turn_looks: 0 };
        run.go().await
    }
}

impl Run {
    async fn go(mut self) -> StoreResult<SetState> {
        self.settle_what_was_being_sent().await?;
        // Those of the run before are not needed any more.
        self.of.journal.give_back_turns().await?;
        let state = loop {
            if self.of.journal.is_cancelled().await? {
                break self.cancel_the_rest().await?;
            }
            let Some((kind, chosen)) = self.next() else { break SetState::Done };
            let held = self.take_turns(&chosen).await?;
            if held.is_empty() {
                self.wait_for_turn(&chosen).await?;
                continue;
            }
            self.turn_looks = 0;
            let pause = self.batch(kind, &held).await;
            drop(held);
            let given_back = self.of.journal.give_back_turns().await;
            let pause = pause?;
            given_back?;
            if let Some((doing, pause)) = pause {
                self.pause(doing, pause).await;
            }
        };
        self.of.journal.finish(state, self.of.clock.now()).await?;
        self.tell_as(state, Doing::Nothing);
        Ok(state)
    }

    /// The next agents to be sent: of one kind, so that one reading serves all of them.
    fn next(&self) -> Option<(Kind, Vec<usize>)> {
        let waiting = |(at, row): (usize, &StoredChangeRow)| {
            let kind = (row.state == RowState::Planned).then(|| Kind::of(&row.row.step)).flatten();
            kind.map(|kind| (kind, at))
        };
        let mut waiting = self.rows.iter().enumerate().filter_map(waiting).peekable();
        let (kind, _) = *waiting.peek()?;
        let chosen = waiting.filter(|(other, _)| *other == kind).map(|(_, at)| at).take(MOST_IN_BATCH as usize);
        Some((kind, chosen.collect()))
    }

    /// Takes the turns before the reading, so that nobody here writes between the reading and the sending.
    pub(crate) async fn take_turns(&self, chosen: &[usize]) -> StoreResult<Vec<(usize, Turn)>> {
        let held: Vec<(usize, Turn)> = chosen
            .iter()
            .filter_map(|&at| {
                let agent = (self.of.tenant, self.of.connection, self.agent(at).to_owned());
                Some((at, Turn::take(Arc::clone(&self.of.under_way), agent, self.name)?))
            })
            .collect();
        let agents: BTreeSet<String> = held.iter().map(|(at, _)| self.agent(*at).to_owned()).collect();
        if agents.is_empty() {
            return Ok(Vec::new());
        }
        let taken = self.of.journal.take_turns(&agents, self.of.clock.now()).await?;
        Ok(held.into_iter().filter(|(at, _)| taken.contains(self.agent(*at))).collect())
    }

    async fn wait_for_turn(&mut self, chosen: &[usize]) -> StoreResult<()> {
        self.turn_looks += 1;
        if self.turn_looks > MOST_TURN_LOOKS {
            self.turn_looks = 0;
            let refused = RowState::Refused { reason: RowRefusal::UnderWay, code: None };
            return self.mark_all(chosen, &refused).await;
        }
        self.pause(Doing::WaitingForTurn, TURN_PAUSE).await;
        Ok(())
    }

    async fn cancel_the_rest(&mut self) -> StoreResult<SetState> {
        let rest = self.planned(|_| true);
        self.mark_all(&rest, &RowState::Cancelled).await?;
        Ok(if rest.is_empty() { SetState::Done } else { SetState::Cancelled })
    }

    /// Ends all agents of a kind that are still to be sent.
    pub(crate) async fn refuse_the_rest(
        &mut self,
        kind: Kind,
        reason: RowRefusal,
        code: Option<&str>,
    ) -> StoreResult<()> {
        let rest = self.planned(|row| Kind::of(&row.row.step) == Some(kind));
        self.mark_all(&rest, &RowState::Refused { reason, code: code.map(str::to_owned) }).await
    }

    pub(crate) async fn mark_all(&mut self, chosen: &[usize], state: &RowState) -> StoreResult<()> {
        for &at in chosen {
            self.mark(at, state.clone()).await?;
        }
        Ok(())
    }

    pub(crate) async fn mark(&mut self, at: usize, state: RowState) -> StoreResult<()> {
        let now = self.of.clock.now();
        self.of.journal.mark(&mut self.rows[at], state, now).await
    }

    fn planned(&self, is_meant: impl Fn(&StoredChangeRow) -> bool) -> Vec<usize> {
        let planned = |row: &StoredChangeRow| row.state == RowState::Planned && is_meant(row);
        (0..self.rows.len()).filter(|at| planned(&self.rows[*at])).collect()
    }

    pub(crate) fn agent(&self, at: usize) -> &str {
        &self.rows[at].row.agent
    }

    /// A wait that the provider asked for; none when it has asked too often.
    pub(crate) fn asked_to_wait(&mut self, retry_after_s: u32) -> Option<(Doing, Duration)> {
        self.waits += 1;
        (self.waits <= MOST_WAITS).then(|| self.wait_for_allowance(Duration::from_secs(retry_after_s.max(1).into())))
    }

    /// A write was taken: the waits before it were worth it.
    pub(crate) fn answered(&mut self) {
        self.waits = 0;
    }

    pub(crate) fn wait_for_allowance(&self, wait: Duration) -> (Doing, Duration) {
        let wait_s = i64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(i64::MAX);
        (Doing::WaitingForAllowance { until: self.of.clock.now().plus_s(wait_s) }, wait)
    }

    pub(crate) fn try_again(&self, wait: Duration) -> (Doing, Duration) {
        let wait_s = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
        (Doing::TryingAgain { at: self.of.clock.now().plus_s(wait_s) }, wait)
    }

    pub(crate) async fn pause(&self, doing: Doing, wait: Duration) {
        self.tell(doing);
        // A wait that is cancelled ends at once; the journal says that it was.
        let _ended = self.of.cancelled.run_until_cancelled(tokio::time::sleep(wait)).await;
    }

    pub(crate) fn tell(&self, doing: Doing) {
        self.tell_as(SetState::Running, doing);
    }

    fn tell_as(&self, state: SetState, doing: Doing) {
        let counts = RowCounts::of(self.rows.iter().map(|row| &row.state));
        self.of.progress.send_replace(ChangeProgress::new(state, counts, doing));
    }
}

/// A reading that found nobody to ask.
pub(crate) const fn nobody_to_ask(kind: Kind) -> Trouble {
    let route = match kind {
        Kind::Callin => Route::ListInboundQueues,
        Kind::Callout | Kind::Unseen => Route::ListAgents,
    };
    Trouble { route, kind: TroubleKind::NotOffered }
}
