//! Whom to ask for: the configured users, or the account's own list, read every ten minutes.
//!
//! When the list cannot be read, the last one goes on; agents do not vanish because a side request failed.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use domain::right::Right;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use serde_json::Value;

use super::client::Client;
use super::client::Question;
use super::config::Agents;
use super::wire;
use super::wire::RosterEntry;
use crate::ProviderError;
use crate::http::Stopwatch;

const EVERY_MS: i64 = 600_000;
const AFTER_FAILURE_MS: i64 = 60_000;

/// The users to ask for and what is known of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Users {
    /// In the provider's order.
    pub(crate) names: Vec<String>,
    /// By user name.
    pub(crate) entries: HashMap<String, RosterEntry>,
}

/// The last list.
#[derive(Default)]
pub(crate) struct Roster {
    // A std mutex: never held across an await.
    known: Mutex<Known>,
}

#[derive(Clone, Default)]
struct Known {
    users: Option<Arc<Users>>,
    next_try_at: Option<UnixMs>,
    warnings: Vec<Warning>,
    failure: Option<String>,
}

impl Roster {
    /// The users, read anew if it is time to, with what is odd about them and the number of requests.
    ///
    /// # Errors
    /// [`ProviderError::AuthFailed`] and [`ProviderError::RateLimited`] always; any other failure only while there is no
    /// list to go on with.
    pub(crate) async fn users(
        &self,
        client: &Client,
        watch: &Stopwatch,
    ) -> Result<(Arc<Users>, Vec<Warning>, u32), ProviderError> {
        if let Agents::List(names) = &client.config().agents {
            return Ok((Arc::new(Users { names: names.clone(), entries: HashMap::new() }), Vec::new(), 0));
        }
        let asked_at = watch.now();
        let mut known = self.known();
        let mut requests = 0;
        if known.users.is_none() || known.next_try_at.is_none_or(|next| asked_at >= next) {
            requests = 1;
            match ask(client, asked_at).await {
                Ok((users, warnings)) => {
                    known = Known {
                        users: Some(Arc::new(users)),
                        next_try_at: Some(UnixMs(asked_at.0 + EVERY_MS)),
                        warnings,
                        failure: None,
                    };
                }
                Err(error @ (ProviderError::AuthFailed | ProviderError::RateLimited { .. })) => return Err(error),
                Err(error) if known.users.is_none() => return Err(error),
                Err(error) => {
                    known.next_try_at = Some(UnixMs(asked_at.0 + AFTER_FAILURE_MS));
                    known.failure = Some(error.to_string());
                }
            }
            self.known.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&known);
        }
        let failure = known.failure.map(|reason| Warning::PartFailed { part: "the list of users".to_owned(), reason });
        let warnings = known.warnings.into_iter().chain(failure).collect();
        Ok((known.users.unwrap_or_default(), warnings, requests))
    }

    /// What the last list says of one user.
    pub(crate) fn entry(&self, user: &str) -> Option<RosterEntry> {
        self.known().users?.entries.get(user).cloned()
    }

    fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads the list. Inactive users cannot log in and are left out.
pub(crate) async fn ask(client: &Client, now: UnixMs) -> Result<(Users, Vec<Warning>), ProviderError> {
    let (answer, _) = client.ask(Question::Roster, now).await.map_err(|failure| {
        let error = failure.into_error();
        let lacking = ProviderError::Forbidden { right: Right::ReadAgents };
        if error == lacking { ProviderError::Forbidden { right: Right::ListUsers } } else { error }
    })?;
    let answer = Value::Object(answer);
    let (entries, bad) = wire::roster(&answer, answer.get("data").unwrap_or(&Value::Null))?;
    let bad = bad.into_iter().map(|row| Warning::BadRow { row, reason: "a user without a user name".to_owned() });
    let mut warnings: Vec<Warning> = bad.collect();
    let mut users = Users::default();
    let mut folded = std::collections::HashSet::new();
    for entry in entries.into_iter().filter(|entry| entry.active != Some(false)) {
        if users.entries.contains_key(&entry.user) {
            warnings.push(Warning::DuplicateAgent { external_id: entry.user });
            continue;
        }
        if !folded.insert(entry.user.to_lowercase()) {
            warnings.push(Warning::CaseOnlyDuplicate { external_id: entry.user.clone() });
        }
        users.names.push(entry.user.clone());
        users.entries.insert(entry.user.clone(), entry);
    }
    Ok((users, warnings))
}
