//! What a person asks to be done to an agent.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::capability::Capability;
use crate::command::ActionKind;

/// How the callin queues shall change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "edit")]
pub enum CallinEdit {
    /// Not at all: only the priority.
    Keep,
    /// These come and those go; all others stay.
    Some {
        /// Queues to be added.
        add: BTreeSet<String>,
        /// Queues to be taken away.
        remove: BTreeSet<String>,
    },
    /// Exactly these; all others go.
    Replace {
        /// The whole list.
        queues: BTreeSet<String>,
    },
}

/// A change to one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// The callin queues, and the one priority in all of them.
    Callin {
        /// The queues.
        edit: CallinEdit,
        /// Another priority; none keeps the present one (decision A9).
        priority: Option<i32>,
    },
    /// The callout queue.
    Callout {
        /// Which one.
        queue_id: String,
    },
    /// Recording.
    Recording {
        /// On or off.
        on: bool,
    },
}

impl Change {
    /// Queues that shall be added.
    pub fn add(queues: impl IntoIterator<Item = String>) -> Self {
        Self::some(queues, [])
    }

    /// Queues that shall be taken away.
    pub fn remove(queues: impl IntoIterator<Item = String>) -> Self {
        Self::some([], queues)
    }

    /// Queues that shall be added, and others that shall be taken away.
    pub fn some(add: impl IntoIterator<Item = String>, remove: impl IntoIterator<Item = String>) -> Self {
        let edit = CallinEdit::Some { add: trimmed(add), remove: trimmed(remove) };
        Self::Callin { edit, priority: None }
    }

    /// Whether queues that nobody named stay as they are, however they came about.
    pub const fn keeps_others(&self) -> bool {
        match self {
            Self::Callin { edit: CallinEdit::Keep | CallinEdit::Some { .. }, .. } => true,
            Self::Callin { edit: CallinEdit::Replace { .. }, .. } | Self::Callout { .. } | Self::Recording { .. } => {
                false
            }
        }
    }

    /// The whole list.
    pub fn replace(queues: impl IntoIterator<Item = String>) -> Self {
        Self::Callin { edit: CallinEdit::Replace { queues: trimmed(queues) }, priority: None }
    }

    /// Another priority.
    pub const fn priority(priority: i32) -> Self {
        Self::Callin { edit: CallinEdit::Keep, priority: Some(priority) }
    }

    /// The action that it becomes.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Callin { .. } => ActionKind::SetCallinQueues,
            Self::Callout { .. } => ActionKind::SetCalloutQueue,
            Self::Recording { .. } => ActionKind::SetRecording,
        }
    }

    /// What a connection must be able to do for this.
    pub const fn needs(&self) -> Capability {
        match self {
            Self::Callin { .. } => Capability::SetCallinQueues,
            Self::Callout { .. } => Capability::SetCalloutQueue,
            Self::Recording { .. } => Capability::SetRecording,
        }
    }

    /// What it asks for, field by field, as the audit log keeps it.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let list = |queues: &BTreeSet<String>| queues.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let fields = match self {
            Self::Callin { edit, priority } => {
                let mut fields = match edit {
                    CallinEdit::Keep => Vec::new(),
                    CallinEdit::Some { add, remove } => vec![("add", list(add)), ("remove", list(remove))],
                    CallinEdit::Replace { queues } => vec![("replace", list(queues))],
                };
                fields.extend(priority.map(|priority| ("priority", priority.to_string())));
                fields
            }
            Self::Callout { queue_id } => vec![("callout", queue_id.clone())],
            Self::Recording { on } => vec![("recording", if *on { "on" } else { "off" }.to_owned())],
        };
        fields.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Whether it asks for nothing at all.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Callin { edit: CallinEdit::Keep, priority } => priority.is_none(),
            Self::Callin { edit: CallinEdit::Some { add, remove }, priority } => {
                add.is_empty() && remove.is_empty() && priority.is_none()
            }
            Self::Callin { edit: CallinEdit::Replace { .. }, .. } | Self::Callout { .. } | Self::Recording { .. } => {
                false
            }
        }
    }
}

/// A change and whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The agent, by the provider's identifier.
    pub agent: String,
    /// What shall be done.
    pub change: Change,
}

impl Asked {
    /// The same change for several agents, each named once.
    pub fn for_each(agents: &[String], change: &Change) -> Vec<Self> {
        let mut named = BTreeSet::new();
        let agents = agents.iter().filter(|agent| named.insert(agent.as_str()));
        agents.map(|agent| Self { agent: agent.clone(), change: change.clone() }).collect()
    }
}

/// Identifiers are trimmed and never read as numbers (decision X4).
fn trimmed(queues: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    queues.into_iter().map(|queue| queue.trim().to_owned()).filter(|queue| !queue.is_empty()).collect()
}
