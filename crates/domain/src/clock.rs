//! Honest clocks: since when an agent is in a state, who says so, and how exactly (section 8.2).

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// Where a state's start comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SinceSource {
    /// The provider told how long.
    #[serde(rename = "D")]
    ProviderDuration,
    /// The provider told since when.
    #[serde(rename = "T")]
    ProviderTimestamp,
    /// The provider told the start of the call, not of the state.
    #[serde(rename = "C")]
    CallStart,
    /// We saw it change.
    #[serde(rename = "F")]
    FirstSeen,
}

/// Who told when a call started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum StartSource {
    /// The provider.
    Provider,
    /// Our own first sight.
    FirstSeen,
}

/// Since when an agent is in the present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Start of the state.
    pub since: UnixMs,
    /// Who says so.
    pub source: SinceSource,
    /// The agent was already so when first seen: the true time is this or longer.
    pub is_lower_bound: bool,
    /// How far the start may be off, in seconds: one poll for first-seen clocks, 1 for reported ones.
    pub precision_s: u16,
}

impl Clock {
    /// A clock the provider gave as a duration; `since` is when the state began.
    pub const fn reported_duration(since: UnixMs) -> Self {
        Self { since, source: SinceSource::ProviderDuration, is_lower_bound: false, precision_s: 1 }
    }

    /// A clock the provider gave as a point in time.
    pub const fn reported_timestamp(since: UnixMs) -> Self {
        Self { since, source: SinceSource::ProviderTimestamp, is_lower_bound: false, precision_s: 1 }
    }

    /// A clock that runs from the start of the call.
    pub const fn call_start(since: UnixMs) -> Self {
        Self { since, source: SinceSource::CallStart, is_lower_bound: false, precision_s: 1 }
    }
}
