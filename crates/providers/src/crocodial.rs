//! CrocoDial's live agent info: a roster, one request for each agent, and the account's own totals.
//!
//! Nothing is written, and the upstream program's monitor of all agents is not used, because CrocoDial does not document it.

pub mod config;

mod client;
mod normalise;
mod roster;
mod wire;

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::capability::Absence;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::form::Field;
use domain::form::Problem;
use domain::probe::NotTried;
use domain::probe::ProbeReport;
use domain::probe::ProbeStep;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::Value;

use crate::ConnectionSettings;
use crate::Provider;
use crate::ProviderError;
use crate::error::BadBody;
use crate::http::HttpClient;
use crate::http::Stopwatch;
use crate::meter::Purpose;
use crate::probe::Probe;
use crate::probe::count;
use crate::sweep;
use crate::sweep::Memory;
use crate::sweep::Reading;
use client::Client;
use client::Question;
use config::Agents;
use config::CrocodialConfig;
use roster::Roster;
use wire::Failure;
use wire::RosterEntry;

const INTERVAL: Duration = Duration::from_secs(10);

/// One CrocoDial account under one API user.
pub struct Crocodial {
    client: Client,
    roster: Roster,
    // A std mutex: never held across an await.
    memory: Mutex<Memory>,
}

impl Crocodial {
    /// A client for the account that `settings` describe.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] naming the setting.
    pub fn new(
        config: CrocodialConfig,
        _settings: &ConnectionSettings,
        secret: SecretString,
        http: HttpClient,
    ) -> Result<Self, ProviderError> {
        if secret.expose_secret().is_empty() {
            return Err(ProviderError::misconfigured(Field::Secret, Problem::Required));
        }
        let config = config.checked().map_err(|errors| ProviderError::first_of(&errors))?;
        let client = Client::new(http, config, secret);
        Ok(Self { client, roster: Roster::default(), memory: Mutex::default() })
    }

    async fn read(&self, now: UnixMs) -> Result<Snapshot, ProviderError> {
        let watch = self.client.stopwatch(now);
        let (users, odd, roster_requests) = self.roster.users(&self.client, &watch).await?;
        let due = self.memory.lock().unwrap_or_else(PoisonError::into_inner).due(&users.names, watch.now());
        let mut swept =
            sweep::sweep(due, async |user: String| self.ask(&user, users.entries.get(&user), watch.now()).await)
                .await?;
        let mut snapshot = Snapshot::new(watch.now());
        snapshot.complete = swept.is_complete();
        snapshot.requests = roster_requests + swept.requests;
        snapshot.warnings = odd;
        {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.keep(&users.names, std::mem::take(&mut swept.read));
            let (agents, warnings) = memory.rows(&swept.failed);
            snapshot.agents = agents;
            snapshot.warnings.extend(warnings);
        }
        snapshot.warnings.extend(swept.warnings());
        self.read_totals(&mut snapshot, &watch).await?;
        snapshot.sweep_ms = watch.elapsed_ms();
        Ok(snapshot)
    }

    /// The totals stand beside the rows; without them the rows are as good as before.
    async fn read_totals(&self, snapshot: &mut Snapshot, watch: &Stopwatch) -> Result<(), ProviderError> {
        snapshot.requests += 1;
        let answer = self.client.ask(Question::Totals, watch.now()).await.map_err(Failure::into_error);
        let data = answer.and_then(|(answer, _)| match answer.get("data") {
            Some(Value::Object(_)) => Ok(answer),
            _ => Err(ProviderError::BadBody(BadBody::WrongShape)),
        });
        match data {
            Ok(answer) => {
                let (totals, warnings) = normalise::totals(answer.get("data").unwrap_or(&Value::Null));
                snapshot.totals = Some(totals);
                snapshot.warnings.extend(warnings);
            }
            Err(error @ (ProviderError::AuthFailed | ProviderError::RateLimited { .. })) => return Err(error),
            Err(error) => {
                let part = "the provider's totals".to_owned();
                snapshot.warnings.push(Warning::PartFailed { part, reason: error.to_string() });
            }
        }
        Ok(())
    }

    async fn ask(&self, user: &str, entry: Option<&RosterEntry>, now: UnixMs) -> Result<Reading, ProviderError> {
        match self.client.ask(Question::LiveAgent(user), now).await {
            Ok((answer, at)) => {
                let data = answer.get("data").ok_or(ProviderError::BadBody(BadBody::WrongShape))?;
                let (agent, warnings) = normalise::agent(user, &wire::live_agent(data)?, entry, at);
                Ok(Reading { agent: Some(agent), warnings, at })
            }
            Err(Failure::NoSuchAgent) => Ok(Reading { agent: None, warnings: Vec::new(), at: now }),
            Err(other) => Err(other.into_error()),
        }
    }

    async fn test(&self, now: UnixMs) -> ProbeReport {
        let mut probe = Probe::start(now);
        let user = match &self.client.config().agents {
            Agents::List(names) => {
                probe.leave(ProbeStep::Roster, NotTried::NotConfigured);
                names.first().cloned()
            }
            Agents::All => {
                let users = roster::ask(&self.client, now).await.map(|(users, _)| users.names);
                let first = users.as_ref().ok().and_then(|names| names.first().cloned());
                probe.note(ProbeStep::Roster, users.map(|names| count(&names)));
                first
            }
        };
        if let Some(user) = user {
            // An agent is known by the list, or was named in the settings and may be mistyped.
            let answer = match self.ask(&user, None, probe.watch().now()).await {
                Ok(Reading { agent: None, .. }) => {
                    Err(ProviderError::misconfigured(Field::Agents, Problem::UnknownThere))
                }
                Ok(Reading { agent: Some(_), .. }) => Ok(None),
                Err(error) => Err(error),
            };
            probe.note(ProbeStep::Agents, answer);
        }
        probe.finish(&[ProbeStep::Roster, ProbeStep::Agents], &self.capabilities())
    }
}

impl Provider for Crocodial {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Crocodial
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities(vec![
            (Capability::ListAgents, Support::No(Absence::NotOffered)),
            (Capability::ListLoggedOut, Support::Yes),
            (Capability::ReadAgent, Support::Yes),
            (Capability::QueueFigures, Support::No(Absence::NotReported)),
            (Capability::TimeInState, Support::No(Absence::NotReported)),
            (Capability::CurrentCall, Support::Yes),
            (Capability::PauseReason, Support::Yes),
            (Capability::LogOutAgent, Support::Extension { on: false }),
            (Capability::SetCallinQueues, Support::No(Absence::NotOffered)),
            (Capability::SetCalloutQueue, Support::No(Absence::NotOffered)),
            (Capability::SetRecording, Support::No(Absence::NotOffered)),
            (Capability::PauseAgent, Support::No(Absence::NotOffered)),
        ])
    }

    fn poll_interval(&self) -> Duration {
        INTERVAL
    }

    fn poll(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        Box::pin(Purpose::Poll.of(self.read(now)))
    }

    fn agent<'a>(
        &'a self,
        external_id: &'a str,
        now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(Purpose::Read.of(async move {
            let entry = self.roster.entry(external_id);
            Ok(self.ask(external_id, entry.as_ref(), now).await?.agent)
        }))
    }

    fn execute<'a>(&'a self, _command: &'a Command, _now: UnixMs) -> BoxFuture<'a, Outcome> {
        Box::pin(async { Outcome::Refused { reason: Refusal::NotOffered, code: None } })
    }
    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        Box::pin(Purpose::Read.of(self.test(now)))
    }

    fn request_counts(&self) -> RequestCounts {
        self.client.request_counts()
    }
}
