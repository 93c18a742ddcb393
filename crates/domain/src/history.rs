//! What is kept of the past: one event for each change of state, the figures of queues, and while which stretches of
//! time a connection was read at all.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::call::Direction;
use crate::clock::Clock;
use crate::clock::SinceSource;
use crate::freshness::Freshness;
use crate::freshness::freshness;
use crate::health::HealthStatus;
use crate::queue::QueueSnapshot;
use crate::time::UnixMs;

/// An agent changed state, with what a wall showed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateEvent {
    /// Which agent of the connection.
    pub external_id: String,
    /// State before; none at first sight.
    pub from: Option<AgentState>,
    /// State after.
    pub to: AgentState,
    /// Since when the new state holds.
    pub at: UnixMs,
    /// When it was seen: a board showed it from here on. Never earlier than `at`.
    pub seen_at: UnixMs,
    /// Who says when.
    pub source: SinceSource,
    /// The agent was already so at first sight: `at` is this or earlier.
    pub is_lower_bound: bool,
    /// How far `at` may be off, in seconds.
    pub precision_s: u16,
    /// The finer word.
    pub sub: Option<SubState>,
    /// The provider's word.
    pub raw_status: String,
    /// The reason of a pause.
    pub pause_reason: Option<String>,
    /// Which way the call went; none without a call.
    pub direction: Option<Direction>,
    /// The agent's group at that time.
    pub group: Option<String>,
    /// The campaign, by the name shown.
    pub campaign: Option<String>,
    /// The queue being served, by the name shown.
    pub queue: Option<String>,
    /// Calls of the day as the provider counted them.
    pub calls_today: Option<u32>,
    /// We were blind before this, so the time before it is not known.
    pub gap_before: bool,
}

impl StateEvent {
    /// A change that was seen as it happened, of which no more is known; callers fill in the rest.
    pub fn new(external_id: impl Into<String>, to: AgentState, at: UnixMs) -> Self {
        Self {
            external_id: external_id.into(),
            from: None,
            to,
            at,
            seen_at: at,
            source: SinceSource::FirstSeen,
            is_lower_bound: false,
            precision_s: 0,
            sub: None,
            raw_status: String::new(),
            pause_reason: None,
            direction: None,
            group: None,
            campaign: None,
            queue: None,
            calls_today: None,
            gap_before: false,
        }
    }

    /// The clock that a board showed.
    pub const fn clock(&self) -> Clock {
        Clock {
            since: self.at,
            source: self.source,
            is_lower_bound: self.is_lower_bound,
            precision_s: self.precision_s,
        }
    }
}

/// A stretch of time in which a connection was read without its rows ever going stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchSpan {
    /// The first good poll.
    pub from: UnixMs,
    /// The last one so far.
    pub until: UnixMs,
    /// Time between polls, in milliseconds.
    pub interval_ms: u32,
    /// The condition that ended it; none while it lasts, or when our own server stopped.
    pub cause: Option<HealthStatus>,
}

impl WatchSpan {
    /// A stretch that begins with a good poll.
    pub const fn begin(at: UnixMs, interval_ms: u32) -> Self {
        Self { from: at, until: at, interval_ms, cause: None }
    }

    /// Takes a further good poll in; none when the rows had gone stale in between, so that a new stretch begins.
    pub fn extended(self, at: UnixMs, interval_ms: u32) -> Option<Self> {
        let is_gap = freshness(Some(self.until), self.interval_ms.max(interval_ms), at) == Freshness::Stale;
        (!is_gap).then(|| Self { until: at.max(self.until), interval_ms, cause: None, ..self })
    }
}

impl WatchSpan {
    /// The first moment at which rows that were last read in the stretch are stale.
    pub fn gone_stale(&self) -> UnixMs {
        UnixMs(self.until.0.saturating_add(4 * i64::from(self.interval_ms.max(1000)) + 1))
    }
}

/// The figures of a queue, from `figures.as_of` until the next sample of the same queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSample {
    /// When they were read.
    pub at: UnixMs,
    /// What the provider reported.
    pub figures: QueueSnapshot,
}
