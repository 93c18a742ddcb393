//! Figures of the watched in-groups: one request each, at most every 15 seconds, last figures kept in between.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use domain::queue::QueueSnapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use futures::StreamExt;

use super::client::Client;
use super::client::LogIn;
use super::normalise;
use super::wire;
use crate::ProviderError;
use crate::http::Stopwatch;

const EVERY_MS: i64 = 15_000;
const AT_ONCE: usize = 4;

/// The last figures of every watched in-group.
#[derive(Default)]
pub(crate) struct InGroups {
    // A std mutex: never held across an await.
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    tried_at: Option<UnixMs>,
    figures: BTreeMap<String, (QueueSnapshot, Vec<Warning>)>,
    failures: Vec<Warning>,
}

impl InGroups {
    /// Reads the figures if it is time to. Returns the number of requests.
    ///
    /// # Errors
    /// [`ProviderError::AuthFailed`] alone, at once; any other failure is a warning of [`Self::read`].
    pub(crate) async fn refresh(&self, client: &Client, watch: &Stopwatch) -> Result<u32, ProviderError> {
        let names = &client.config().in_groups;
        {
            let mut known = self.known();
            let resting = known.tried_at.is_some_and(|tried_at| watch.now().ms_since(tried_at) < EVERY_MS);
            if names.is_empty() || resting {
                return Ok(0);
            }
            known.tried_at = Some(watch.now());
        }
        let mut read = Vec::new();
        let mut failures = Vec::new();
        let mut requests = 0;
        let questions: Vec<_> = names.iter().map(|name| named_answer(client, name, watch)).collect();
        let mut answers = futures::stream::iter(questions).buffered(AT_ONCE);
        while let Some((name, answer)) = answers.next().await {
            requests += 1;
            match answer {
                Ok((row, received_at)) => read.push((name.to_owned(), normalise::in_group(name, &row, received_at))),
                Err(ProviderError::AuthFailed) => return Err(ProviderError::AuthFailed),
                Err(error) => {
                    failures.push(Warning::PartFailed { part: format!("in-group {name}"), reason: error.to_string() });
                    if matches!(error, ProviderError::Unreachable(_)) {
                        // The others would keep the agents waiting for as long.
                        break;
                    }
                }
            }
        }
        drop(answers);
        let mut known = self.known();
        known.figures.extend(read);
        known.failures = failures;
        Ok(requests)
    }

    /// The last figures, each with the time of its own reading, and what was odd about the last try.
    pub(crate) fn read(&self) -> (Vec<QueueSnapshot>, Vec<Warning>) {
        let known = self.known();
        let queues = known.figures.values().map(|(queue, _)| queue.clone()).collect();
        let odd = known.figures.values().flat_map(|(_, warnings)| warnings);
        (queues, odd.chain(&known.failures).cloned().collect())
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn named_answer<'a>(
    client: &Client,
    name: &'a str,
    watch: &Stopwatch,
) -> (&'a str, Result<(wire::InGroupRow, UnixMs), ProviderError>) {
    (name, ask(client, name, watch).await)
}

pub(crate) async fn ask(
    client: &Client,
    name: &str,
    watch: &Stopwatch,
) -> Result<(wire::InGroupRow, UnixMs), ProviderError> {
    let parameters = [("in_groups", name), ("stage", "tab"), ("header", "YES")];
    client.ask("in_group_status", LogIn::With, &parameters, watch.now(), wire::read_in_group).await
}
