//! How long is too long: warning and alarm limits for each state, as tenants may edit them.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::board::AgentRow;
use crate::time::UnixMs;

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
    const OFF: Self = Self { warn_s: None, alarm_s: None };

    const fn of(warn_s: u32, alarm_s: u32) -> Self {
        Self { warn_s: Some(warn_s), alarm_s: Some(alarm_s) }
    }

    fn level(self, in_state_s: i64) -> Level {
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

/// The limits of one tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// A call ringing at the agent.
    pub ringing: Limit,
    /// After the call.
    pub wrap_up: Limit,
    /// The customer left and the agent has not noticed.
    pub dead: Limit,
    /// Paused.
    pub paused: Limit,
    /// Unavailable.
    pub unavailable: Limit,
    /// Waiting for a call.
    pub available: Limit,
    /// On a call.
    pub on_call: Limit,
}

impl Default for Limits {
    /// The product's defaults (`product.md`, the wall in numbers).
    fn default() -> Self {
        Self {
            ringing: Limit::of(15, 30),
            wrap_up: Limit::of(60, 180),
            dead: Limit::of(15, 60),
            paused: Limit::of(300, 900),
            unavailable: Limit::of(300, 900),
            available: Limit { warn_s: Some(300), alarm_s: None },
            on_call: Limit::of(600, 1800),
        }
    }
}

impl Limits {
    /// The limit that holds for a row.
    pub const fn for_row(&self, state: AgentState, sub: Option<SubState>) -> Limit {
        if matches!(sub, Some(SubState::Dead)) {
            return self.dead;
        }
        match state {
            AgentState::Available => self.available,
            AgentState::Ringing => self.ringing,
            AgentState::OnCall | AgentState::OnHold => self.on_call,
            AgentState::WrapUp => self.wrap_up,
            AgentState::Paused => self.paused,
            AgentState::Unavailable => self.unavailable,
            AgentState::Dialing | AgentState::LoggedOut | AgentState::Unknown => Limit::OFF,
        }
    }

    /// How far the row is over its limits at `now`. A row without a clock is never over.
    pub fn level(&self, row: &AgentRow, now: UnixMs) -> Level {
        row.in_state_s(now).map_or(Level::Normal, |in_state_s| self.for_row(row.state, row.sub).level(in_state_s))
    }
}
