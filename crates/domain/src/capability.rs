//! What a connection can do, as data that both the page and the server read.

use serde::Deserialize;
use serde::Serialize;

/// Something a provider may or may not be able to do (section 9 of the provider contract).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// All live agents in one request.
    ListAgents,
    /// Logged-out agents are listed too.
    ListLoggedOut,
    /// One agent can be re-read.
    ReadAgent,
    /// Figures of a queue.
    QueueFigures,
    /// Time in state is reported.
    TimeInState,
    /// The current call is reported.
    CurrentCall,
    /// The reason of a pause is reported.
    PauseReason,
    /// An agent can be logged out.
    LogOutAgent,
    /// Callin queues can be set.
    SetCallinQueues,
    /// The callout queue can be set.
    SetCalloutQueue,
    /// Recording can be switched.
    SetRecording,
    /// An agent can be paused and resumed.
    PauseAgent,
}

/// Whether a provider can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// Yes.
    Yes,
    /// The provider documents it elsewhere; off until an admin switches it on.
    Extension {
        /// Whether it is switched on.
        on: bool,
    },
    /// No; the page shows why.
    No(Absence),
}

/// Why a control is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// The provider offers no such request.
    NotOffered,
    /// The provider does not report it.
    NotReported,
    /// The connection's configuration leaves it out.
    NotConfigured,
}

/// What one connection can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities(pub Vec<(Capability, Support)>);

impl Capabilities {
    /// Whether the connection can; anything not listed is not offered.
    pub fn support(&self, capability: Capability) -> Support {
        self.0
            .iter()
            .find(|(candidate, _)| *candidate == capability)
            .map_or(Support::No(Absence::NotOffered), |(_, support)| *support)
    }

    /// Whether it can be used now.
    pub fn allows(&self, capability: Capability) -> bool {
        matches!(self.support(capability), Support::Yes | Support::Extension { on: true })
    }
}
