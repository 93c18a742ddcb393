//! Sets of changes, for the pages.

use std::str::FromStr;

use backend::changes::ChangeSetView;
use backend::changes::ChangesError;
use backend::commands::MOST_REASON_CHARS;
use domain::changes::Which;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::id::ChangeSetId;
use domain::time::UnixMs;

use super::Caller;
use super::failed;
use crate::api::change_sets::SetLine;
use crate::api::change_sets::SetRow;
use crate::api::change_sets::SetView;
use crate::error::AppError;

/// Sets that a page lists.
const LAST_SETS: u32 = 20;

pub(super) fn refused(error: ChangesError) -> AppError {
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
pub(super) fn named<T: FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_no_identity| failed(AppError::NotFound))
}

/// The last sets that were confirmed, the newest first.
pub(super) async fn last(caller: &Caller) -> Result<Vec<SetLine>, AppError> {
    let sets = caller.backend.change_sets(&caller.ctx, LAST_SETS).await.map_err(refused)?;
    let confirmed = sets.into_iter().filter(|set| set.confirmed.is_some()).map(|set| SetLine {
        id: set.id,
        connection: set.connection_id,
        state: set.state,
        confirmed: set.confirmed.map(|confirmed| (confirmed.by, confirmed.at)),
    });
    Ok(confirmed.collect())
}

/// Plans anew what failed, or what of a plan is still wanted.
pub(crate) async fn retry(caller: &Caller, set: &str, which: Which) -> Result<Option<SetView>, AppError> {
    let set: ChangeSetId = named(set)?;
    let planned = caller.backend.plan_retry_as(&caller.ctx, &caller.actor(), set, which).await.map_err(refused)?;
    Ok(planned.map(|planned| view(caller, planned)))
}

/// Plans what takes a set back.
pub(crate) async fn undo(
    caller: &Caller,
    set: &str,
    which: Which,
    reason: String,
) -> Result<Option<SetView>, AppError> {
    let (set, actor): (ChangeSetId, _) = (named(set)?, caller.actor());
    let reason = Some(reason).filter(|reason| !reason.trim().is_empty());
    let planned = caller.backend.plan_undo_as(&caller.ctx, &actor, set, which, reason).await.map_err(refused)?;
    Ok(planned.map(|planned| view(caller, planned)))
}

/// A set as it stands.
pub(crate) async fn set(caller: &Caller, set: &str, since: Option<UnixMs>) -> Result<SetView, AppError> {
    let set: ChangeSetId = named(set)?;
    let stored = match since {
        None => caller.backend.change_set(&caller.ctx, set).await,
        Some(since) => caller.backend.change_set_since(&caller.ctx, set, since).await,
    };
    Ok(view(caller, stored.map_err(refused)?))
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

/// A stored set as a page shows it.
pub(super) fn view(caller: &Caller, stored: ChangeSetView) -> SetView {
    let to_type = stored.to_type();
    let ChangeSetView { set, rows, progress } = stored;
    let rows = rows.into_iter().map(|row| SetRow {
        position: row.position,
        row: row.row,
        state: row.state,
        changed_at: row.changed_at,
    });
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
