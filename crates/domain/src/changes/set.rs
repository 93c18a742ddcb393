//! What a change set is about, as it is kept with its rows.

use serde::Deserialize;
use serde::Serialize;

use crate::changes::CannotUndo;
use crate::changes::Cost;
use crate::changes::Danger;
use crate::id::ChangeSetId;
use crate::queue::NamedRef;
use crate::time::UnixMs;

/// Where a change set comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "origin")]
pub enum Origin {
    /// Somebody chose agents and queues.
    #[default]
    Chosen,
    /// Somebody brought a file or a table.
    Imported,
    /// What of another set did not come out as asked.
    RetryOf {
        /// Which set.
        set: ChangeSetId,
    },
    /// The inverse of another set.
    UndoOf {
        /// Which set.
        set: ChangeSetId,
    },
}

/// Which agents of a set are meant, by their place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Everybody.
    #[default]
    All,
    /// This one alone.
    Only(u32),
    /// Everybody else.
    Without(u32),
}

impl Which {
    /// Whether the agent at this place is meant.
    pub const fn has(self, position: u32) -> bool {
        match self {
            Self::All => true,
            Self::Only(only) => position == only,
            Self::Without(without) => position != without,
        }
    }
}

/// What a change set is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Where it comes from.
    pub origin: Origin,
    /// Why, in the person's own words.
    pub reason: Option<String>,
    /// What a person shall know before they confirm.
    pub dangers: Vec<Danger>,
    /// What it costs.
    pub cost: Cost,
    /// The inbound queues as they were listed, for their names.
    pub queues: Vec<NamedRef>,
    /// When the reading that it was planned on began.
    pub read_at: UnixMs,
    /// What an undo leaves as it is.
    pub stays: Vec<(String, CannotUndo)>,
}
