//! How long is too long: a warning and an alarm limit for each state, which a tenant may change as a whole, for one
//! connection, and for one reason of a pause. The most precise limit holds: that of a reason at a connection, of a
//! reason anywhere, of a state at a connection, of a state.

mod form;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::board::AgentRow;
use crate::fold::fold;
use crate::id::ConnectionId;
use crate::id::ConnectionIndex;
use crate::time::UnixMs;

pub use form::LimitLine;

/// How far a row is beyond what is usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Within limits.
    #[default]
    Normal,
    /// Over the warning limit.
    Attention,
    /// Over the alarm limit.
    Alarm,
}

impl Level {
    /// The word used in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Attention => "attention",
            Self::Alarm => "alarm",
        }
    }
}

/// Two limits in whole seconds; none is "off".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// From here on a warning.
    pub warn_s: Option<u32>,
    /// From here on an alarm.
    pub alarm_s: Option<u32>,
}

impl Limit {
    /// Never too long.
    pub const OFF: Self = Self { warn_s: None, alarm_s: None };

    /// Both limits.
    pub const fn of(warn_s: u32, alarm_s: u32) -> Self {
        Self { warn_s: Some(warn_s), alarm_s: Some(alarm_s) }
    }

    /// How far so many seconds are beyond it.
    pub fn level(self, in_state_s: i64) -> Level {
        let over = |limit: Option<u32>| limit.is_some_and(|limit| in_state_s >= i64::from(limit));
        if over(self.alarm_s) {
            Level::Alarm
        } else if over(self.warn_s) {
            Level::Attention
        } else {
            Level::Normal
        }
    }

    /// The limit that makes a row of this level, in seconds.
    pub const fn crossed(self, level: Level) -> Option<u32> {
        match level {
            Level::Normal => None,
            Level::Attention => self.warn_s,
            Level::Alarm => self.alarm_s,
        }
    }
}

/// What may last too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limited {
    /// A call ringing at the agent.
    Ringing,
    /// Paused.
    Paused,
    /// Unavailable.
    Unavailable,
    /// After the call.
    WrapUp,
    /// On a call.
    OnCall,
    /// Waiting for a call.
    Available,
    /// The customer left and the agent has not noticed.
    Dead,
    /// A connection that brings nothing fresh, counted from its last good reading.
    Stale,
}

impl Limited {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 8] = [
        Self::Ringing,
        Self::Paused,
        Self::Unavailable,
        Self::WrapUp,
        Self::OnCall,
        Self::Available,
        Self::Dead,
        Self::Stale,
    ];

    /// The word in page attributes and in the audit log.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Paused => "paused",
            Self::Unavailable => "unavailable",
            Self::WrapUp => "wrap_up",
            Self::OnCall => "on_call",
            Self::Available => "available",
            Self::Dead => "dead",
            Self::Stale => "stale",
        }
    }

    /// What an agent's row is limited as.
    pub const fn of(state: AgentState, sub: Option<SubState>) -> Option<Self> {
        if matches!(sub, Some(SubState::Dead)) {
            return Some(Self::Dead);
        }
        match state {
            AgentState::Available => Some(Self::Available),
            AgentState::Ringing => Some(Self::Ringing),
            AgentState::OnCall | AgentState::OnHold => Some(Self::OnCall),
            AgentState::WrapUp => Some(Self::WrapUp),
            AgentState::Paused => Some(Self::Paused),
            AgentState::Unavailable => Some(Self::Unavailable),
            AgentState::Dialing | AgentState::LoggedOut | AgentState::Unknown => None,
        }
    }

    /// The product's defaults (`product.md`, the wall in numbers). A connection is stale after four intervals, which are
    /// 20 s at the usual pace, and that is an alarm at once.
    pub const fn default_limit(self) -> Limit {
        match self {
            Self::Ringing => Limit::of(15, 30),
            Self::WrapUp => Limit::of(60, 180),
            Self::Dead => Limit::of(15, 60),
            Self::Paused | Self::Unavailable => Limit::of(300, 900),
            Self::Available => Limit { warn_s: Some(300), alarm_s: None },
            Self::OnCall => Limit::of(600, 1800),
            Self::Stale => Limit { warn_s: None, alarm_s: Some(20) },
        }
    }
}

/// The limit of one reason of a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonLimit {
    /// The reason as an admin wrote it.
    pub reason: String,
    /// Its limit.
    pub limit: Limit,
}

/// A reason as it is compared: `LUNCH` is `Lunch`.
fn reason_key(reason: &str) -> String {
    fold(reason.trim())
}

/// The limits that somebody set in one place: everywhere, or at one connection. What is not in it is as elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitTable {
    /// By state.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    states: BTreeMap<Limited, Limit>,
    /// By reason of a pause, under its folded word.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<String, ReasonLimit>,
}

impl LimitTable {
    /// Whether nothing is set here.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty() && self.reasons.is_empty()
    }

    /// What is set here for a state and, of a pause, its reason; the reason goes before the state.
    fn find(&self, limited: Limited, reason: Option<&str>) -> (Option<Limit>, Option<Limit>) {
        let of_reason = reason.filter(|_| limited == Limited::Paused && !self.reasons.is_empty()).map(reason_key);
        let of_reason = of_reason.and_then(|key| self.reasons.get(&key)).map(|of| of.limit);
        (of_reason, self.states.get(&limited).copied())
    }

    /// The limit where nothing but this is set.
    pub fn limit(&self, limited: Limited, reason: Option<&str>) -> Limit {
        let (of_reason, of_state) = self.find(limited, reason);
        of_reason.or(of_state).unwrap_or_else(|| limited.default_limit())
    }

    /// The same with a limit for a state.
    #[must_use]
    pub fn with_state(mut self, limited: Limited, limit: Limit) -> Self {
        self.states.insert(limited, limit);
        self
    }

    /// The same with a limit for a reason.
    #[must_use]
    pub fn with_reason(mut self, reason: &str, limit: Limit) -> Self {
        self.reasons.insert(reason_key(reason), ReasonLimit { reason: reason.to_owned(), limit });
        self
    }
}

/// The limits of one tenant; `K` is how connections are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitSet<K: Ord> {
    /// Whatever the connection.
    #[serde(default, skip_serializing_if = "LimitTable::is_empty")]
    pub everywhere: LimitTable,
    /// At one connection.
    #[serde(default = "BTreeMap::new", skip_serializing_if = "BTreeMap::is_empty")]
    pub connections: BTreeMap<K, LimitTable>,
}

/// The limits of a tenant as an audience receives them, with its board.
pub type Limits = LimitSet<ConnectionIndex>;

/// The limits of a tenant as they are kept.
pub type TenantLimits = LimitSet<ConnectionId>;

impl<K: Ord> Default for LimitSet<K> {
    /// Nothing was changed: every state has its default.
    fn default() -> Self {
        Self { everywhere: LimitTable::default(), connections: BTreeMap::new() }
    }
}

impl<K: Ord> LimitSet<K> {
    /// The limit that holds at a connection, for a state and, of a pause, its reason.
    pub fn at(&self, connection: &K, limited: Limited, reason: Option<&str>) -> Limit {
        let own = self.connections.get(connection).map(|own| own.find(limited, reason)).unwrap_or_default();
        let all = self.everywhere.find(limited, reason);
        own.0.or(all.0).or(own.1).or(all.1).unwrap_or_else(|| limited.default_limit())
    }

    /// Everything that holds at one connection, in one table.
    pub fn only(&self, connection: &K) -> LimitTable {
        let mut table = self.everywhere.clone();
        if let Some(own) = self.connections.get(connection) {
            table.states.extend(own.states.iter().map(|(limited, limit)| (*limited, *limit)));
            table.reasons.extend(own.reasons.iter().map(|(key, limit)| (key.clone(), limit.clone())));
        }
        table
    }
}

impl TenantLimits {
    /// The same for a board on which the connections have these numbers. What is set for others is left out.
    pub fn by_index(&self, connections: impl IntoIterator<Item = (ConnectionIndex, ConnectionId)>) -> Limits {
        let own = |(index, id)| self.connections.get(&id).map(|table| (index, table.clone()));
        Limits { everywhere: self.everywhere.clone(), connections: connections.into_iter().filter_map(own).collect() }
    }
}

impl Limits {
    /// The limit that holds for a row.
    pub fn for_row(&self, row: &AgentRow) -> Limit {
        let limited = Limited::of(row.state, row.sub);
        limited.map_or(Limit::OFF, |limited| self.at(&row.connection, limited, row.pause_reason.as_deref()))
    }

    /// How far the row is over its limits at `now`. A row without a clock is never over.
    pub fn level(&self, row: &AgentRow, now: UnixMs) -> Level {
        row.in_state_s(now).map_or(Level::Normal, |in_state_s| self.for_row(row).level(in_state_s))
    }
}

#[cfg(test)]
mod tests;
