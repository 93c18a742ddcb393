//! The five rented phone systems: one folder for each vendor, and one guarded HTTP client for all of them.
//!
//! This is the only place that knows a vendor's field names. Each vendor has a `wire` (what arrives), a pure `normalise`
//! (what it means) and a `client` (how to ask). Nothing here remembers agents between polls, decides on absence or
//! keeps history; that is `domain::floor` and `backend`.

mod adjusted;
pub mod administration;
pub mod config;
pub mod error;
pub mod form;
pub mod http;
pub mod lenient;
mod meter;
mod probe;
mod sweep;
pub mod zone;

pub mod alohub;
pub mod convoso;
pub mod crocodial;
pub mod tel4vn;
pub mod vicidial;

use std::sync::Arc;
use std::time::Duration;

use domain::agent::AgentSnapshot;
use domain::budget::RequestCounts;
use domain::capability::Capabilities;
use domain::command::Command;
use domain::command::Outcome;
use domain::in_group::InGroupChoice;
use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use futures::future::BoxFuture;
use secrecy::SecretString;

pub use administration::Administration;
pub use config::ConnectionSettings;
pub use config::ProviderConfig;
pub use error::ProviderError;
pub use error::Unreachable;
pub use http::HostGuard;

/// One account at one provider, ready to be asked.
pub trait Provider: Send + Sync {
    /// Which vendor this is.
    fn kind(&self) -> ProviderKind;

    /// What this connection can do, with reasons for what it cannot.
    fn capabilities(&self) -> Capabilities;

    /// Time to wait between polls, stretched where the provider's headers ask for it.
    fn poll_interval(&self) -> Duration;

    /// Reads the whole floor once. `now` is the moment of asking; the answer's own times are `now` plus the time it took.
    ///
    /// # Errors
    /// Whatever makes the answer useless as a whole; one bad row is a warning in the snapshot.
    fn poll(&self, now: UnixMs) -> BoxFuture<'_, Result<Snapshot, ProviderError>>;

    /// Reads one agent through the provider's own per-agent request. `None`: the provider says there is no such live agent.
    ///
    /// # Errors
    /// [`ProviderError::NotOffered`] where the provider has no such request; otherwise as [`Provider::poll`].
    fn agent<'a>(
        &'a self,
        external_id: &'a str,
        now: UnixMs,
    ) -> BoxFuture<'a, Result<Option<AgentSnapshot>, ProviderError>>;

    /// Sends a command once and re-reads what can be re-read. Never repeats a write; a timeout is [`Outcome::Unknown`].
    fn execute<'a>(&'a self, command: &'a Command, now: UnixMs) -> BoxFuture<'a, Outcome>;

    /// The in-groups of one agent, and those to choose from.
    ///
    /// # Errors
    /// [`ProviderError::NotOffered`] where the provider has none, or the connection may not change them; otherwise as
    /// [`Provider::poll`].
    fn in_groups<'a>(
        &'a self,
        _external_id: &'a str,
        _now: UnixMs,
    ) -> BoxFuture<'a, Result<InGroupChoice, ProviderError>> {
        Box::pin(std::future::ready(Err(ProviderError::NotOffered)))
    }

    /// Tests the connection with requests that only read, each step told apart. After a refused log-in nothing more is
    /// sent, because some providers lock the account (decision X12).
    fn probe(&self, now: UnixMs) -> BoxFuture<'_, ProbeReport>;

    /// Requests of the last 60 seconds.
    fn request_counts(&self) -> RequestCounts;

    /// The administration of agents and queues, where this provider offers it.
    fn administration(&self) -> Option<&dyn Administration> {
        None
    }
}

/// Builds the client that the settings describe.
///
/// # Errors
/// [`ProviderError::Misconfigured`] naming the field, when the settings cannot work.
pub fn connect(
    settings: &ConnectionSettings,
    secret: SecretString,
    guard: HostGuard,
) -> Result<Arc<dyn Provider>, ProviderError> {
    client(settings, secret, http::HttpClient::new(settings, guard)?)
}

/// Builds the same client for a provider that is inside this process: asked about moments of the caller's choice, and
/// answering at the moment of asking.
///
/// # Errors
/// As [`connect`].
pub fn connect_in_process(
    settings: &ConnectionSettings,
    secret: SecretString,
    guard: HostGuard,
    provider: Arc<dyn http::InProcess>,
) -> Result<Arc<dyn Provider>, ProviderError> {
    client(settings, secret, http::HttpClient::in_process(settings, guard, provider)?)
}

fn client(
    settings: &ConnectionSettings,
    secret: SecretString,
    http: http::HttpClient,
) -> Result<Arc<dyn Provider>, ProviderError> {
    let client: Arc<dyn Provider> = match &settings.provider {
        ProviderConfig::Tel4vn(config) => Arc::new(tel4vn::Tel4vn::new(config.clone(), settings, secret, http)?),
        ProviderConfig::Convoso(config) => Arc::new(convoso::Convoso::new(config.clone(), settings, secret, http)?),
        ProviderConfig::Alohub(config) => Arc::new(alohub::Alohub::new(config.clone(), settings, secret, http)?),
        ProviderConfig::Vicidial(config) => Arc::new(vicidial::Vicidial::new(config.clone(), settings, secret, http)?),
        ProviderConfig::Crocodial(config) => {
            Arc::new(crocodial::Crocodial::new(config.clone(), settings, secret, http)?)
        }
    };
    Ok(adjusted::adjusted(client, settings))
}
