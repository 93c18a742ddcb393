//! Sets of changes to many agents, whatever the changes are: as they stand, and what is done with a plan or a run. Making
//! a plan belongs to the pages that ask for one.

use domain::changes::About;
use domain::changes::ChangeProgress;
use domain::changes::PlannedRow;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::JsonText;
use crate::error::AppError;

/// A set of changes without its agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLine {
    /// Identity.
    pub id: ChangeSetId,
    /// At which connection.
    pub connection: ConnectionId,
    /// Where it is.
    pub state: SetState,
    /// Who confirmed it, by the name at that time, and when.
    pub confirmed: Option<(String, UnixMs)>,
}

/// One agent of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRow {
    /// Its place in the set, from 0.
    pub position: u32,
    /// What was planned.
    pub row: PlannedRow,
    /// How it stands.
    pub state: RowState,
    /// Since when.
    pub changed_at: UnixMs,
}

/// A set of changes with its agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetView {
    /// Identity.
    pub id: ChangeSetId,
    /// At which connection.
    pub connection: ConnectionId,
    /// What it is about.
    pub about: About,
    /// Who planned it, by the name at that time.
    pub made_by: String,
    /// When.
    pub made_at: UnixMs,
    /// Who confirmed it, by the name at that time, and when.
    pub confirmed: Option<(String, UnixMs)>,
    /// Who cancelled it, by the name at that time, and when.
    pub cancelled: Option<(String, UnixMs)>,
    /// When its last agent ended.
    pub finished_at: Option<UnixMs>,
    /// How far it is.
    pub progress: ChangeProgress,
    /// What has to be typed to confirm it; none when a click is enough.
    pub to_type: Option<String>,
    /// Its agents in the order of asking; of an answer to "since", only those that moved.
    pub rows: Vec<SetRow>,
    /// The server's time.
    pub now: UnixMs,
}

impl SetView {
    /// Takes over what moved since.
    pub fn hear(&mut self, news: Self) {
        let mut rows = std::mem::take(&mut self.rows);
        for moved in news.rows {
            match rows.iter_mut().find(|row| row.position == moved.position) {
                Some(row) => *row = moved,
                None => rows.push(moved),
            }
        }
        *self = Self { rows, ..news };
    }

    /// The moment from which on news are wanted: that of the row that moved last.
    pub fn heard_until(&self) -> Option<UnixMs> {
        self.rows.iter().map(|row| row.changed_at).max()
    }
}

/// Plans anew what of an ended set did not come out as asked, or what of a plan is still wanted, for everybody, for the
/// agent at one place only, or for all without that one. None when there is nothing to plan.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] while it runs; as [`super::queues::queue_floor`].
#[server(name = PlanRetry, endpoint = "plan_retry", output = JsonText)]
pub async fn plan_retry(
    tenant: String,
    #[server(default)] set: String,
    #[server(default)] only: Option<u32>,
    #[server(default)] without: Option<u32>,
) -> Result<Option<SetView>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::change_sets::retry(&caller, &set, which(only, without)).await
}

/// Plans what takes a set back, for everybody or for the agent at one place only. None when there is nothing to take back.
/// Without a `reason` it has that of the set.
///
/// # Errors
/// As [`plan_retry`]; [`AppError::Invalid`] where recording would be switched off without a reason.
#[server(name = PlanUndo, endpoint = "plan_undo", output = JsonText)]
pub async fn plan_undo(
    tenant: String,
    #[server(default)] set: String,
    #[server(default)] only: Option<u32>,
    #[server(default)] reason: String,
) -> Result<Option<SetView>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::change_sets::undo(&caller, &set, which(only, None), reason).await
}

#[cfg(feature = "ssr")]
fn which(only: Option<u32>, without: Option<u32>) -> domain::changes::Which {
    use domain::changes::Which;
    only.map(Which::Only).or_else(|| without.map(Which::Without)).unwrap_or_default()
}

/// A set as it stands; with `since`, only those of its agents that have moved from that moment on.
///
/// # Errors
/// [`AppError::NotFound`] for another tenant's set as for a missing one.
#[server(name = ReadChangeSet, endpoint = "change_set", output = JsonText)]
pub async fn change_set(
    tenant: String,
    #[server(default)] set: String,
    #[server(default)] since: Option<i64>,
) -> Result<SetView, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::change_sets::set(&caller, &set, since.map(UnixMs)).await
}

/// Lets a plan run; `typed` is what a dangerous one asks to be typed.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it is no plan any more; [`AppError::Invalid`].
#[server(name = ConfirmChanges, endpoint = "confirm_changes", output = JsonText)]
pub async fn confirm_changes(
    tenant: String,
    #[server(default)] set: String,
    #[server(default)] typed: String,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::change_sets::confirm(&caller, &set, typed).await
}

/// Stops a running set after the agent it is at.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it does not run.
#[server(name = CancelChanges, endpoint = "cancel_changes", output = JsonText)]
pub async fn cancel_changes(tenant: String, #[server(default)] set: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::change_sets::cancel(&caller, &set).await
}

/// Throws a plan away.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it is no plan any more.
#[server(name = DiscardChanges, endpoint = "discard_changes", output = JsonText)]
pub async fn discard_changes(tenant: String, #[server(default)] set: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::change_sets::discard(&caller, &set).await
}

#[cfg(test)]
mod tests {
    use domain::changes::Change;
    use domain::changes::Doing;
    use domain::changes::RowCounts;
    use domain::changes::Step;

    use super::*;

    fn row(position: u32, state: RowState, at_ms: i64) -> SetRow {
        let row = PlannedRow {
            agent: position.to_string(),
            label: String::new(),
            change: Change::priority(1),
            step: Step::Unchanged,
        };
        SetRow { position, row, state, changed_at: UnixMs(at_ms) }
    }

    fn view(rows: Vec<SetRow>) -> SetView {
        let id = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        SetView {
            id: ChangeSetId(id),
            connection: ConnectionId(id),
            about: About::default(),
            made_by: String::new(),
            made_at: UnixMs(0),
            confirmed: None,
            cancelled: None,
            finished_at: None,
            progress: ChangeProgress::new(SetState::Running, RowCounts::default(), Doing::Nothing),
            to_type: None,
            rows,
            now: UnixMs(0),
        }
    }

    #[test]
    fn news_replace_only_the_rows_that_moved() {
        let mut known = view(vec![row(0, RowState::Planned, 1), row(1, RowState::Planned, 1)]);

        assert_eq!(known.heard_until(), Some(UnixMs(1)));
        known.hear(view(vec![row(1, RowState::Verified, 7)]));

        let states: Vec<_> = known.rows.iter().map(|row| row.state.slug()).collect();
        assert_eq!(states, ["planned", "verified"]);
        assert_eq!(known.heard_until(), Some(UnixMs(7)));
    }
}
