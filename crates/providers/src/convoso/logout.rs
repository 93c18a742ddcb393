//! Logging an agent out (decisions C10 to C13): look, ask once, look again, and claim only what was seen.
//!
//! Who may do it, that it is written down first and that the floor is read again afterwards is `backend`'s.

use std::time::Duration;

use domain::agent::AgentState;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::time::UnixMs;
use serde_json::Value;

use super::client::Client;
use super::client::Sight;
use super::client::refusal;
use super::refusal::Refused;
use super::refusal::Section;
use super::wire;
use crate::ProviderError;
use crate::error::Unreachable;
use crate::http::Reply;
use crate::http::Stopwatch;

/// Time between the two looks after an accepted request.
const SECOND_LOOK_AFTER: Duration = Duration::from_secs(1);
/// Wait where the provider asks for one without saying how long.
const UNTOLD_WAIT_S: u32 = 30;

/// What is known of an agent afterwards.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    LoggedIn,
    LoggedOut,
    Untold,
}

pub(super) async fn log_out(client: &Client, external_id: &str, now: UnixMs) -> Outcome {
    let watch = Stopwatch::start(now);
    match client.look(external_id, now).await {
        Ok(Sight::NoSuchAgent) => return refused(Refusal::NoSuchAgent, Refused::User.code()),
        Ok(Sight::Absent) => return Outcome::AlreadyDone,
        Ok(Sight::Seen(agent)) if agent.state == AgentState::LoggedOut => return Outcome::AlreadyDone,
        Ok(Sight::Seen(_)) => {}
        Err(error) => return nothing_sent(&error),
    }
    match client.send_logout(external_id, watch.now()).await {
        Ok(reply) => answered(client, external_id, &watch, &reply).await,
        Err(ProviderError::Unreachable(Unreachable::Dns | Unreachable::Connect | Unreachable::Tls)) => {
            refused(Refusal::NotSent, None)
        }
        Err(_) => proven_or(Outcome::Unknown, client, external_id, &watch).await,
    }
}

/// What the answer to the request means.
async fn answered(client: &Client, external_id: &str, watch: &Stopwatch, reply: &Reply) -> Outcome {
    if let Some(said) = refusal(Section::Logout, reply) {
        return match said {
            Refused::User => refused(Refusal::NoSuchAgent, said.code()),
            Refused::NotLoggedIn => match look(client, external_id, watch).await {
                Seen::LoggedOut => Outcome::AlreadyDone,
                Seen::LoggedIn => refused(Refusal::StillLoggedIn, said.code()),
                Seen::Untold => Outcome::Unknown,
            },
            Refused::Token => refused(Refusal::KeyRefused, said.code()),
            Refused::Section => refused(Refusal::MissingRight, said.code()),
            Refused::Campaign | Refused::Queue | Refused::Other(_) => by_status(client, external_id, watch, reply)
                .await
                .unwrap_or_else(|| refused(Refusal::ProviderFailed, said.code())),
        };
    }
    if let Some(outcome) = by_status(client, external_id, watch, reply).await {
        return outcome;
    }
    match reply.json::<Value>() {
        Ok(body) if wire::logout_accepted(&body) => accepted(client, external_id, watch).await,
        // A success that cannot be read may be one all the same.
        Ok(_) | Err(_) => proven_or(Outcome::Unknown, client, external_id, watch).await,
    }
}

/// What the status alone means; none for a success.
async fn by_status(client: &Client, external_id: &str, watch: &Stopwatch, reply: &Reply) -> Option<Outcome> {
    Some(match &reply.http_error()? {
        ProviderError::AuthFailed => refused(Refusal::KeyRefused, None),
        ProviderError::Forbidden { .. } => refused(Refusal::MissingRight, None),
        ProviderError::RateLimited { retry_after } => wait(*retry_after),
        // A gateway that gave up does not know what happened behind it.
        ProviderError::ServerError { status: 502 | 504 } => {
            proven_or(Outcome::Unknown, client, external_id, watch).await
        }
        ProviderError::ServerError { .. } => match look(client, external_id, watch).await {
            Seen::LoggedOut => Outcome::Confirmed,
            Seen::LoggedIn => refused(Refusal::ProviderFailed, None),
            Seen::Untold => Outcome::Unknown,
        },
        ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::Unreachable(_)
        | ProviderError::Misconfigured { .. }
        | ProviderError::NotOffered => refused(Refusal::ProviderFailed, None),
    })
}

/// Two looks, since an accepted request may take a moment to show.
async fn accepted(client: &Client, external_id: &str, watch: &Stopwatch) -> Outcome {
    if look(client, external_id, watch).await == Seen::LoggedOut {
        return Outcome::Confirmed;
    }
    tokio::time::sleep(SECOND_LOOK_AFTER).await;
    proven_or(Outcome::AcceptedNotVisible, client, external_id, watch).await
}

/// `Confirmed` where a look proves it, else `otherwise`.
async fn proven_or(otherwise: Outcome, client: &Client, external_id: &str, watch: &Stopwatch) -> Outcome {
    match look(client, external_id, watch).await {
        Seen::LoggedOut => Outcome::Confirmed,
        Seen::LoggedIn | Seen::Untold => otherwise,
    }
}

async fn look(client: &Client, external_id: &str, watch: &Stopwatch) -> Seen {
    match client.look(external_id, watch.now()).await {
        Ok(Sight::Absent | Sight::NoSuchAgent) => Seen::LoggedOut,
        Ok(Sight::Seen(agent)) if agent.state == AgentState::LoggedOut => Seen::LoggedOut,
        Ok(Sight::Seen(_)) => Seen::LoggedIn,
        Err(_) => Seen::Untold,
    }
}

/// The first look failed, so the request was not made.
fn nothing_sent(error: &ProviderError) -> Outcome {
    match error {
        ProviderError::AuthFailed => refused(Refusal::KeyRefused, None),
        ProviderError::Forbidden { .. } => refused(Refusal::MissingRight, None),
        ProviderError::RateLimited { retry_after } => wait(*retry_after),
        ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::Misconfigured { .. }
        | ProviderError::NotOffered => refused(Refusal::NotSent, None),
    }
}

fn wait(retry_after: Option<Duration>) -> Outcome {
    let told_s = retry_after.map(|wait| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX));
    refused(Refusal::RateLimited { retry_after_s: told_s.unwrap_or(UNTOLD_WAIT_S) }, None)
}

fn refused(reason: Refusal, code: Option<String>) -> Outcome {
    Outcome::Refused { reason, code }
}
