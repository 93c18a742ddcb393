//! How one agent of a running change set stands.

use serde::Deserialize;
use serde::Serialize;

use crate::administration::Callin;
use crate::administration::Trouble;
use crate::changes::Step;
use crate::command::Refusal;

/// How one agent stands. What is not known is said so: a request without an answer is neither success nor failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum RowState {
    /// It is so already; nothing is sent.
    Unchanged,
    /// It cannot be done; nothing is sent. The step says why.
    Impossible,
    /// Waits to be sent.
    Planned,
    /// Written down as being sent. After a crash this is `Unknown`.
    Sending,
    /// Sent, and a re-read shows it.
    Verified,
    /// Accepted, and re-reads did not show it yet.
    AcceptedNotVisible,
    /// Accepted, and nothing the provider reports could show it (decision A13).
    AcceptedUnverifiable,
    /// The agent was changed since the plan; nothing was sent.
    Conflict {
        /// The callin queues as they were found; none where it is about the callout queue.
        now: Option<Callin>,
        /// The callout queue as it was found.
        callout: Option<String>,
    },
    /// Refused; nothing was changed.
    Refused {
        /// Why.
        reason: RowRefusal,
        /// The provider's code, where it gave one.
        code: Option<String>,
    },
    /// No answer came, and re-reads did not show it: it may or may not have happened.
    Unknown {
        /// The callin queues as the last re-read showed them.
        now: Option<Callin>,
    },
    /// Cancelled before it was sent.
    Cancelled,
}

/// Why nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum RowRefusal {
    /// The provider said no, or what was asked cannot be asked.
    Provider {
        /// Why.
        reason: Refusal,
    },
    /// The list could not be read again before sending.
    NotReadAgain {
        /// Why not.
        trouble: Trouble,
    },
    /// Reading all queues again takes longer than a reading may be old: the allowance is too small.
    ReadTooSlow,
    /// The re-read was not whole, three times.
    ReadIncomplete,
    /// Something else was being done to the agent for a minute.
    UnderWay,
    /// The connection is switched off.
    SwitchedOff,
}

impl RowState {
    /// Where a row begins.
    pub const fn of(step: &Step) -> Self {
        match step {
            Step::Callin { .. } | Step::CallinUnseen { .. } | Step::Callout { .. } | Step::Recording { .. } => {
                Self::Planned
            }
            Step::Unchanged => Self::Unchanged,
            Step::Impossible { .. } => Self::Impossible,
        }
    }

    /// Whether nothing more comes of it in this set.
    pub const fn is_final(&self) -> bool {
        !matches!(self, Self::Planned | Self::Sending)
    }

    /// Whether it did not come out as asked, so that it may be tried again: planned anew, since things have moved.
    pub const fn may_be_retried(&self) -> bool {
        match self {
            Self::Conflict { .. } | Self::Refused { .. } | Self::Unknown { .. } | Self::Cancelled => true,
            Self::Unchanged
            | Self::Impossible
            | Self::Planned
            | Self::Sending
            | Self::Verified
            | Self::AcceptedNotVisible
            | Self::AcceptedUnverifiable => false,
        }
    }

    /// Whether the provider took it, so that it can be taken back.
    pub const fn was_accepted(&self) -> bool {
        match self {
            Self::Verified | Self::AcceptedNotVisible | Self::AcceptedUnverifiable => true,
            Self::Unchanged
            | Self::Impossible
            | Self::Planned
            | Self::Sending
            | Self::Conflict { .. }
            | Self::Refused { .. }
            | Self::Unknown { .. }
            | Self::Cancelled => false,
        }
    }

    /// The word in the store and in exports.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Impossible => "impossible",
            Self::Planned => "planned",
            Self::Sending => "sending",
            Self::Verified => "verified",
            Self::AcceptedNotVisible => "accepted_not_visible",
            Self::AcceptedUnverifiable => "accepted_unverifiable",
            Self::Conflict { .. } => "conflict",
            Self::Refused { .. } => "refused",
            Self::Unknown { .. } => "unknown",
            Self::Cancelled => "cancelled",
        }
    }
}
