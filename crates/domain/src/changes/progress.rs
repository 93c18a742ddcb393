//! How far a change set is, as a value that a page can poll or stream.

use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::administration::ScanProgress;
use crate::changes::RowState;
use crate::time::UnixMs;

/// How a change set stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetState {
    /// A plan that nobody has confirmed.
    Planned,
    /// Being sent; also after a restart.
    Running,
    /// Every agent has ended.
    Done,
    /// Cancelled before every agent was sent.
    Cancelled,
    /// A plan that was thrown away.
    Discarded,
}

impl SetState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Planned, Self::Running, Self::Done, Self::Cancelled, Self::Discarded];

    /// The word in the store.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Discarded => "discarded",
        }
    }
}

/// The word names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of a change set")]
pub struct UnknownSetState;

impl FromStr for SetState {
    type Err = UnknownSetState;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.slug() == word).ok_or(UnknownSetState)
    }
}

/// What a running set is busy with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "doing")]
pub enum Doing {
    /// Nothing: it does not run.
    #[default]
    Nothing,
    /// Reads all queues again.
    Reading {
        /// How far.
        progress: ScanProgress,
    },
    /// Sends.
    Sending,
    /// Looks whether what was sent took effect.
    Verifying,
    /// Waits for the provider's allowance.
    WaitingForAllowance {
        /// Until then.
        until: UnixMs,
    },
    /// Waits until something else that is being done to its agents is over.
    WaitingForTurn,
    /// Tries again after the provider failed.
    TryingAgain {
        /// Then.
        at: UnixMs,
    },
}

/// Agents of a set by how they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// Not to be sent: so already, or not possible.
    pub not_sent: u32,
    /// Waiting.
    pub waiting: u32,
    /// Being sent.
    pub sending: u32,
    /// Seen as asked.
    pub verified: u32,
    /// Accepted, and not seen yet or never to be seen.
    pub accepted: u32,
    /// Changed by somebody else since the plan.
    pub conflicts: u32,
    /// Refused.
    pub refused: u32,
    /// Nobody knows.
    pub unknown: u32,
    /// Cancelled.
    pub cancelled: u32,
}

impl RowCounts {
    /// Counts.
    pub fn of<'a>(states: impl IntoIterator<Item = &'a RowState>) -> Self {
        Self::summed(states.into_iter().map(|state| (state, 1)))
    }

    /// Adds up agents that are counted already, by how they stand.
    pub fn summed<'a>(states: impl IntoIterator<Item = (&'a RowState, u32)>) -> Self {
        let mut counts = Self::default();
        for (state, agents) in states {
            *match state {
                RowState::Unchanged | RowState::Impossible => &mut counts.not_sent,
                RowState::Planned => &mut counts.waiting,
                RowState::Sending => &mut counts.sending,
                RowState::Verified => &mut counts.verified,
                RowState::AcceptedNotVisible | RowState::AcceptedUnverifiable => &mut counts.accepted,
                RowState::Conflict { .. } => &mut counts.conflicts,
                RowState::Refused { .. } => &mut counts.refused,
                RowState::Unknown { .. } => &mut counts.unknown,
                RowState::Cancelled => &mut counts.cancelled,
            } += agents;
        }
        counts
    }

    /// Agents that have ended.
    pub const fn done(self) -> u32 {
        self.of_all() - self.waiting - self.sending
    }

    /// Agents that something was or is to be sent for.
    pub const fn of_all(self) -> u32 {
        self.waiting
            + self.sending
            + self.verified
            + self.accepted
            + self.conflicts
            + self.refused
            + self.unknown
            + self.cancelled
    }
}

/// How far a change set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeProgress {
    /// How the set stands.
    pub state: SetState,
    /// Agents that have ended.
    pub done: u32,
    /// Agents that something was or is to be sent for.
    pub of: u32,
    /// By how they stand.
    pub counts: RowCounts,
    /// What it is busy with.
    pub doing: Doing,
}

impl ChangeProgress {
    /// The progress of a set whose agents stand so.
    pub const fn new(state: SetState, counts: RowCounts, doing: Doing) -> Self {
        Self { state, done: counts.done(), of: counts.of_all(), counts, doing }
    }

    /// When the wait is over, where it waits.
    pub const fn waiting_until(&self) -> Option<UnixMs> {
        match self.doing {
            Doing::WaitingForAllowance { until } | Doing::TryingAgain { at: until } => Some(until),
            Doing::Nothing | Doing::Reading { .. } | Doing::Sending | Doing::Verifying | Doing::WaitingForTurn => None,
        }
    }
}
