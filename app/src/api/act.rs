//! Acting on an agent: what the panel's buttons send, what they need to ask, and what was done before.

use domain::audit::AuditLine;
use domain::command::ActionKind;
use domain::command::Outcome;
use domain::queue::NamedRef;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::JsonText;
use crate::error::AppError;

/// What is asked for, as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentWish {
    /// The command's identity, made by the page: a second click is the same command.
    pub id: String,
    /// Which action.
    pub action: ActionKind,
    /// What goes along: `on` or `off`, the number of a queue, or an [`InGroupChange`](domain::in_group::InGroupChange) in JSON.
    #[serde(default)]
    pub value: String,
    /// Why, where it is asked.
    #[serde(default)]
    pub reason: String,
}

/// Does something to an agent at their provider, once, and tells how it ended.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight; [`AppError::Forbidden`] and
/// [`AppError::NotOffered`] where role or connection do not allow it; [`AppError::Conflict`] while another command to the
/// agent is being sent; [`AppError::Invalid`] where a reason is missing. Nothing was sent then.
#[server(name = Act, endpoint = "act", output = JsonText)]
pub async fn act(tenant: String, agent: String, wish: SentWish) -> Result<Outcome, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::act::act(&caller, &agent, wish).await
}

/// The callout queues that agents of this agent's connection have, to choose from.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight; [`AppError::Forbidden`].
#[server(name = ReadCalloutQueues, endpoint = "callout_queues", output = JsonText)]
pub async fn callout_queues(tenant: String, agent: String) -> Result<Vec<NamedRef>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::act::callout_queues(&caller, &agent)
}

/// What was done to an agent last, and by whom; newest first.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight; [`AppError::Unavailable`].
#[server(name = ReadLastActions, endpoint = "last_actions", output = JsonText)]
pub async fn last_actions(tenant: String, agent: String) -> Result<Vec<AuditLine>, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::act::last_actions(&caller, &agent).await
}
