//! Changing an agent's in-groups: a look before, the one request, and looks after it.
//!
//! No poll shows in-groups, so that `agent_ingroup_info` is asked. The look before matters for a list that is built upon:
//! the server adds to and takes from what the agent's screen has taken, and an earlier change still waiting would be lost.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::command::Outcome;
use domain::command::Refusal;
use domain::in_group::InGroupChange;
use domain::in_group::InGroupChoice;
use domain::in_group::InGroupEdit;
use domain::in_group::TakenInGroups;
use domain::time::UnixMs;

use super::agent_api::refused;
use super::client::Client;
use super::client::LogIn;
use super::config::AgentApi;
use super::config::Blended;
use super::config::survives;
use super::wire;
use crate::ProviderError;

/// Waits before the looks that follow a change: the agent's screen asks the server about once a second.
const LOOK_AFTER: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(1), Duration::from_secs(2)];

/// What the agent has and what there is to choose from.
///
/// # Errors
/// [`ProviderError::NotOffered`] where the agent API is switched off; else as [`Client::ask`].
pub(super) async fn choice(client: &Client, agent: &str, now: UnixMs) -> Result<InGroupChoice, ProviderError> {
    let config = client.config();
    if config.agent_api == AgentApi::Off {
        return Err(ProviderError::NotOffered);
    }
    let taken = match look(client, agent, now).await {
        Ok(taken) => taken,
        // Without the right to look, groups can still be added and removed.
        Err(ProviderError::Forbidden { .. }) => None,
        Err(error) => return Err(error),
    };
    let named = config.in_groups.iter().cloned();
    let known: BTreeSet<String> = named.chain(taken.iter().flat_map(|taken| taken.groups.iter().cloned())).collect();
    Ok(InGroupChoice { known, taken, also_dials: config.blended == Blended::Yes })
}

/// Looks, lets `send` send once, and looks whether the agent's screen took it.
pub(super) async fn perform(
    client: &Client,
    agent: &str,
    change: &InGroupChange,
    send: impl Future<Output = Outcome>,
    now: UnixMs,
) -> Outcome {
    match look(client, agent, now).await {
        Ok(Some(before)) if before.is_waiting && change.edit != InGroupEdit::Replace => {
            return refused(Refusal::EarlierChangeWaits);
        }
        Ok(Some(before)) if change.is_shown_by(&before) && before.also_dials == change.also_dials => {
            return Outcome::AlreadyDone;
        }
        // Each wrong password counts toward a lock of the account.
        Err(ProviderError::AuthFailed) => return refused(Refusal::KeyRefused),
        // A server that does not answer, or wants to be left alone, is not told anything either.
        Err(ProviderError::Unreachable(_) | ProviderError::RateLimited { .. }) => return refused(Refusal::NotSent),
        Ok(_) | Err(_) => {}
    }
    let ended = send.await;
    if ended == Outcome::AcceptedNotVisible { seen(client, agent, change, now).await } else { ended }
}

async fn seen(client: &Client, agent: &str, change: &InGroupChange, now: UnixMs) -> Outcome {
    for wait in LOOK_AFTER {
        tokio::time::sleep(wait).await;
        match look(client, agent, now).await {
            Ok(Some(taken)) if change.is_shown_by(&taken) => return Outcome::Confirmed,
            // This API user may tell and not ask.
            Err(ProviderError::Forbidden { .. }) => return Outcome::AcceptedUnverifiable,
            Err(ProviderError::AuthFailed) => break,
            Ok(_) | Err(_) => {}
        }
    }
    Outcome::AcceptedNotVisible
}

async fn look(client: &Client, agent: &str, now: UnixMs) -> Result<Option<TakenInGroups>, ProviderError> {
    // The server would strip other characters and answer about somebody else.
    if agent.is_empty() || !agent.chars().all(survives) {
        return Ok(None);
    }
    let parameters = [("agent_user", agent), ("stage", "text")];
    let (taken, _) = client.ask(wire::INFO, LogIn::With, &parameters, now, wire::read_taken).await?;
    Ok(taken)
}
