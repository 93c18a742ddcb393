//! VICIdial's non-agent API: all logged-in agents in one request, or one request for each configured agent.
//!
//! Its agent API, which pauses agents, logs them out and changes their in-groups, is used where an admin switched it on.

pub mod config;

mod agent_api;
mod agent_mode;
mod change_in_groups;
mod client;
mod errors;
mod in_groups;
mod list_mode;
mod normalise;
mod server_clock;
mod table;
mod wire;

use std::sync::Mutex;
use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::capability::Absence;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Command;
use domain::command::Outcome;
use domain::form::Field;
use domain::form::Problem;
use domain::in_group::InGroupChoice;
use domain::probe::NotTried;
use domain::probe::ProbeReport;
use domain::probe::ProbeStep;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use jiff::tz::TimeZone;
use secrecy::SecretString;

use crate::ConnectionSettings;
use crate::Provider;
use crate::ProviderError;
use crate::http::HttpClient;
use crate::http::Stopwatch;
use crate::meter::Purpose;
use crate::probe::Probe;
use crate::probe::count;
use crate::sweep::Memory;
use crate::zone;
use client::Client;
use client::LogIn;
use config::AgentApi;
use config::Mode;
use config::VicidialConfig;
use in_groups::InGroups;
use server_clock::ServerClock;

const LIST_INTERVAL: Duration = Duration::from_secs(5);
const SWEEP_INTERVAL: Duration = Duration::from_secs(10);

/// One VICIdial system under one API user.
pub struct Vicidial {
    client: Client,
    /// The zone chosen at set-up.
    zone: Option<TimeZone>,
    // A std mutex: never held across an await.
    memory: Mutex<Memory>,
    in_groups: InGroups,
    server_clock: ServerClock,
}

impl Vicidial {
    /// A client for the system that `settings` describe.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] naming the setting.
    pub fn new(
        config: VicidialConfig,
        settings: &ConnectionSettings,
        secret: SecretString,
        http: HttpClient,
    ) -> Result<Self, ProviderError> {
        config::checked_secret(&secret)?;
        let config = config.checked().map_err(|errors| ProviderError::first_of(&errors))?;
        let zone = settings.zone.as_deref().map(zone::zone).transpose()?;
        Ok(Self {
            client: Client::new(http, config, secret),
            zone,
            memory: Mutex::default(),
            in_groups: InGroups::default(),
            server_clock: ServerClock::default(),
        })
    }

    /// The zone of naive times: the chosen one, else the server's present offset.
    fn naive_zone(&self) -> Option<TimeZone> {
        self.zone.clone().or_else(|| self.server_clock.zone())
    }

    async fn read(&self, now: UnixMs) -> Result<Snapshot, ProviderError> {
        let watch = self.client.stopwatch(now);
        let mut snapshot = match self.client.config().mode {
            Mode::List => list_mode::read(&self.client, &watch).await?,
            Mode::Agent => agent_mode::read(&self.client, &self.memory, self.naive_zone().as_ref(), &watch).await?,
        };
        snapshot.requests += self.in_groups.refresh(&self.client, &watch).await?;
        snapshot.requests += self.server_clock.refresh(&self.client, &watch).await;
        let (queues, odd) = self.in_groups.read();
        snapshot.queues = queues;
        snapshot.warnings.extend(odd);
        snapshot.warnings.extend(self.server_clock.warnings());
        snapshot.clock_skew_s = self.server_clock.skew_s();
        snapshot.sweep_ms = watch.elapsed_ms();
        Ok(snapshot)
    }

    /// The server first, without the password: each wrong one counts toward a lock of the account.
    async fn test(&self, now: UnixMs) -> ProbeReport {
        let mut probe = Probe::start(now);
        let server = self.client.ask("version", LogIn::Without, &[], now, wire::read_version).await;
        probe.note(ProbeStep::Reach, server.map(|_| None));
        if probe.goes_on() {
            let agents = self.test_agents(probe.watch()).await;
            probe.note(ProbeStep::Agents, agents);
        }
        match self.client.config().in_groups.first() {
            None => probe.leave(ProbeStep::QueueFigures, NotTried::NotConfigured),
            Some(name) if probe.goes_on() => {
                let figures = in_groups::ask(&self.client, name, probe.watch()).await;
                probe.note(ProbeStep::QueueFigures, figures.map(|_| None));
            }
            Some(_) => {}
        }
        probe.finish(&[ProbeStep::Agents, ProbeStep::QueueFigures], &self.capabilities())
    }

    /// Everybody at once, or the first agent of the list.
    async fn test_agents(&self, watch: &Stopwatch) -> Result<Option<u32>, ProviderError> {
        match (self.client.config().mode, self.client.config().agents.first()) {
            (Mode::Agent, Some(agent)) => {
                match agent_mode::ask(&self.client, agent, self.naive_zone().as_ref(), watch.now()).await? {
                    (Some(_), ..) => Ok(None),
                    (None, ..) => Err(ProviderError::misconfigured(Field::Agents, Problem::UnknownThere)),
                }
            }
            (Mode::List | Mode::Agent, _) => Ok(count(&list_mode::read(&self.client, watch).await?.agents)),
        }
    }
}

impl Provider for Vicidial {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Vicidial
    }

    fn capabilities(&self) -> Capabilities {
        let config = self.client.config();
        let listed = match config.mode {
            Mode::List => (Support::Yes, Support::No(Absence::NotReported)),
            // The configured agents are the roster, so those of them who are out are known as well.
            Mode::Agent => (Support::No(Absence::NotConfigured), Support::Yes),
        };
        let figures = if config.in_groups.is_empty() { Support::No(Absence::NotConfigured) } else { Support::Yes };
        let agent_api = Support::Extension { on: config.agent_api == AgentApi::On };
        Capabilities(vec![
            (Capability::ListAgents, listed.0),
            (Capability::ListLoggedOut, listed.1),
            (Capability::ReadAgent, Support::Yes),
            (Capability::QueueFigures, figures),
            (Capability::TimeInState, Support::No(Absence::NotReported)),
            (Capability::CurrentCall, Support::Yes),
            (Capability::PauseReason, Support::Yes),
            (Capability::LogOutAgent, agent_api),
            (Capability::SetCallinQueues, agent_api),
            (Capability::SetCalloutQueue, Support::No(Absence::NotOffered)),
            (Capability::SetRecording, Support::No(Absence::NotOffered)),
            (Capability::PauseAgent, agent_api),
        ])
    }

    fn poll_interval(&self) -> Duration {
        match self.client.config().mode {
            Mode::List => LIST_INTERVAL,
            Mode::Agent => SWEEP_INTERVAL,
        }
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
            let (agent, _, _) = agent_mode::ask(&self.client, external_id, self.naive_zone().as_ref(), now).await?;
            Ok(agent)
        }))
    }

    fn execute<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Outcome> {
        Box::pin(Purpose::Write.of(agent_api::perform(&self.client, command, now)))
    }

    fn in_groups<'a>(
        &'a self,
        external_id: &'a str,
        now: UnixMs,
    ) -> BoxFuture<'a, Result<InGroupChoice, ProviderError>> {
        Box::pin(Purpose::Read.of(change_in_groups::choice(&self.client, external_id, now)))
    }

    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        Box::pin(Purpose::Read.of(self.test(now)))
    }

    fn request_counts(&self) -> RequestCounts {
        self.client.request_counts()
    }
}
