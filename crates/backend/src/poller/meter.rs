//! What is measured of the polls of one connection. The names and units are part of what operators build on; they are
//! described in `docs/operate.md`. Identities are labels, names of people and places are not.

use std::time::Duration;

use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::provider::ProviderKind;
use metrics::Histogram;
use metrics::counter;
use metrics::histogram;
use tracing::debug;

/// How long a poll took, whatever came of it, in seconds.
pub const POLL_SECONDS: &str = "callboard_poll_seconds";
/// How many polls there were, by what came of them.
pub const POLLS: &str = "callboard_polls_total";

#[derive(Debug)]
pub(super) struct Meter {
    tenant: String,
    connection: String,
    provider: &'static str,
    seconds: Histogram,
}

impl Meter {
    pub(super) fn new(tenant: TenantId, connection: ConnectionId, provider: ProviderKind) -> Self {
        let (tenant, connection, provider) = (tenant.to_string(), connection.to_string(), provider.as_str());
        let seconds = histogram!(
            POLL_SECONDS, "tenant" => tenant.clone(), "connection" => connection.clone(), "provider" => provider
        );
        Self { tenant, connection, provider, seconds }
    }

    /// Notes a poll and what came of it.
    pub(super) fn polled(&self, outcome: HealthStatus, took: Duration) {
        let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        debug!(took_ms, "a poll ended: {}", outcome.slug());
        self.seconds.record(took.as_secs_f64());
        counter!(
            POLLS,
            "tenant" => self.tenant.clone(),
            "connection" => self.connection.clone(),
            "provider" => self.provider,
            "outcome" => outcome.slug()
        )
        .increment(1);
    }
}
