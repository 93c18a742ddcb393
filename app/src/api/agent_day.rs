//! One agent on a page of their own: who they are, and what they did on a day as far as it is kept.

use domain::administration::RecordingState;
use domain::agent::AgentSnapshot;
use domain::agent_day::AgentDay;
use domain::board::ConnectionView;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::FirstPaint;
use crate::codec::JsonText;
use crate::error::AppError;

/// The agent's word in an address, the same for as long as the connection is: its identity, a colon, and the provider's
/// identifier of the agent.
pub fn agent_key(connection: ConnectionId, external_id: &str) -> String {
    format!("{connection}:{external_id}")
}

/// An agent with a day of theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentTold {
    /// The agent as the caller may see them: on the floor, or as last seen there.
    pub agent: AgentSnapshot,
    /// The connection's number on the board; none for an agent who is not on the floor any more.
    pub on_floor: Option<ConnectionIndex>,
    /// What they did.
    pub day: AgentDay,
    /// Recording as it was last set here; none where it cannot be set, and for callers who may not set it.
    pub recording: Option<RecordingState>,
}

/// Another agent to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Their word in an address.
    pub key: String,
    /// Name.
    pub name: String,
}

/// What the page needs before its live feed is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPaint {
    /// Who is looking, and the board with no more rows than the agent's own.
    pub first: FirstPaint,
    /// The agent's word in an address.
    pub key: String,
    /// The connection that tells of the agent.
    pub connection: ConnectionView,
    /// The agent and the day.
    pub told: AgentTold,
    /// The agent before this one, by name.
    pub previous: Option<Neighbour>,
    /// The agent after this one, by name.
    pub next: Option<Neighbour>,
    /// The day in the address made no sense or has not begun, so today is shown.
    pub not_a_day: bool,
}

/// The page of one agent. `day` is a date, or empty for today.
///
/// # Errors
/// [`AppError::SignedOut`]; [`AppError::NotFound`] for a foreign tenant, an unknown agent or one out of the caller's scope.
#[server(name = ReadAgentPage, endpoint = "agent_page", output = JsonText)]
pub async fn agent_page(tenant: String, key: String, day: String) -> Result<AgentPaint, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::agent_day::page(&caller, &key, &day).await
}

/// The agent and the day alone, to follow a floor that moves.
///
/// # Errors
/// As [`agent_page`].
#[server(name = ReadAgentDay, endpoint = "agent_day", output = JsonText)]
pub async fn agent_day(tenant: String, key: String, day: String) -> Result<AgentTold, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    Ok(crate::ssr::agent_day::told(&caller, &key, &day).await?.0)
}
