//! What would be done to one agent: how it is, how it shall be, and the one request for it.

use serde::Deserialize;
use serde::Serialize;

use crate::administration::Callin;
use crate::command::Action;
use crate::command::Command;
use crate::command::Refusal;

/// One agent's part of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum Step {
    /// Replace the list of callin queues, of which the present one is known.
    Callin {
        /// As it was read.
        before: Callin,
        /// As it is sent.
        after: Callin,
    },
    /// Replace the list of callin queues without knowing the present one: the key may not list queues (decision A7).
    CallinUnseen {
        /// As it is sent.
        after: Callin,
    },
    /// Set the callout queue.
    Callout {
        /// As it was read.
        before: Option<String>,
        /// As it is sent.
        after: String,
    },
    /// Switch recording.
    Recording {
        /// What was last set here; no provider tells (decision A13).
        before: Option<bool>,
        /// As it is sent.
        on: bool,
    },
    /// It is so already; nothing is sent.
    Unchanged,
    /// It cannot be done; nothing is sent.
    Impossible {
        /// Why.
        why: WhyNot,
    },
}

/// Why something cannot be done to an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "why")]
pub enum WhyNot {
    /// It would leave the agent without any callin queue, and the provider refuses an empty list (decision A8).
    LastQueue,
    /// The agent is in no callin queue, and a priority goes only with queues.
    NoQueue,
    /// Not every page of every queue was read, so that what is missing would be deleted.
    ScanIncomplete,
    /// The key may not list queues: only a whole list can be set.
    QueuesUnseen,
    /// The provider lists no such queue.
    UnknownQueue {
        /// Which one.
        queue: String,
    },
    /// The same queue shall come and go.
    Contradiction {
        /// Which one.
        queue: String,
    },
    /// The agent's rows tell different priorities, and one has to be sent with the list: choose one.
    PriorityUnclear,
    /// The provider has no such agent.
    NoSuchAgent,
    /// The agent was not among those read, and not all were read.
    AgentUnseen,
    /// The agent's identifier came as a number and may lack a leading zero (decision A2).
    LeadingZeroMayBeLost,
    /// The agent stands in the set already.
    AskedTwice,
    /// Nothing was asked for.
    NothingAsked,
    /// The provider would not take it.
    NotTaken {
        /// Why.
        reason: Refusal,
    },
}

impl Step {
    /// The one request.
    pub fn command(&self, agent: &str) -> Option<Command> {
        let action = match self {
            Self::Callin { after, .. } | Self::CallinUnseen { after } => Action::SetCallinQueues {
                queue_ids: after.queues.iter().cloned().collect(),
                priority: after.priority.figure(),
            },
            Self::Callout { after, .. } => Action::SetCalloutQueue { queue_id: after.clone() },
            Self::Recording { on, .. } => Action::SetRecording { on: *on },
            Self::Unchanged | Self::Impossible { .. } => return None,
        };
        Some(Command { external_id: agent.to_owned(), action })
    }

    /// Whether something would be sent.
    pub const fn is_sent(&self) -> bool {
        match self {
            Self::Callin { .. } | Self::CallinUnseen { .. } | Self::Callout { .. } | Self::Recording { .. } => true,
            Self::Unchanged | Self::Impossible { .. } => false,
        }
    }

    /// Callin queues that come.
    pub fn added(&self) -> Vec<&str> {
        match self {
            Self::Callin { before, after } => after.queues.difference(&before.queues).map(String::as_str).collect(),
            Self::CallinUnseen { .. }
            | Self::Callout { .. }
            | Self::Recording { .. }
            | Self::Unchanged
            | Self::Impossible { .. } => Vec::new(),
        }
    }

    /// Callin queues that go.
    pub fn removed(&self) -> Vec<&str> {
        match self {
            Self::Callin { before, after } => before.queues.difference(&after.queues).map(String::as_str).collect(),
            Self::CallinUnseen { .. }
            | Self::Callout { .. }
            | Self::Recording { .. }
            | Self::Unchanged
            | Self::Impossible { .. } => Vec::new(),
        }
    }

    /// Callin queues that stay.
    pub fn kept(&self) -> Vec<&str> {
        match self {
            Self::Callin { before, after } => before.queues.intersection(&after.queues).map(String::as_str).collect(),
            Self::CallinUnseen { .. }
            | Self::Callout { .. }
            | Self::Recording { .. }
            | Self::Unchanged
            | Self::Impossible { .. } => Vec::new(),
        }
    }
}
