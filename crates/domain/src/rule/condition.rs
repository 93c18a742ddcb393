//! What a rule looks for: closed sets, so that every condition has a sentence in each language.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::board::AgentRow;
use crate::fold::fold;
use crate::queue::QueueSnapshot;

/// Agents by what they are doing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// In one of these states.
    pub states: Vec<AgentState>,
    /// And, of the paused, only those who give this reason; capital letters and accents do not matter.
    pub pause_reason: Option<String>,
}

impl Who {
    /// Whether the agent of a row is meant.
    pub fn is_met_by(&self, row: &AgentRow) -> bool {
        self.states.contains(&row.state)
            && (row.state != AgentState::Paused
                || self.pause_reason.as_deref().is_none_or(|wanted| {
                    row.pause_reason.as_deref().is_some_and(|reason| fold(reason.trim()) == fold(wanted.trim()))
                }))
    }
}

/// What a count of agents is told in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Heads.
    #[default]
    Agents,
    /// Hundredths of all who are logged in.
    Percent,
}

impl Measure {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Agents, Self::Percent];

    /// The word in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Agents => "agents",
            Self::Percent => "percent",
        }
    }
}

/// On which side of the threshold it is bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// So many or more.
    #[default]
    AtLeast,
    /// So many or fewer.
    AtMost,
}

impl Bound {
    /// Both.
    pub const ALL: [Self; 2] = [Self::AtLeast, Self::AtMost];

    /// The word in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
        }
    }
}

/// A figure that some providers report of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Calls waiting now.
    #[default]
    Waiting,
    /// Longest wait among them, in seconds.
    LongestWait,
    /// Dropped today.
    Dropped,
    /// Calls today.
    Calls,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::LongestWait, Self::Dropped, Self::Calls];

    /// The word in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::LongestWait => "longest_wait",
            Self::Dropped => "dropped",
            Self::Calls => "calls",
        }
    }

    /// The figure of a queue, where its provider reports it.
    pub const fn of(self, queue: &QueueSnapshot) -> Option<u32> {
        match self {
            Self::Waiting => queue.waiting,
            Self::LongestWait => queue.longest_wait_s,
            Self::Dropped => queue.dropped,
            Self::Calls => queue.calls_today,
        }
    }
}

/// What can be wrong with a connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Nothing fresh came for over four intervals, whatever the cause.
    #[default]
    Stale,
    /// The last try failed.
    Failed,
}

impl Trouble {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Stale, Self::Failed];

    /// The word in forms.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Failed => "failed",
        }
    }
}

/// What shall be noticed. A rule fires one alarm for all agents, queues or connections that it finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Condition {
    /// An agent is in a state for too long.
    AgentInState {
        /// Which agents.
        who: Who,
        /// From here on it is too long, as with a limit.
        longer_than_s: u32,
    },
    /// Too many or too few agents are in some states.
    AgentCount {
        /// Which agents.
        who: Who,
        /// Heads or hundredths.
        measure: Measure,
        /// Too many or too few.
        bound: Bound,
        /// From this figure on.
        threshold: u32,
    },
    /// A figure of a queue is too high.
    QueueFigure {
        /// Which figure.
        figure: Figure,
        /// From this on.
        at_least: u32,
    },
    /// A connection brings nothing, or its provider refuses.
    Connection {
        /// What is wrong.
        trouble: Trouble,
    },
}

impl Condition {
    /// Whether what it counts stands for all agents of its scope, so that a part of the subjects tells of the others.
    pub const fn is_a_count(&self) -> bool {
        matches!(self, Self::AgentCount { .. })
    }

    /// Whether it is about agents.
    pub const fn is_about_agents(&self) -> bool {
        matches!(self, Self::AgentInState { .. } | Self::AgentCount { .. })
    }
}
