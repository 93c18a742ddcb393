//! Acting on agents: from the page's words to the backend's and back.

use backend::commands::CommandError;
use backend::commands::MOST_REASON_CHARS;
use backend::runtime::Wish;
use domain::audit::AuditLine;
use domain::command::Action;
use domain::command::ActionKind;
use domain::command::Outcome;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::in_group::InGroupChange;
use domain::queue::NamedRef;

use super::Caller;
use super::agent_details;
use super::agent_key;
use super::failed;
use super::remote;
use crate::api::act::SentWish;
use crate::error::AppError;

/// Lines about one agent.
const LAST_ACTIONS: u32 = 5;

fn app_error(error: CommandError) -> AppError {
    let invalid = |problem| AppError::invalid(FieldError::new(Field::Reason, problem));
    failed(match error {
        CommandError::NotFound => AppError::NotFound,
        CommandError::Forbidden => AppError::Forbidden,
        CommandError::NotOffered(_) => AppError::NotOffered,
        CommandError::ReasonNeeded => invalid(Problem::Required),
        CommandError::ReasonTooLong => {
            invalid(Problem::TooLong { most: u32::try_from(MOST_REASON_CHARS).unwrap_or(u32::MAX) })
        }
        CommandError::UnderWay | CommandError::IdReused => AppError::Conflict,
        CommandError::NotRecorded(_) => AppError::Unavailable,
    })
}

/// The action that the words mean. Lists of callin queues are planned and sent elsewhere, as a whole.
fn action(kind: ActionKind, value: &str) -> Result<Action, AppError> {
    match (kind, value.trim()) {
        (ActionKind::LogOut, _) => Ok(Action::LogOut),
        (ActionKind::Pause, _) => Ok(Action::Pause),
        (ActionKind::Resume, _) => Ok(Action::Resume),
        (ActionKind::SetRecording, "on") => Ok(Action::SetRecording { on: true }),
        (ActionKind::SetRecording, "off") => Ok(Action::SetRecording { on: false }),
        (ActionKind::SetCalloutQueue, "") => {
            Err(failed(AppError::invalid(FieldError::new(Field::Queue, Problem::Required))))
        }
        (ActionKind::ChangeInGroups, change) => {
            let change: InGroupChange =
                serde_json::from_str(change).map_err(|_no_change| failed(AppError::BadRequest))?;
            if change.groups.is_empty() {
                return Err(failed(AppError::invalid(FieldError::new(Field::InGroups, Problem::Required))));
            }
            Ok(Action::ChangeInGroups(change))
        }
        (ActionKind::SetCalloutQueue, queue) => Ok(Action::SetCalloutQueue { queue_id: queue.to_owned() }),
        (ActionKind::SetRecording | ActionKind::SetCallinQueues, _) => Err(failed(AppError::BadRequest)),
    }
}

pub(crate) async fn act(caller: &Caller, agent: &str, wish: SentWish) -> Result<Outcome, AppError> {
    let (connection, external_id) = agent_key(agent)?;
    let command_id = wish.id.parse().map_err(|_no_identity| failed(AppError::BadRequest))?;
    let wish = Wish {
        connection,
        external_id: external_id.to_owned(),
        command_id,
        action: action(wish.action, &wish.value)?,
        reason: Some(wish.reason),
        remote_addr: remote().map(|address| address.to_string()),
    };
    caller.backend.act(&caller.ctx, wish).await.map_err(app_error)
}

pub(crate) fn callout_queues(caller: &Caller, agent: &str) -> Result<Vec<NamedRef>, AppError> {
    let details = agent_details(caller, agent)?;
    let queues = caller.backend.callout_queues(&caller.ctx, details.connection);
    queues.ok_or_else(|| failed(AppError::NotFound))
}

pub(crate) async fn last_actions(caller: &Caller, agent: &str) -> Result<Vec<AuditLine>, AppError> {
    let (connection, external_id) = agent_key(agent)?;
    let lines = caller.backend.last_actions(&caller.ctx, connection, external_id, LAST_ACTIONS).await;
    lines.map_err(|_store| failed(AppError::Unavailable))?.ok_or_else(|| failed(AppError::NotFound))
}
