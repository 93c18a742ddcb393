//! Agents and queues as a provider's administration has them, and what was changed about one agent from here.

use domain::changes::RowState;
use domain::changes::Step;
use domain::id::ChangeSetId;
use domain::queue::NamedRef;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::queues::QueuesPage;
use crate::codec::JsonText;
use crate::error::AppError;

/// What a set of changes did to an agent, or has still to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentChangeLine {
    /// Which set.
    pub set: ChangeSetId,
    /// Who let it run, by the name at that time.
    pub by: String,
    /// Why, in their own words.
    pub reason: Option<String>,
    /// Since when it stands as it does.
    pub at: UnixMs,
    /// How the agent was, and how they should be.
    pub step: Step,
    /// How it stands.
    pub state: RowState,
    /// The queues it names, as they were listed.
    pub queues: Vec<NamedRef>,
}

/// The page of one queue, before anything was read from the provider.
///
/// # Errors
/// As [`super::queues::queues`]; [`AppError::NotFound`] for a connection that the tenant does not have, or that cannot be
/// administered.
#[server(name = ReadQueuePage, endpoint = "queue_page", output = JsonText)]
pub async fn queue_page(tenant: String, id: String) -> Result<QueuesPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::agents::queue_page(&caller, &id).await
}

/// The last changes to an agent's queues and recording, the last first. `key` is the agent's word in an address.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for another tenant's agent as for a missing one, [`AppError::Forbidden`].
#[server(name = ReadAgentChanges, endpoint = "agent_changes", output = JsonText)]
pub async fn agent_changes(tenant: String, key: String) -> Result<Vec<AgentChangeLine>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::agents::changes(&caller, &key).await
}
