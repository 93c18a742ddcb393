//! One agent in full, as the side panel shows them.

use serde::Deserialize;
use serde::Serialize;

use crate::administration::RecordingState;
use crate::agent::AgentSnapshot;
use crate::command::ActionKind;
use crate::id::ConnectionIndex;
use crate::id::RowId;

/// One agent with their place on the board; numbers are already as the audience may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentDetails {
    /// The row on the board.
    pub row: RowId,
    /// The connection on the board.
    pub connection: ConnectionIndex,
    /// The agent.
    pub agent: AgentSnapshot,
    /// What the reader's role may ask for, whether or not the connection can.
    pub may: Vec<ActionKind>,
    /// Recording as it was last set here; none where it cannot be set, and for readers who may not set it.
    pub recording: Option<RecordingState>,
}
