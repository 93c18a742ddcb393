//! How a connection is doing, in words that name the cause.

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// The cause, as the last try shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthStatus {
    /// Not tried yet.
    #[default]
    Starting,
    /// The last poll was good.
    Ok,
    /// The last poll was good in part.
    Degraded,
    /// The provider asks us to wait.
    RateLimited {
        /// Until then.
        until: UnixMs,
    },
    /// The key or password was refused; polling has stopped where the provider would lock the account (decision X12).
    AuthFailed,
    /// The key lacks a right.
    Forbidden,
    /// No connection, or no answer in time.
    Unreachable,
    /// The provider answered with a server error.
    ServerError,
    /// The answer could not be read.
    BadBody,
    /// The provider refused the request.
    Refused,
    /// The settings cannot work.
    Misconfigured,
    /// Switched off by an admin.
    Disabled,
}

impl HealthStatus {
    /// Whether the last try brought rows.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Ok | Self::Degraded)
    }

    /// The word used in page attributes and in `callboard poll --json`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Ok => "ok",
            Self::Degraded => "degraded",
            Self::RateLimited { .. } => "rate_limited",
            Self::AuthFailed => "auth_failed",
            Self::Forbidden => "forbidden",
            Self::Unreachable => "unreachable",
            Self::ServerError => "server_error",
            Self::BadBody => "bad_body",
            Self::Refused => "refused",
            Self::Misconfigured => "misconfigured",
            Self::Disabled => "disabled",
        }
    }
}

/// Everything known of a connection's condition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionHealth {
    /// The cause.
    pub status: HealthStatus,
    /// Last good poll.
    pub last_ok_at: Option<UnixMs>,
    /// Last try.
    pub last_try_at: Option<UnixMs>,
    /// Next try, where one is planned.
    pub next_try_at: Option<UnixMs>,
    /// Failed polls in a row.
    pub consecutive_failures: u32,
    /// Agents in the last good poll.
    pub agents_seen: u32,
    /// Agents the provider or our roster says there are.
    pub agents_expected: Option<u32>,
    /// Requests of the last sweep.
    pub requests_last_sweep: u32,
    /// Length of the last sweep in milliseconds.
    pub sweep_ms: u32,
    /// Planned time between polls, in milliseconds.
    pub poll_interval_ms: u32,
    /// The provider's clock minus ours, in seconds.
    pub clock_skew_s: Option<i64>,
    /// What the last poll was odd about, in our words.
    pub warnings: Vec<String>,
}
