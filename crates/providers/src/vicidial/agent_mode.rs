//! One request for each agent: `agent_status`, as the published article polls it.

use std::sync::Mutex;
use std::sync::PoisonError;

use domain::agent::AgentSnapshot;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use jiff::tz::TimeZone;

use super::client::Client;
use super::client::LogIn;
use super::config;
use super::errors::ErrorLine;
use super::normalise;
use super::wire;
use crate::ProviderError;
use crate::http::Stopwatch;
use crate::sweep;
use crate::sweep::Memory;
use crate::sweep::Reading;

/// Sweeps the configured agents and returns the last reading of each, with its own time.
///
/// # Errors
/// At once when the account is refused; the first failure when nobody could be read.
pub(crate) async fn read(
    client: &Client,
    memory: &Mutex<Memory>,
    zone: Option<&TimeZone>,
    watch: &Stopwatch,
) -> Result<Snapshot, ProviderError> {
    let roster = &client.config().agents;
    let due = memory.lock().unwrap_or_else(PoisonError::into_inner).due(roster, watch.now());
    let mut swept = sweep::sweep(due, async |agent: String| {
        let (agent, warnings, at) = ask(client, &agent, zone, watch.now()).await?;
        Ok(Reading { agent, warnings, at })
    })
    .await?;
    let mut snapshot = Snapshot::new(watch.now());
    snapshot.complete = swept.is_complete();
    snapshot.requests = swept.requests;
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    memory.keep(roster, std::mem::take(&mut swept.read));
    let (agents, warnings) = memory.rows(&swept.failed);
    snapshot.warnings = warnings;
    snapshot.warnings.extend(swept.warnings());
    snapshot.warnings.extend(normalise::case_only_duplicates(agents.iter().map(|agent| agent.external_id.as_str())));
    snapshot.agents = agents;
    Ok(snapshot)
}

/// Asks for one agent: a row, or none where VICIdial knows no such agent, with what was odd and when it came.
///
/// # Errors
/// As [`Client::ask`]; [`ProviderError::Refused`] for an id that cannot be asked for.
pub(crate) async fn ask(
    client: &Client,
    agent: &str,
    zone: Option<&TimeZone>,
    now: UnixMs,
) -> Result<(Option<AgentSnapshot>, Vec<Warning>, UnixMs), ProviderError> {
    // VICIdial would strip other characters and answer with somebody else's status.
    if agent.is_empty() || !agent.chars().all(config::survives) {
        return Err(ProviderError::Refused {
            code: None,
            reason: "VICIdial cannot be asked for an id with other characters than letters, digits, - and _".to_owned(),
        });
    }
    let parameters = [("agent_user", agent), ("stage", "tab"), ("header", "YES")];
    let (answer, at) = client
        .ask("agent_status", LogIn::With, &parameters, now, |text| {
            // An error line that is an error fails here, so that the status of the answer counts beside it.
            match wire::read_agent(text)? {
                Err(ErrorLine::Failed(error)) => Err(error),
                answer => Ok(answer),
            }
        })
        .await?;
    match answer {
        Ok(row) => {
            let (agent, warnings) = normalise::agent(agent, &row, zone, at)?;
            Ok((Some(agent), warnings, at))
        }
        Err(ErrorLine::NotLoggedIn) => Ok((Some(normalise::logged_out(agent, at)), Vec::new(), at)),
        Err(ErrorLine::NoSuchAgent) => Ok((None, Vec::new(), at)),
        Err(other) => Err(other.into_error()),
    }
}
