//! What can go wrong when asking a provider, named by what the caller can do about it.
//!
//! No variant carries a word of the provider's answer: failed log-ins echo passwords (decision X8).

use std::time::Duration;

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::right::Right;
use domain::time::UnixMs;

impl From<FieldError> for ProviderError {
    fn from(error: FieldError) -> Self {
        Self::Misconfigured(error)
    }
}

/// A poll or request that brought nothing usable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// Wait, then ask again.
    #[error("the provider asks to wait{}", .retry_after.map(|wait| format!(" {} s", wait.as_secs())).unwrap_or_default())]
    RateLimited {
        /// How long, where told.
        retry_after: Option<Duration>,
    },
    /// Ask an admin for another key; going on may lock the account (decision X12).
    #[error("the provider refused the key or password")]
    AuthFailed,
    /// The key is good and lacks a right.
    #[error("the key lacks a right: {right}")]
    Forbidden {
        /// Which right.
        right: Right,
    },
    /// The provider could not be reached; try later.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(Unreachable),
    /// The provider answered with a server error; try later.
    #[error("the provider answered with HTTP {status}")]
    ServerError {
        /// HTTP status.
        status: u16,
    },
    /// The answer cannot be read; probably not this provider's interface.
    #[error("the answer could not be read: {0}")]
    BadBody(BadBody),
    /// The provider understood and said no.
    #[error("the provider refused the request: {reason}{}", .code.as_deref().map(|code| format!(" (code {code})")).unwrap_or_default())]
    Refused {
        /// The provider's code, if it is one of the documented ones.
        code: Option<String>,
        /// Why, in our words.
        reason: String,
    },
    /// A setting cannot work.
    #[error("{0}")]
    Misconfigured(FieldError),
    /// The provider has no such request.
    #[error("this provider offers no such request")]
    NotOffered,
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// The name has no address.
    #[error("the host name could not be resolved")]
    Dns,
    /// Nobody listens there.
    #[error("connection refused or failed")]
    Connect,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The certificate or the encryption failed.
    #[error("the secure connection failed")]
    Tls,
    /// The connection ended in the middle of the answer.
    #[error("the connection broke off")]
    BrokeOff,
}

/// Why an answer cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBody {
    /// Larger than the cap after decompression.
    #[error("larger than 16 MiB")]
    TooLarge,
    /// Not JSON.
    #[error("not valid JSON")]
    NotJson,
    /// A web page.
    #[error("a web page instead of data")]
    Html,
    /// JSON or text of another shape.
    #[error("not the expected fields")]
    WrongShape,
    /// Nothing.
    #[error("empty")]
    Empty,
    /// Sent elsewhere; redirects are never followed.
    #[error("a redirect, which is never followed")]
    Redirect,
    /// The path does not exist there.
    #[error("no such path at this host")]
    NotFound,
}

impl ProviderError {
    /// A setting that cannot work, and what to do about it.
    pub const fn misconfigured(field: Field, problem: Problem) -> Self {
        Self::Misconfigured(FieldError::new(field, problem))
    }

    /// The first of several settings that cannot work.
    pub(crate) fn first_of(errors: &[FieldError]) -> Self {
        Self::Misconfigured(*errors.first().expect("a check that fails names a field"))
    }

    /// The health word for this error at `now`. A 429 that does not say for how long counts as 30 s (section 3.5).
    pub fn health(&self, now: UnixMs) -> HealthStatus {
        match self {
            Self::RateLimited { retry_after } => {
                let wait_s = retry_after.map_or(30, |wait| i64::try_from(wait.as_secs()).unwrap_or(3600));
                HealthStatus::RateLimited { until: now.plus_s(wait_s) }
            }
            Self::AuthFailed => HealthStatus::AuthFailed,
            Self::Forbidden { .. } => HealthStatus::Forbidden,
            Self::Unreachable(_) => HealthStatus::Unreachable,
            Self::ServerError { .. } => HealthStatus::ServerError,
            Self::BadBody(_) => HealthStatus::BadBody,
            Self::Refused { .. } | Self::NotOffered => HealthStatus::Refused,
            Self::Misconfigured { .. } => HealthStatus::Misconfigured,
        }
    }
}
