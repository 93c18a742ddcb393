//! The answer to one poll of one connection, normalised.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentSnapshot;
use crate::queue::FigureScope;
use crate::queue::QueueSnapshot;
use crate::time::UnixMs;

/// The provider's own totals: shown beside ours with their scope, never added to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderTotals {
    /// What they cover.
    pub scope: FigureScope,
    /// Agents, logged in or all, as the provider counts.
    pub agents: Option<u32>,
    /// In a call.
    pub in_call: Option<u32>,
    /// Ready.
    pub ready: Option<u32>,
    /// Paused.
    pub paused: Option<u32>,
    /// Offline.
    pub offline: Option<u32>,
    /// Live rows the provider says exist (`total`, `totalRecord`).
    pub records: Option<u32>,
    /// Calls in the scope today.
    pub calls: Option<u32>,
    /// Answered calls in the scope today.
    pub answered: Option<u32>,
    /// Dropped calls in the scope today.
    pub dropped: Option<u32>,
}

impl ProviderTotals {
    /// Totals of a scope with no figure in them yet.
    pub const fn new(scope: FigureScope) -> Self {
        Self {
            scope,
            agents: None,
            in_call: None,
            ready: None,
            paused: None,
            offline: None,
            records: None,
            calls: None,
            answered: None,
            dropped: None,
        }
    }
}

/// Something odd in an otherwise good answer. Good rows are shown all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// A row could not be read.
    BadRow {
        /// Its place in the answer, from 1.
        row: u32,
        /// What is wrong with it, in our words.
        reason: String,
    },
    /// The same agent came more than once with answers that differ; the rows were merged.
    DuplicateAgent {
        /// Which agent.
        external_id: String,
    },
    /// Two identifiers differ in case only (decision X4).
    CaseOnlyDuplicate {
        /// One of the two.
        external_id: String,
    },
    /// A row of somebody else's account was dropped (decision X13): a security alert.
    ForeignRow {
        /// How many rows.
        rows: u32,
    },
    /// A status with no word of ours.
    UnknownState {
        /// The provider's word, at most 64 characters.
        raw: String,
    },
    /// The provider's clock and ours differ.
    ClockSkew {
        /// Provider minus ours, in seconds.
        seconds: i64,
    },
    /// The provider says there are more rows than it sent.
    MissingRows {
        /// Rows it says exist.
        told: u32,
        /// Rows it sent.
        got: u32,
    },
    /// An agent of the configured list does not exist at the provider (decision V4).
    NoSuchAgent {
        /// Which one.
        external_id: String,
    },
    /// A number where an identifier with leading zeros was due (decision A2).
    LeadingZeroMayBeLost {
        /// Which agent.
        external_id: String,
    },
    /// A figure could not be read and is shown as not reported.
    BadFigure {
        /// The provider's field.
        field: String,
    },
    /// A side request of the poll failed; its part of the picture is missing.
    PartFailed {
        /// Which part, in our words.
        part: String,
        /// Why, in our words.
        reason: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRow { row, reason } => write!(f, "row {row} was left out: {reason}"),
            Self::DuplicateAgent { external_id } => {
                write!(f, "agent {external_id} came more than once; the rows were merged")
            }
            Self::CaseOnlyDuplicate { external_id } => {
                write!(f, "agent {external_id} exists twice with different capital letters")
            }
            Self::ForeignRow { rows } => write!(f, "{rows} rows of another account were dropped"),
            Self::UnknownState { raw } => write!(f, "unmapped state {raw:?}"),
            Self::ClockSkew { seconds } => write!(f, "the provider's clock is {seconds} s off"),
            Self::MissingRows { told, got } => write!(f, "the provider counts {told} rows and sent {got}"),
            Self::NoSuchAgent { external_id } => write!(f, "agent {external_id} does not exist at the provider"),
            Self::LeadingZeroMayBeLost { external_id } => {
                write!(f, "agent {external_id} came as a number; a leading zero may be lost")
            }
            Self::BadFigure { field } => write!(f, "the figure {field} could not be read"),
            Self::PartFailed { part, reason } => write!(f, "{part} could not be read: {reason}"),
        }
    }
}

/// The provider's allowance as its headers tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Requests allowed per window.
    pub limit: u32,
    /// Requests left in this window.
    pub remaining: u32,
    /// Length of the window in seconds.
    pub window_s: u32,
}

/// One good poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Whether every agent the connection covers was read; only then does absence mean anything (decision X3).
    pub complete: bool,
    /// When the last byte came.
    pub received_at: UnixMs,
    /// Agents, one row each, in the order of their identifiers.
    pub agents: Vec<AgentSnapshot>,
    /// Queues the provider reports on.
    pub queues: Vec<QueueSnapshot>,
    /// The provider's own totals.
    pub totals: Option<ProviderTotals>,
    /// What was odd.
    pub warnings: Vec<Warning>,
    /// Requests the poll took.
    pub requests: u32,
    /// How long it took, in milliseconds.
    pub sweep_ms: u32,
    /// The provider's clock minus ours, in seconds, where its answer tells.
    pub clock_skew_s: Option<i64>,
    /// The provider's allowance, where its headers tell.
    pub allowance: Option<Allowance>,
}

impl Snapshot {
    /// A complete, empty answer received at `received_at`.
    pub fn new(received_at: UnixMs) -> Self {
        Self {
            complete: true,
            received_at,
            agents: Vec::new(),
            queues: Vec::new(),
            totals: None,
            warnings: Vec::new(),
            requests: 0,
            sweep_ms: 0,
            clock_skew_s: None,
            allowance: None,
        }
    }

    /// The unmapped status words of this answer, each once.
    pub fn unmapped_states(&self) -> Vec<String> {
        let mut words: Vec<String> = self
            .warnings
            .iter()
            .filter_map(|warning| if let Warning::UnknownState { raw } = warning { Some(raw.clone()) } else { None })
            .collect();
        words.sort();
        words.dedup();
        words
    }
}
