//! What a request of the administration went wrong with, by route: the same answer means something else on another
//! route, and a person has to know which scope is missing for what. Texts belong to the page.

use serde::Deserialize;
use serde::Serialize;

use crate::command::ActionKind;
use crate::form::Field;
use crate::right::Right;

/// A request of the administration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// The list of agents; also the agents of one queue.
    ListAgents,
    /// The list of inbound queues.
    ListInboundQueues,
    /// The queues of an agent.
    SetQueues,
    /// The recording switch of an agent.
    SetRecording,
}

impl Route {
    /// The route that an action takes; none for an action that is no administration.
    pub const fn of(action: ActionKind) -> Option<Self> {
        match action {
            ActionKind::SetCallinQueues | ActionKind::SetCalloutQueue => Some(Self::SetQueues),
            ActionKind::SetRecording => Some(Self::SetRecording),
            ActionKind::LogOut | ActionKind::Pause | ActionKind::Resume | ActionKind::ChangeInGroups => None,
        }
    }

    /// The request as the provider's document writes it.
    pub const fn as_written(self) -> &'static str {
        match self {
            Self::ListAgents => "GET /v1/agents",
            Self::ListInboundQueues => "GET /v1/queues/inbound",
            Self::SetQueues => "PUT /v1/agents/{id}/queues",
            Self::SetRecording => "PUT /v1/agents/{id}/recording",
        }
    }
}

/// A request that brought nothing, and on which route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {kind}", .route.as_written())]
pub struct Trouble {
    /// Which request.
    pub route: Route,
    /// What went wrong.
    pub kind: TroubleKind,
}

/// What went wrong, by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "trouble")]
pub enum TroubleKind {
    /// Enter the key again (401).
    #[error("the key was refused")]
    KeyRefused,
    /// Grant the key this right (403).
    #[error("the key lacks a right: {right}")]
    MissingRight {
        /// Which.
        right: Right,
    },
    /// Mend the input (400).
    #[error("the input is called wrong")]
    BadInput {
        /// The setting that is at fault, where it can be told.
        field: Option<Field>,
    },
    /// There is no such thing (404).
    #[error("there is no such thing")]
    NotFound,
    /// Wait (429).
    #[error("the provider asks to wait {retry_after_s} s")]
    RateLimited {
        /// For so many seconds.
        retry_after_s: u32,
    },
    /// The provider has not enabled the switch on this system (500 on the recording route only, decision A14).
    #[error("not enabled on this system")]
    NotEnabled,
    /// The provider failed (500).
    #[error("the provider failed")]
    Failed,
    /// No answer came, or none that can be read.
    #[error("no answer that can be read")]
    NoAnswer,
    /// This connection has no administration.
    #[error("this connection has no administration")]
    NotOffered,
}
