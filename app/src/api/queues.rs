//! Queues of agents, as admins read and change them. Nothing here sends anything to a provider but what was planned and
//! confirmed before.

use domain::administration::AgentList;
use domain::administration::Memberships;
use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::changes::About;
use domain::changes::ChangeProgress;
use domain::changes::ImportProblem;
use domain::changes::PlannedRow;
use domain::changes::RowState;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::queue::NamedRef;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use crate::error::AppError;

/// A connection that can be administered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueConnection {
    /// Identity.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Which provider.
    pub kind: ProviderKind,
}

/// A set of changes without its agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLine {
    /// Identity.
    pub id: ChangeSetId,
    /// At which connection.
    pub connection: ConnectionId,
    /// Whether it is being sent.
    pub is_running: bool,
    /// Who confirmed it, by the name at that time, and when.
    pub confirmed: Option<(String, UnixMs)>,
}

/// The page before anything was read from a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuesPage {
    /// Who is looking.
    pub me: Me,
    /// The connections that can be administered, by name.
    pub connections: Vec<QueueConnection>,
    /// The last sets that were confirmed, the newest first.
    pub sets: Vec<SetLine>,
    /// The server's time.
    pub now: UnixMs,
    /// Offset of the installation's zone from UTC, in seconds.
    pub utc_offset_s: i32,
}

/// Everybody of a connection and their queues, as one reading shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFloor {
    /// Every agent.
    pub agents: AgentList,
    /// The complete callin queues; none where the key may not list queues.
    pub memberships: Option<Memberships>,
    /// Why there are none.
    pub unseen: Option<Trouble>,
    /// The callout queues that agents have now: no provider lists them.
    pub callout_queues: Vec<NamedRef>,
    /// The allowance as last told.
    pub allowance: Option<Allowance>,
    /// The server's time.
    pub now: UnixMs,
}

impl QueueFloor {
    /// Nothing that is shown is older.
    pub fn read_at(&self) -> UnixMs {
        self.memberships.as_ref().map_or(self.agents.as_of, |scan| scan.as_of)
    }
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

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Imported {
    /// Every line is good, and this is the plan.
    Plan(Box<SetView>),
    /// These lines cannot be used; nothing was planned.
    Problems(Vec<ImportProblem>),
}

/// The page.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadQueues, endpoint = "queues")]
pub async fn queues(tenant: String) -> Result<QueuesPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::page(&caller).await
}

/// Everybody of a connection: as read within the last minute, or read anew, which `again` wants in any case.
///
/// # Errors
/// [`AppError::Administration`] with what went wrong and on which request; [`AppError::NotOffered`].
#[server(name = ReadQueueFloor, endpoint = "queue_floor")]
pub async fn queue_floor(tenant: String, id: String, #[server(default)] again: bool) -> Result<QueueFloor, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::floor(&caller, &id, again).await
}

/// How far the reading is that goes on now; none when nobody reads.
///
/// # Errors
/// As [`queues`].
#[server(name = ReadQueueReading, endpoint = "queue_reading")]
pub async fn queue_reading(tenant: String, id: String) -> Result<Option<ScanProgress>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::reading(&caller, &id).await
}

/// Plans one change for many agents. `agents` are named one on a line, `change` is a [`domain::changes::Change`] in JSON.
/// Nothing is sent to the provider.
///
/// # Errors
/// [`AppError::Invalid`] when nothing or too much is asked for; as [`queue_floor`].
#[server(name = PlanChanges, endpoint = "plan_changes")]
pub async fn plan_changes(
    tenant: String,
    id: String,
    #[server(default)] agents: String,
    #[server(default)] change: String,
) -> Result<SetView, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::plan(&caller, &id, &agents, &change).await
}

/// Plans what a CSV file or a pasted table asks for; `mode` is `add`, `remove` or `replace`.
///
/// # Errors
/// As [`plan_changes`].
#[server(name = PlanImport, endpoint = "plan_import")]
pub async fn plan_import(
    tenant: String,
    id: String,
    #[server(default)] mode: String,
    #[server(default)] text: String,
) -> Result<Imported, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::import(&caller, &id, &mode, &text).await
}

/// Plans anew what of a set did not come out as asked. None when everything did.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] while it runs; as [`queue_floor`].
#[server(name = PlanRetry, endpoint = "plan_retry")]
pub async fn plan_retry(tenant: String, #[server(default)] set: String) -> Result<Option<SetView>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::retry(&caller, &set).await
}

/// Plans what takes a set back. None when there is nothing to take back.
///
/// # Errors
/// As [`plan_retry`].
#[server(name = PlanUndo, endpoint = "plan_undo")]
pub async fn plan_undo(tenant: String, #[server(default)] set: String) -> Result<Option<SetView>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::undo(&caller, &set).await
}

/// A set as it stands; with `since`, only those of its agents that have moved from that moment on.
///
/// # Errors
/// [`AppError::NotFound`] for another tenant's set as for a missing one.
#[server(name = ReadChangeSet, endpoint = "change_set")]
pub async fn change_set(
    tenant: String,
    #[server(default)] set: String,
    #[server(default)] since: Option<i64>,
) -> Result<SetView, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::set(&caller, &set, since.map(UnixMs)).await
}

/// Lets a plan run; `typed` is what a dangerous one asks to be typed.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it is no plan any more; [`AppError::Invalid`].
#[server(name = ConfirmChanges, endpoint = "confirm_changes")]
pub async fn confirm_changes(
    tenant: String,
    #[server(default)] set: String,
    #[server(default)] typed: String,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::confirm(&caller, &set, typed).await
}

/// Stops a running set after the agent it is at.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it does not run.
#[server(name = CancelChanges, endpoint = "cancel_changes")]
pub async fn cancel_changes(tenant: String, #[server(default)] set: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::cancel(&caller, &set).await
}

/// Throws a plan away.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] when it is no plan any more.
#[server(name = DiscardChanges, endpoint = "discard_changes")]
pub async fn discard_changes(tenant: String, #[server(default)] set: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::discard(&caller, &set).await
}

#[cfg(test)]
mod tests {
    use domain::changes::Change;
    use domain::changes::Doing;
    use domain::changes::RowCounts;
    use domain::changes::SetState;
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
