//! What is kept of the past: one event for each change of state.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::clock::SinceSource;
use crate::time::UnixMs;

/// An agent changed state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateEvent {
    /// Which agent of the connection.
    pub external_id: String,
    /// State before; none at first sight.
    pub from: Option<AgentState>,
    /// State after.
    pub to: AgentState,
    /// When.
    pub at: UnixMs,
    /// Who says when.
    pub source: SinceSource,
    /// The provider's word.
    pub raw_status: String,
    /// The reason of a pause.
    pub pause_reason: Option<String>,
    /// We were blind before this, so the time before it is not known.
    pub gap_before: bool,
}
