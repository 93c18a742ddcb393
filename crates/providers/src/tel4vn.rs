//! TEL4VN: the monitor of agents that are logged in, in its v1 and v3 spellings.
//!
//! The monitor knows calls and nothing else: no pauses, no wrap-up, no time in state, and nothing can be changed. The
//! vendor's further interfaces (extension list, campaign agents, live calls) are deliberately not asked.

mod client;
pub mod config;
mod normalise;
mod token;
mod wire;

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
use client::Client;
use config::Tel4vnConfig;

const POLL_INTERVAL: Duration = Duration::from_secs(4);
const ZONE: &str = "Asia/Ho_Chi_Minh";

/// One TEL4VN account.
pub struct Tel4vn {
    client: Client,
}

impl Tel4vn {
    /// A client for the account that `settings` describe.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] naming the setting.
    pub fn new(
        config: Tel4vnConfig,
        settings: &ConnectionSettings,
        secret: SecretString,
        http: HttpClient,
    ) -> Result<Self, ProviderError> {
        let config = config.checked()?;
        let zone = crate::zone::zone(settings.zone.as_deref().unwrap_or(ZONE))?;
        Ok(Self { client: Client::new(config, zone, secret, http) })
    }

    async fn test(&self, now: UnixMs) -> ProbeReport {
        let mut probe = Probe::start(now);
        self.client.probe(&mut probe).await;
        probe.finish(&[ProbeStep::Agents], &self.capabilities())
    }
}

impl Provider for Tel4vn {
    fn kind(&self) -> ProviderKind {
        ProviderKind::Tel4vn
    }

    fn capabilities(&self) -> Capabilities {
        let elsewhere = Support::Extension { on: false };
        Capabilities(vec![
            (Capability::ListAgents, Support::Yes),
            (Capability::ListLoggedOut, elsewhere),
            (Capability::ReadAgent, elsewhere),
            (Capability::QueueFigures, elsewhere),
            (Capability::TimeInState, Support::No(Absence::NotReported)),
            (Capability::CurrentCall, Support::Yes),
            (Capability::PauseReason, Support::No(Absence::NotReported)),
            (Capability::LogOutAgent, Support::No(Absence::NotOffered)),
            (Capability::SetCallinQueues, Support::No(Absence::NotOffered)),
            (Capability::SetCalloutQueue, Support::No(Absence::NotOffered)),
            (Capability::SetRecording, Support::No(Absence::NotOffered)),
            (Capability::PauseAgent, elsewhere),
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
        _external_id: &'a str,
        _now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>> {
        Box::pin(async { Err(ProviderError::NotOffered) })
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
