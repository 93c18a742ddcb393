//! Queues: references, an agent's memberships, and what a provider reports of a queue.

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// An identifier with the name that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NamedRef {
    /// The provider's identifier.
    pub id: String,
    /// Its name, where told.
    pub name: Option<String>,
}

impl NamedRef {
    /// A reference, or none when the identifier is blank.
    pub fn from_parts(id: Option<String>, name: Option<String>) -> Option<Self> {
        match (id, name) {
            (Some(id), name) => Some(Self { id, name }),
            (None, Some(name)) => Some(Self { id: name.clone(), name: Some(name) }),
            (None, None) => None,
        }
    }

    /// The name to show: the name, else the identifier.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// How much of the list of queues is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Completeness {
    /// All of them.
    Complete,
    /// These, and perhaps others (AloHub shows one of several, decision A5).
    AtLeast,
    /// Nothing is known.
    #[default]
    Unknown,
}

/// The callin queues of an agent as last read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueMembership {
    /// The queues, sorted by identifier.
    pub items: Vec<NamedRef>,
    /// Whether these are all.
    pub completeness: Completeness,
    /// One priority for the whole list (decision A10).
    pub priority: Option<i32>,
    /// When they were read.
    pub as_of: Option<UnixMs>,
}

/// What a provider's figure covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FigureScope {
    /// One queue.
    Queue,
    /// One campaign.
    Campaign,
    /// The tenant's whole account.
    Account,
}

/// What a provider reports of one queue; absent figures are not reported, never zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueSnapshot {
    /// Which queue.
    pub queue: NamedRef,
    /// Calls waiting now.
    pub waiting: Option<u32>,
    /// Longest wait among them, in seconds.
    pub longest_wait_s: Option<u32>,
    /// Calls today.
    pub calls_today: Option<u32>,
    /// Answered today.
    pub answered: Option<u32>,
    /// Dropped today.
    pub dropped: Option<u32>,
    /// Leads that can still be dialled.
    pub dialable_leads: Option<u32>,
    /// Agents the provider counts in the queue.
    pub agents_reported: Option<u32>,
    /// What the figures cover.
    pub scope: FigureScope,
    /// When they were read.
    pub as_of: UnixMs,
}

impl QueueSnapshot {
    /// A queue of which no figure is known yet.
    pub fn new(queue: NamedRef, scope: FigureScope, as_of: UnixMs) -> Self {
        Self {
            queue,
            waiting: None,
            longest_wait_s: None,
            calls_today: None,
            answered: None,
            dropped: None,
            dialable_leads: None,
            agents_reported: None,
            scope,
            as_of,
        }
    }

    /// Whether the provider reports any figure of the queue at all.
    pub const fn has_figures(&self) -> bool {
        self.waiting.is_some()
            || self.longest_wait_s.is_some()
            || self.calls_today.is_some()
            || self.answered.is_some()
            || self.dropped.is_some()
            || self.dialable_leads.is_some()
            || self.agents_reported.is_some()
    }
}
