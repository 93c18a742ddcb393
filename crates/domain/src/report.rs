//! A connection as its admins see it: condition with its cause, allowance, last polls, words without a state, who gave
//! the secret and what the last test found. Never a character of the secret.

use serde::Deserialize;
use serde::Serialize;

use crate::budget::Budget;
use crate::health::ConnectionHealth;
use crate::health::HealthStatus;
use crate::id::ConnectionId;
use crate::poll_log::PollTick;
use crate::poll_log::UnmappedWord;
use crate::probe::ProbeReport;
use crate::provider::ProviderKind;
use crate::settings::SecretKind;
use crate::snapshot::Allowance;
use crate::time::UnixMs;

/// Everything about one connection that a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionReport {
    /// Identity.
    pub id: ConnectionId,
    /// Vendor.
    pub kind: ProviderKind,
    /// The tenant's name for it.
    pub name: String,
    /// Host, port and path, without the scheme.
    pub place: String,
    /// It speaks without encryption.
    pub is_plain_http: bool,
    /// When it was added.
    pub added_at: UnixMs,
    /// Condition, with its cause.
    pub health: ConnectionHealth,
    /// Agents on the board, read now or kept from before.
    pub agents_kept: u32,
    /// The last polls, oldest first.
    pub ticks: Vec<PollTick>,
    /// The usual length of a poll, in milliseconds.
    pub usual_ms: Option<u32>,
    /// Requests of the last minute beside what is allowed.
    pub budget: Budget,
    /// The allowance as the provider's headers tell it.
    pub allowance: Option<Allowance>,
    /// Today's words without a state.
    pub unmapped: Vec<UnmappedWord>,
    /// What its provider calls the secret.
    pub secret_kind: SecretKind,
    /// Who gave the secret and when; none before it was given.
    pub secret: Option<SecretNote>,
    /// What the last test found.
    pub last_test: Option<TestNote>,
}

/// All that is told of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretNote {
    /// When it was given.
    pub set_at: UnixMs,
    /// By whom; nobody when it came from the command line.
    pub set_by: Option<String>,
}

/// A test that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestNote {
    /// Who asked for it.
    pub by: String,
    /// What it found.
    pub report: ProbeReport,
}

/// How much a condition asks for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Nobody: it works, or is switched off on purpose.
    Nobody,
    /// Somebody should look: it works in part, or waits by itself.
    Attention,
    /// Somebody has to act, or rows stay old.
    Alarm,
}

impl HealthStatus {
    /// How much it asks for somebody.
    pub const fn need(self) -> Need {
        match self {
            Self::Starting | Self::Ok | Self::Disabled => Need::Nobody,
            Self::Degraded | Self::RateLimited { .. } => Need::Attention,
            Self::AuthFailed
            | Self::Forbidden
            | Self::Unreachable
            | Self::ServerError
            | Self::BadBody
            | Self::Refused
            | Self::Misconfigured => Need::Alarm,
        }
    }
}

/// Worst first: by what they need, those who need a person before those who may heal alone, then by name.
pub fn worst_first(reports: &mut [ConnectionReport]) {
    let rank = |status: HealthStatus| match status {
        HealthStatus::AuthFailed | HealthStatus::Forbidden | HealthStatus::Misconfigured => 0,
        HealthStatus::Unreachable | HealthStatus::ServerError | HealthStatus::BadBody | HealthStatus::Refused => 1,
        HealthStatus::RateLimited { .. } => 2,
        HealthStatus::Degraded => 3,
        HealthStatus::Starting | HealthStatus::Ok => 4,
        HealthStatus::Disabled => 5,
    };
    reports.sort_by(|a, b| (rank(a.health.status), &a.name).cmp(&(rank(b.health.status), &b.name)));
}
