//! Queues of agents and changes to them, for the pages.

use std::str::FromStr;

use backend::changes::AdminFloor;
use backend::changes::ChangeSetView;
use backend::changes::ChangesError;
use backend::changes::PlanRequest;
use backend::commands::MOST_REASON_CHARS;
use domain::administration::ScanProgress;
use domain::capability::Capability;
use domain::changes::Asked;
use domain::changes::Change;
use domain::changes::ImportMode;
use domain::changes::Origin;
use domain::changes::SetState;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::time::UnixMs;

use super::Caller;
use super::failed;
use super::me;
use crate::api::queues::Imported;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::api::queues::SetLine;
use crate::api::queues::SetRow;
use crate::api::queues::SetView;
use crate::error::AppError;

/// Sets that the page lists.
const LAST_SETS: u32 = 20;

fn refused(error: ChangesError) -> AppError {
    let invalid = |field, problem| AppError::invalid(FieldError::new(field, problem));
    failed(match error {
        ChangesError::NotFound => AppError::NotFound,
        ChangesError::Forbidden => AppError::Forbidden,
        ChangesError::NotOffered(_) => AppError::NotOffered,
        ChangesError::SwitchedOff => AppError::Provider { cause: HealthStatus::Disabled },
        ChangesError::Provider(trouble) => AppError::Administration { trouble },
        ChangesError::NothingAsked => invalid(Field::Agents, Problem::Required),
        ChangesError::TooMany { most } => invalid(Field::Agents, Problem::TooMany { most }),
        ChangesError::ReasonNeeded => invalid(Field::Reason, Problem::Required),
        ChangesError::ReasonTooLong => {
            let most = u32::try_from(MOST_REASON_CHARS).unwrap_or(u32::MAX);
            invalid(Field::Reason, Problem::TooLong { most })
        }
        ChangesError::TypeTheNumber => invalid(Field::Agents, Problem::Wrong),
        ChangesError::Conflict => AppError::Conflict,
        ChangesError::Store(error) => {
            leptos::logging::warn!("change sets could not be reached: {error}");
            AppError::Unavailable
        }
    })
}

/// What is no identity names nothing.
fn named<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_no_identity| failed(AppError::NotFound))
}

/// The page.
pub(crate) async fn page(caller: &Caller) -> Result<QueuesPage, AppError> {
    let (backend, ctx) = (&caller.backend, &caller.ctx);
    let stored = backend.store().connections(ctx.tenant_id()).await.map_err(|_store| failed(AppError::Unavailable))?;
    let mut connections: Vec<QueueConnection> = stored
        .into_iter()
        .map(|stored| QueueConnection { id: stored.id, kind: stored.provider(), name: stored.name })
        .filter(|connection| connection.kind.has_administration())
        .collect();
    connections.sort_by(|one, other| one.name.cmp(&other.name));
    let sets = backend.change_sets(ctx, LAST_SETS).await.map_err(refused)?;
    let confirmed = sets.into_iter().filter(|set| set.confirmed.is_some()).map(|set| SetLine {
        id: set.id,
        connection: set.connection_id,
        is_running: set.state == SetState::Running,
        confirmed: set.confirmed.map(|confirmed| (confirmed.by, confirmed.at)),
    });
    Ok(QueuesPage {
        me: me(caller),
        connections,
        sets: confirmed.collect(),
        now: backend.now(),
        utc_offset_s: backend.utc_offset_s(),
    })
}

/// Everybody of a connection.
pub(crate) async fn floor(caller: &Caller, connection: &str, again: bool) -> Result<QueueFloor, AppError> {
    let connection: ConnectionId = named(connection)?;
    let floor = caller.backend.admin_floor(&caller.ctx, connection, again).await.map_err(refused)?;
    let AdminFloor { agents, memberships, unseen, allowance } = floor;
    let callout_queues = agents.callout_queues();
    Ok(QueueFloor { agents, memberships, unseen, callout_queues, allowance, now: caller.backend.now() })
}

/// How far a reading is.
pub(crate) async fn reading(caller: &Caller, connection: &str) -> Result<Option<ScanProgress>, AppError> {
    Ok(caller.backend.admin_reading(&caller.ctx, named(connection)?))
}

/// Plans one change for many agents.
pub(crate) async fn plan(caller: &Caller, connection: &str, agents: &str, change: &str) -> Result<SetView, AppError> {
    let connection: ConnectionId = named(connection)?;
    let change: Change = serde_json::from_str(change).map_err(|_no_change| failed(AppError::BadRequest))?;
    let agents: Vec<String> =
        agents.lines().map(str::trim).filter(|agent| !agent.is_empty()).map(str::to_owned).collect();
    plan_asked(caller, connection, Asked::for_each(&agents, &change), Origin::Chosen).await
}

async fn plan_asked(
    caller: &Caller,
    connection: ConnectionId,
    asked: Vec<Asked>,
    origin: Origin,
) -> Result<SetView, AppError> {
    // A page for queues asks for nothing else, whatever is sent to it.
    if asked.iter().any(|asked| asked.change.needs() == Capability::SetRecording) {
        return Err(failed(AppError::BadRequest));
    }
    let request = PlanRequest { connection, asked, reason: None, origin };
    let planned = caller.backend.plan_changes_as(&caller.ctx, &caller.actor(), request).await.map_err(refused)?;
    Ok(view(caller, planned, None))
}

/// Plans what a table asks for, when all of its lines are good.
pub(crate) async fn import(caller: &Caller, connection: &str, mode: &str, text: &str) -> Result<Imported, AppError> {
    let connection: ConnectionId = named(connection)?;
    let mode = match mode {
        "add" => ImportMode::Add,
        "remove" => ImportMode::Remove,
        "replace" => ImportMode::Replace,
        _ => return Err(failed(AppError::BadRequest)),
    };
    let read = caller.backend.read_import(&caller.ctx, connection, text, mode).await.map_err(refused)?;
    if !read.problems.is_empty() {
        return Ok(Imported::Problems(read.problems));
    }
    let planned = plan_asked(caller, connection, read.asked, Origin::Imported).await?;
    Ok(Imported::Plan(Box::new(planned)))
}

/// Plans anew what failed.
pub(crate) async fn retry(caller: &Caller, set: &str) -> Result<Option<SetView>, AppError> {
    let set: ChangeSetId = named(set)?;
    let planned = caller.backend.plan_retry_as(&caller.ctx, &caller.actor(), set).await.map_err(refused)?;
    Ok(planned.map(|planned| view(caller, planned, None)))
}

/// Plans what takes a set back.
pub(crate) async fn undo(caller: &Caller, set: &str) -> Result<Option<SetView>, AppError> {
    let set: ChangeSetId = named(set)?;
    let planned = caller.backend.plan_undo_as(&caller.ctx, &caller.actor(), set, None).await.map_err(refused)?;
    Ok(planned.map(|planned| view(caller, planned, None)))
}

/// A set as it stands.
pub(crate) async fn set(caller: &Caller, set: &str, since: Option<UnixMs>) -> Result<SetView, AppError> {
    let stored = caller.backend.change_set(&caller.ctx, named(set)?).await.map_err(refused)?;
    Ok(view(caller, stored, since))
}

/// Lets a plan run.
pub(crate) async fn confirm(caller: &Caller, set: &str, typed: String) -> Result<(), AppError> {
    let set: ChangeSetId = named(set)?;
    let confirmed = caller.backend.confirm_changes_as(&caller.ctx, &caller.actor(), set, Some(typed)).await;
    confirmed.map_err(refused)
}

/// Stops a running set.
pub(crate) async fn cancel(caller: &Caller, set: &str) -> Result<(), AppError> {
    let set: ChangeSetId = named(set)?;
    caller.backend.cancel_changes_as(&caller.ctx, &caller.actor(), set).await.map_err(refused)
}

/// Throws a plan away.
pub(crate) async fn discard(caller: &Caller, set: &str) -> Result<(), AppError> {
    let set: ChangeSetId = named(set)?;
    caller.backend.discard_changes_as(&caller.ctx, &caller.actor(), set).await.map_err(refused)
}

fn view(caller: &Caller, stored: ChangeSetView, since: Option<UnixMs>) -> SetView {
    let to_type = stored.to_type();
    let ChangeSetView { set, rows, progress } = stored;
    let rows = rows.into_iter().filter(|row| since.is_none_or(|since| row.changed_at >= since));
    let rows =
        rows.map(|row| SetRow { position: row.position, row: row.row, state: row.state, changed_at: row.changed_at });
    SetView {
        id: set.id,
        connection: set.connection_id,
        about: set.about,
        made_by: set.made_by,
        made_at: set.made_at,
        confirmed: set.confirmed.map(|confirmed| (confirmed.by, confirmed.at)),
        cancelled: set.cancelled,
        finished_at: set.finished_at,
        progress,
        to_type,
        rows: rows.collect(),
        now: caller.backend.now(),
    }
}
