//! What can be asked of a phone system, and how it can end.

use serde::Deserialize;
use serde::Serialize;

use crate::capability::Capability;

/// A change to one agent at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// Log the agent out.
    LogOut,
    /// Replace the whole list of callin queues (AloHub replaces, decision A6).
    SetCallinQueues {
        /// The full list that shall hold afterwards.
        queue_ids: Vec<String>,
        /// The one priority in all of them; none leaves it out of the request (decision A9).
        priority: Option<i32>,
    },
    /// Set the callout queue.
    SetCalloutQueue {
        /// Which one.
        queue_id: String,
    },
    /// Switch recording.
    SetRecording {
        /// On or off.
        on: bool,
    },
}

impl Action {
    /// What a connection must be able to do for this.
    pub const fn needs(&self) -> Capability {
        match self {
            Self::LogOut => Capability::LogOutAgent,
            Self::SetCallinQueues { .. } => Capability::SetCallinQueues,
            Self::SetCalloutQueue { .. } => Capability::SetCalloutQueue,
            Self::SetRecording { .. } => Capability::SetRecording,
        }
    }

    /// The word in the audit log.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::LogOut => "log_out",
            Self::SetCallinQueues { .. } => "set_callin_queues",
            Self::SetCalloutQueue { .. } => "set_callout_queue",
            Self::SetRecording { .. } => "set_recording",
        }
    }
}

/// An action on one agent of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The agent, by the provider's identifier.
    pub external_id: String,
    /// What to do.
    #[serde(flatten)]
    pub action: Action,
}

/// How a command ended. A timeout is `Unknown`: neither success nor failure, and never repeated blindly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Done, and a re-read shows it.
    Confirmed,
    /// The provider accepted it and a re-read does not show it yet.
    AcceptedNotVisible,
    /// The provider accepted it and nothing it reports could show it.
    AcceptedUnverifiable,
    /// It was so already.
    AlreadyDone,
    /// The provider said no.
    Refused {
        /// Why, in our words.
        reason: Refusal,
        /// The provider's code, where it gives one.
        code: Option<String>,
    },
    /// No answer came; it may or may not have happened.
    Unknown,
}

/// Why a provider said no, by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The provider does not know the agent.
    NoSuchAgent,
    /// The provider says the agent is out, and a re-read shows them in (Convoso 6012).
    StillLoggedIn,
    /// The provider calls the input wrong.
    InvalidInput,
    /// A list of queues must not be empty (decision A8).
    EmptyQueueList,
    /// An identifier is not a number, and the provider takes numbers only (decision A3).
    NotANumber,
    /// The agent's identifier came as a number and may lack a leading zero (decision A2).
    LeadingZeroMayBeLost,
    /// The key lacks the right.
    MissingRight,
    /// The key was refused.
    KeyRefused,
    /// The provider asks to wait.
    RateLimited {
        /// For so many seconds.
        retry_after_s: u32,
    },
    /// The provider has not enabled the function on this system (decision A14).
    NotEnabled,
    /// The provider could not be reached, so nothing was sent.
    NotSent,
    /// The provider failed while handling it.
    ProviderFailed,
    /// This connection cannot do it.
    NotOffered,
}
