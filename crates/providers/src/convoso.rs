//! Convoso: the agent monitor's search and logout, in both documented shapes.
//!
//! The vendor's other sections (users, activity, productivity, call log) are deliberately not asked: a token often
//! lacks them, and each has its own shape.

mod client;
pub mod config;
mod logout;
mod normalise;
mod refusal;
mod wire;

use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::capability::Absence;
use domain::capability::Capabilities;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::probe::NotTried;
use domain::probe::ProbeReport;
use domain::probe::ProbeStep;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use secrecy::SecretString;

use crate::ConnectionSettings;
use crate::Provider;
use crate::ProviderError;
use crate::http::HttpClient;
use crate::meter::Purpose;
use crate::probe::Probe;
use crate::probe::count;
use client::Client;
use config::ConvosoConfig;

/// The vendor publishes no limit; ten seconds is what its users call safe.
const POLL_INTERVAL: Duration = Duration::from_secs(10);
const ZONE: &str = "America/Los_Angeles";

/// One Convoso account.
pub struct Convoso {
    client: Client,
}

impl Convoso {
    /// A client for the account that `settings` describe.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] naming the setting.
    pub fn new(
        config: ConvosoConfig,
        settings: &ConnectionSettings,
        secret: SecretString,
        http: HttpClient,
    ) -> Result<Self, ProviderError> {
        let zone = crate::zone::zone(settings.zone.as_deref().unwrap_or(ZONE))?;
        Ok(Self { client: Client::new(config, &settings.base_url, zone, secret, http) })
    }

    async fn test(&self, now: UnixMs) -> ProbeReport {
        let mut probe = Probe::start(now);
        let answer = self.client.poll(now).await;
        let queues = answer.as_ref().ok().map(|snapshot| count(&snapshot.queues));
        probe.note(ProbeStep::Agents, answer.map(|snapshot| count(&snapshot.agents)));
        if self.client.queue().is_none() {
            probe.leave(ProbeStep::QueueFigures, NotTried::NotConfigured);
        } else if let Some(queues) = queues {
            // They come with the agents.
            probe.note(ProbeStep::QueueFigures, Ok(queues));
        }
        probe.finish(&[ProbeStep::Agents, ProbeStep::QueueFigures], &self.capabilities())
    }
}

impl Provider for Convoso {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Convoso
    }

    fn capabilities(&self) -> Capabilities {
        let queue_figures = match self.client.queue() {
            Some(_) => Support::Yes,
            None => Support::No(Absence::NotConfigured),
        };
        Capabilities(vec![
            (Capability::ListAgents, Support::Yes),
            (Capability::ListLoggedOut, Support::Extension { on: false }),
            (Capability::ReadAgent, Support::Yes),
            (Capability::QueueFigures, queue_figures),
            (Capability::TimeInState, Support::Yes),
            (Capability::CurrentCall, Support::Yes),
            (Capability::PauseReason, Support::Yes),
            (Capability::LogOutAgent, Support::Yes),
            (Capability::SetCallinQueues, Support::No(Absence::NotOffered)),
            (Capability::SetCalloutQueue, Support::No(Absence::NotOffered)),
            (Capability::SetRecording, Support::No(Absence::NotOffered)),
            (Capability::PauseAgent, Support::No(Absence::NotOffered)),
        ])
    }

    fn poll_interval(&self) -> Duration {
        POLL_INTERVAL
    }

    fn poll(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>> {
        Box::pin(Purpose::Poll.of(self.client.poll(now)))
    }

    fn agent<'a>(
        &'a self,
        external_id: &'a str,
        now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(Purpose::Read.of(self.client.agent(external_id, now)))
    }

    fn execute<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Outcome> {
        Box::pin(Purpose::Write.of(async move {
            match &command.action {
                Action::LogOut => logout::log_out(&self.client, &command.external_id, now).await,
                Action::Pause
                | Action::Resume
                | Action::SetCallinQueues { .. }
                | Action::SetCalloutQueue { .. }
                | Action::ChangeInGroups(_)
                | Action::SetRecording { .. } => Outcome::Refused { reason: Refusal::NotOffered, code: None },
            }
        }))
    }
    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport> {
        Box::pin(Purpose::Read.of(self.test(now)))
    }

    fn request_counts(&self) -> RequestCounts {
        self.client.request_counts()
    }
}
