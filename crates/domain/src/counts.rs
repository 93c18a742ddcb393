//! Our own counts. Stale rows are counted apart, and an unknown state is never green and never zero.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::SubState;
use crate::board::Board;
use crate::freshness::Freshness;
use crate::limits::Level;
use crate::limits::Limits;
use crate::time::UnixMs;

/// The figures of the count band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kpi {
    /// Everybody who is logged in.
    LoggedIn,
    /// Ready.
    Available,
    /// Ringing.
    Ringing,
    /// On a call, dialling and on hold included.
    OnCall,
    /// After a call.
    WrapUp,
    /// Paused.
    Paused,
    /// Unavailable.
    Unavailable,
    /// No word of ours.
    Unknown,
}

impl Kpi {
    /// All eight in the order of the band.
    pub const ALL: [Self; 8] = [
        Self::LoggedIn,
        Self::Available,
        Self::Ringing,
        Self::OnCall,
        Self::WrapUp,
        Self::Paused,
        Self::Unavailable,
        Self::Unknown,
    ];

    /// The word used in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::LoggedIn => "logged_in",
            Self::Available => "available",
            Self::Ringing => "ringing",
            Self::OnCall => "on_call",
            Self::WrapUp => "wrap_up",
            Self::Paused => "paused",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
        }
    }

    /// The figure a state is counted in, beside "logged in".
    pub const fn of(state: AgentState) -> Option<Self> {
        match state {
            AgentState::Available => Some(Self::Available),
            AgentState::Ringing => Some(Self::Ringing),
            AgentState::Dialing | AgentState::OnCall | AgentState::OnHold => Some(Self::OnCall),
            AgentState::WrapUp => Some(Self::WrapUp),
            AgentState::Paused => Some(Self::Paused),
            AgentState::Unavailable => Some(Self::Unavailable),
            AgentState::Unknown => Some(Self::Unknown),
            AgentState::LoggedOut => None,
        }
    }
}

/// One figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Fresh rows.
    pub fresh: u32,
    /// Stale rows, last seen so.
    pub stale: u32,
    /// Fresh rows over the warning limit only.
    pub over_warn: u32,
    /// Fresh rows over the alarm limit.
    pub over_alarm: u32,
    /// Dead calls among the fresh rows.
    pub dead: u32,
}

/// All figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    figures: [Count; 8],
    /// Logged-out agents.
    pub logged_out: u32,
    /// All rows.
    pub rows: u32,
}

impl Counts {
    /// Counts a board at `now`.
    pub fn of(board: &Board, limits: &Limits, now: UnixMs) -> Self {
        let mut counts = Self::default();
        for row in board.rows.values() {
            counts.rows += 1;
            let Some(kpi) = Kpi::of(row.state) else {
                counts.logged_out += 1;
                continue;
            };
            let stale = board.freshness_of(row, now) == Freshness::Stale;
            let level = limits.level(row, now);
            let dead = row.sub == Some(SubState::Dead);
            for figure in [Kpi::LoggedIn, kpi] {
                let count = &mut counts.figures[figure as usize];
                if stale {
                    count.stale += 1;
                } else {
                    count.fresh += 1;
                    count.dead += u32::from(dead);
                    count.over_warn += u32::from(level == Level::Attention);
                    count.over_alarm += u32::from(level == Level::Alarm);
                }
            }
        }
        counts
    }

    /// One figure.
    pub const fn get(&self, kpi: Kpi) -> Count {
        self.figures[kpi as usize]
    }
}
