//! One agent in full, and re-reading one agent through the provider's own request.

use domain::details::AgentDetails;
use leptos::prelude::*;

use crate::codec::JsonText;
use crate::error::AppError;

/// Everything known of one agent, numbers as the caller may see them. `agent` is `connection number:identifier`.
///
/// # Errors
/// [`AppError::SignedOut`]; [`AppError::NotFound`] for a foreign tenant, an unknown agent or one out of the caller's scope.
#[server(name = ReadAgentDetails, endpoint = "agent_details", output = JsonText)]
pub async fn agent_details(tenant: String, agent: String) -> Result<AgentDetails, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::agent_in_full(&caller, &agent).await
}

/// Reads one agent now, through the provider's per-agent request.
///
/// # Errors
/// As [`agent_details`]; [`AppError::NotOffered`], [`AppError::TooSoon`] or [`AppError::Provider`] with its cause.
#[server(name = RereadAgent, endpoint = "reread_agent", output = JsonText)]
pub async fn reread_agent(tenant: String, agent: String) -> Result<AgentDetails, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::reread_agent(&caller, &agent).await
}
