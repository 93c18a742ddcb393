//! Changing an agent at AloHub: one PUT, sent once, and re-reads that show whether it took effect.
//!
//! The list of callin queues is replaced as a whole (decision A6). Reading the present list, merging, asking a person
//! and keeping two writers apart is the caller's part; what arrives here is the full list.

use std::collections::BTreeSet;

use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::queue::NamedRef;
use domain::time::UnixMs;
use serde_json::Value;
use serde_json::json;

use super::Alohub;
use super::client::Endpoint;
use super::client::Haste;
use super::client::List;
use super::client::hear;
use super::membership;
use super::pace::WINDOW_S;
use super::row::AgentRow;
use super::wire::Answer;
use super::wire::ErrorCode;
use crate::ProviderError;
use crate::error::Unreachable;
use crate::http::Reply;
use crate::http::Stopwatch;
use crate::http::encode_segment;
use crate::meter::Purpose;

/// A PUT ready to be sent.
#[derive(Clone, Debug, PartialEq)]
struct Put {
    endpoint: Endpoint,
    path: String,
    kind: Option<&'static str>,
    body: Value,
}

impl Alohub {
    /// Sends a command once without looking afterwards: for batches, which one membership scan verifies together.
    ///
    /// # Errors
    /// How the command ended, when AloHub did not accept it.
    pub async fn send(&self, command: &Command, now: UnixMs) -> Result<(), Outcome> {
        let watch = Stopwatch::start(now);
        let put = put(command).map_err(refused)?;
        let write = async {
            self.check_identifier(&command.external_id, &watch).await?;
            match self.link.put(put.endpoint, &put.path, put.kind, &put.body, &watch).await {
                Ok(reply) => accepted(&reply, put.endpoint),
                Err(error) => Err(unanswered(&error)),
            }
        };
        Purpose::Write.of(write).await
    }

    pub(crate) async fn perform(&self, command: &Command, now: UnixMs) -> Outcome {
        let watch = Stopwatch::start(now);
        if let Err(outcome) = self.send(command, now).await {
            return outcome;
        }
        let look = async {
            for pause in self.link.timings.look_after {
                tokio::time::sleep(pause).await;
                match self.look(command, &watch).await {
                    Ok(Look::Seen) => return Outcome::Confirmed,
                    Ok(Look::CannotBeSeen) => return Outcome::AcceptedUnverifiable,
                    // Asking on against a limit would only take the room of other writes.
                    Err(ProviderError::RateLimited { .. }) => break,
                    Ok(Look::NotYet) | Err(_) => {}
                }
            }
            Outcome::AcceptedNotVisible
        };
        tokio::time::timeout(self.link.timings.look_for, look).await.unwrap_or(Outcome::AcceptedNotVisible)
    }

    /// Refuses an identifier that came as a number: a leading zero may be gone, and the write would hit somebody else
    /// (decision A2). One that has a leading zero or a letter cannot have come as a number; of any other the list is
    /// asked, unless a poll has shown it.
    async fn check_identifier(&self, external_id: &str, watch: &Stopwatch) -> Result<(), Outcome> {
        let could_be_number = external_id.bytes().all(|byte| byte.is_ascii_digit())
            && (external_id == "0" || !external_id.starts_with('0'));
        if could_be_number && self.came_as_number(external_id).is_none() {
            let list = List::until_agent(&self.link.config, external_id);
            let swept = self.link.sweep(&list, watch, Haste::PartOfAWrite).await.map_err(|error| not_sent(&error))?;
            let rows = swept.sweep.into_rows();
            let rows = rows.iter().filter_map(|row| AgentRow::read(row).ok());
            self.memory().came_as_number.extend(rows.map(|row| (row.agent_id, row.id_was_number)));
        }
        match self.came_as_number(external_id) {
            Some(true) => Err(refused(Refusal::LeadingZeroMayBeLost)),
            Some(false) | None => Ok(()),
        }
    }

    /// One look at whether a write took effect.
    async fn look(&self, command: &Command, watch: &Stopwatch) -> Result<Look, ProviderError> {
        match &command.action {
            Action::SetCallinQueues { queue_ids, priority } => {
                let wanted: BTreeSet<&str> = queue_ids.iter().map(|id| id.trim()).collect();
                self.look_at_callin(&command.external_id, &wanted, *priority, watch).await
            }
            Action::SetCalloutQueue { queue_id } => {
                let list = List::until_agent(&self.link.config, &command.external_id);
                let swept = self.link.sweep(&list, watch, Haste::PartOfAWrite).await?;
                let rows = swept.sweep.into_rows();
                let seen = rows.iter().filter_map(|row| AgentRow::read(row).ok()).any(|row| {
                    row.agent_id == command.external_id && row.callout.is_some_and(|queue| queue.id == queue_id.trim())
                });
                Ok(if seen { Look::Seen } else { Look::NotYet })
            }
            // AloHub never returns the recording state (decision A13).
            Action::SetRecording { .. }
            | Action::ChangeInGroups(_)
            | Action::LogOut
            | Action::Pause
            | Action::Resume => Ok(Look::CannotBeSeen),
        }
    }

    async fn look_at_callin(
        &self,
        external_id: &str,
        wanted: &BTreeSet<&str>,
        priority: Option<i32>,
        watch: &Stopwatch,
    ) -> Result<Look, ProviderError> {
        let chosen = BTreeSet::from([external_id.to_owned()]);
        let scan = membership::scan(&self.link, Some(&chosen), watch, Haste::PartOfAWrite, &|_| {}).await;
        let scan = match scan.map_err(|broken| broken.error) {
            Err(ProviderError::Forbidden { .. }) => return self.look_at_wanted(external_id, wanted, watch).await,
            scan => scan?,
        };
        let Some(membership) = scan.memberships.get(external_id) else { return Ok(Look::NotYet) };
        let same_queues = membership.items.iter().map(|queue| queue.id.as_str()).eq(wanted.iter().copied());
        let same_priority = match (priority, membership.priority) {
            (Some(sent), Some(read)) => sent == read,
            (None, _) | (_, None) => true,
        };
        Ok(if scan.complete && same_queues && same_priority { Look::Seen } else { Look::NotYet })
    }

    /// Without the right to list queues only the wanted ones can be looked at. All of them there is not yet proof that
    /// the others are gone.
    async fn look_at_wanted(
        &self,
        external_id: &str,
        wanted: &BTreeSet<&str>,
        watch: &Stopwatch,
    ) -> Result<Look, ProviderError> {
        for id in wanted {
            let queue = NamedRef { id: (*id).to_owned(), name: None };
            let members = membership::members(&self.link, &queue, watch, Haste::PartOfAWrite).await?;
            let mut rows = members.rows.iter().filter(|row| row.agent_id == external_id).peekable();
            let is_in = rows.peek().is_some();
            let only_wanted = rows.flat_map(|row| &row.callin).all(|queue| wanted.contains(queue.id.as_str()));
            if !is_in || !only_wanted {
                return Ok(Look::NotYet);
            }
        }
        Ok(Look::CannotBeSeen)
    }
}

/// What a re-read shows.
enum Look {
    Seen,
    NotYet,
    CannotBeSeen,
}

/// The request for a command, or why there can be none.
fn put(command: &Command) -> Result<Put, Refusal> {
    let id = command.external_id.as_str();
    if id.trim().is_empty() || id.chars().count() > 128 || id == "." || id == ".." {
        return Err(Refusal::InvalidInput);
    }
    let agent = format!("/agents/{}", encode_segment(id));
    let queues =
        |kind, body| Put { endpoint: Endpoint::AgentQueues, path: format!("{agent}/queues"), kind: Some(kind), body };
    match &command.action {
        Action::LogOut | Action::Pause | Action::Resume | Action::ChangeInGroups(_) => Err(Refusal::NotOffered),
        Action::SetCallinQueues { queue_ids, priority } => {
            let mut ids = Vec::with_capacity(queue_ids.len());
            for id in queue_ids {
                let id = queue_number(id)?;
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            if ids.is_empty() {
                return Err(Refusal::EmptyQueueList);
            }
            let mut body = json!({ "queue_ids": ids });
            if let Some(priority) = priority {
                body["priority"] = json!(priority);
            }
            Ok(queues("callin", body))
        }
        Action::SetCalloutQueue { queue_id } => {
            Ok(queues("callout", json!({ "queue_ids": [queue_number(queue_id)?] })))
        }
        Action::SetRecording { on } => Ok(Put {
            endpoint: Endpoint::AgentRecording,
            path: format!("{agent}/recording"),
            kind: None,
            body: json!({ "enabled": on }),
        }),
    }
}

/// What is refused without asking AloHub.
pub(crate) fn check(command: &Command) -> Result<(), Refusal> {
    put(command).map(drop)
}

/// A queue's identifier as the number that AloHub takes; one that would read back differently is refused (decision A3).
fn queue_number(id: &str) -> Result<u64, Refusal> {
    let id = id.trim();
    match id.parse::<u64>() {
        Ok(number) if number > 0 && number.to_string() == id => Ok(number),
        Ok(_) | Err(_) => Err(Refusal::NotANumber),
    }
}

/// What an answer means for a write.
fn accepted(reply: &Reply, endpoint: Endpoint) -> Result<(), Outcome> {
    match hear(reply) {
        Ok(Answer::Good(_)) => Ok(()),
        Ok(Answer::Said(code)) => {
            let reason = reason(code, reply, endpoint);
            let field = if code == ErrorCode::InvalidInput { named_field(reply) } else { None };
            let word = field.map_or_else(|| code.as_str().to_owned(), |field| format!("{}: {field}", code.as_str()));
            Err(Outcome::Refused { reason, code: Some(word) })
        }
        Ok(Answer::Refused) => Err(refused(Refusal::ProviderFailed)),
        Ok(Answer::NoEnvelope) | Err(_) => Err(by_status(reply)),
    }
}

/// The field of the request that a refusal names. Nothing else of its text is kept: it may quote the request
/// (decision X8).
fn named_field(reply: &Reply) -> Option<&'static str> {
    let body = reply.json::<Value>().ok()?;
    let message = body.get("error_message")?.as_str()?;
    ["queue_ids", "priority", "type", "enabled"].into_iter().find(|field| message.contains(field))
}

fn reason(code: ErrorCode, reply: &Reply, endpoint: Endpoint) -> Refusal {
    match code {
        ErrorCode::Unauthorized => Refusal::KeyRefused,
        ErrorCode::InsufficientScope => Refusal::MissingRight,
        ErrorCode::InvalidInput => Refusal::InvalidInput,
        ErrorCode::NotFound => Refusal::NoSuchAgent,
        ErrorCode::RateLimitExceeded => rate_limited(reply),
        // The switch needs a change of AloHub's database that not every system has had (decision A14).
        ErrorCode::Fail if endpoint == Endpoint::AgentRecording => Refusal::NotEnabled,
        ErrorCode::Fail => Refusal::ProviderFailed,
    }
}

/// An answer that is not AloHub's own came from something in between. A server error or an unreadable success does not
/// tell whether the write had gone through before.
fn by_status(reply: &Reply) -> Outcome {
    match reply.status {
        401 => refused(Refusal::KeyRefused),
        403 => refused(Refusal::MissingRight),
        429 => refused(rate_limited(reply)),
        400 | 422 => refused(Refusal::InvalidInput),
        404 | 405 => refused(Refusal::NotOffered),
        402..=499 => refused(Refusal::ProviderFailed),
        _ => Outcome::Unknown,
    }
}

fn rate_limited(reply: &Reply) -> Refusal {
    let told = reply.retry_after().and_then(|wait| u32::try_from(wait.as_secs()).ok());
    Refusal::RateLimited { retry_after_s: told.unwrap_or(WINDOW_S) }
}

/// A write without an answer: not sent where no connection was made, otherwise nobody knows.
fn unanswered(error: &ProviderError) -> Outcome {
    match error {
        ProviderError::Unreachable(Unreachable::Dns | Unreachable::Connect | Unreachable::Tls)
        | ProviderError::Misconfigured { .. } => refused(Refusal::NotSent),
        ProviderError::Refused { .. } => refused(Refusal::InvalidInput),
        ProviderError::Unreachable(Unreachable::Timeout | Unreachable::BrokeOff)
        | ProviderError::BadBody(_)
        | ProviderError::RateLimited { .. }
        | ProviderError::AuthFailed
        | ProviderError::Forbidden { .. }
        | ProviderError::ServerError { .. }
        | ProviderError::NotOffered => Outcome::Unknown,
    }
}

/// The look before a write failed, so that nothing was sent.
fn not_sent(error: &ProviderError) -> Outcome {
    refused(match error {
        ProviderError::AuthFailed => Refusal::KeyRefused,
        ProviderError::Forbidden { .. } => Refusal::MissingRight,
        ProviderError::RateLimited { retry_after } => Refusal::RateLimited {
            retry_after_s: retry_after.and_then(|wait| u32::try_from(wait.as_secs()).ok()).unwrap_or(WINDOW_S),
        },
        ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::Misconfigured { .. }
        | ProviderError::NotOffered => Refusal::NotSent,
    })
}

const fn refused(reason: Refusal) -> Outcome {
    Outcome::Refused { reason, code: None }
}

#[cfg(test)]
mod tests;
