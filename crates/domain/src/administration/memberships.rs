//! The complete callin queues of a connection's agents, as one scan shows them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::queue::NamedRef;
use crate::time::UnixMs;

/// The priority of an agent in all callin queues (decision A10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// None is told, and none is sent (decision A9).
    #[default]
    NotTold,
    /// This one.
    Is(i32),
    /// Rows of the agent tell different ones: whichever is sent may be wrong in some queue.
    Unclear,
}

impl Priority {
    /// The figure, where there is one.
    pub const fn figure(self) -> Option<i32> {
        match self {
            Self::Is(figure) => Some(figure),
            Self::NotTold | Self::Unclear => None,
        }
    }

    /// The priority that several rows tell.
    pub fn of(told: impl IntoIterator<Item = i32>) -> Self {
        let told: BTreeSet<i32> = told.into_iter().collect();
        match (told.first(), told.len()) {
            (Some(one), 1) => Self::Is(*one),
            (Some(_), _) => Self::Unclear,
            (None, _) => Self::NotTold,
        }
    }
}

/// The callin queues of one agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callin {
    /// By identifier; texts, so that leading zeros count.
    pub queues: BTreeSet<String>,
    /// The one priority in all of them.
    pub priority: Priority,
}

impl Callin {
    /// Whether a reading shows what was sent. A priority that was not sent may be any.
    pub fn shows(&self, sent: &Self) -> bool {
        let same_priority = match sent.priority {
            Priority::Is(_) => self.priority == sent.priority,
            Priority::NotTold | Priority::Unclear => true,
        };
        same_priority && self.queues == sent.queues
    }
}

/// One scan of all inbound queues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memberships {
    /// The inbound queues gone through.
    pub queues: Vec<NamedRef>,
    /// What else the provider tells of a queue, by its identifier, in the provider's own words.
    pub told: BTreeMap<String, Vec<(String, String)>>,
    /// The agents that are in any queue, and those who were asked for.
    pub agents: BTreeMap<String, Callin>,
    /// Identifiers that came as numbers in any row: an agent of the same digits with leading zeros may be meant, so that
    /// the agent's own list is not whole (decision A2).
    pub numbers: BTreeSet<String>,
    /// Whether every page of every queue was read; only then may a list be written back.
    pub complete: bool,
    /// When the first page was asked for: nothing in the scan is older.
    pub as_of: UnixMs,
    /// When the last page came.
    pub finished_at: UnixMs,
    /// Requests it took.
    pub requests: u32,
}

impl Memberships {
    /// The queues of an agent; one that no queue has is in none.
    pub fn of(&self, agent: &str) -> Callin {
        self.agents.get(agent).cloned().unwrap_or_default()
    }

    /// Whether a row that came with a number may have been about this agent.
    pub fn may_be_mixed_up(&self, agent: &str) -> bool {
        let digits = agent.trim_start_matches('0');
        self.numbers.contains(if digits.is_empty() { "0" } else { digits })
    }

    /// Whether the provider lists the queue.
    pub fn lists(&self, queue_id: &str) -> bool {
        self.queues.iter().any(|queue| queue.id == queue_id)
    }

    /// The agents of a queue.
    pub fn members<'a>(&'a self, queue_id: &'a str) -> impl Iterator<Item = &'a str> {
        let is_in = move |callin: &Callin| callin.queues.contains(queue_id);
        self.agents.iter().filter(move |(_, callin)| is_in(callin)).map(|(agent, _)| agent.as_str())
    }

    /// Seconds since the oldest part of it was read.
    pub const fn age_s(&self, now: UnixMs) -> i64 {
        now.seconds_since(self.as_of)
    }
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanProgress {
    /// Queues read.
    pub done: u32,
    /// Queues there are.
    pub of: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callin(queues: &[&str], priority: Priority) -> Callin {
        Callin { queues: queues.iter().map(|&id| id.to_owned()).collect(), priority }
    }

    #[test]
    fn a10_rows_that_tell_two_priorities_tell_none() {
        assert_eq!(Priority::of([]), Priority::NotTold);
        assert_eq!(Priority::of([2, 2]), Priority::Is(2));
        assert_eq!(Priority::of([1, 2]), Priority::Unclear);
        assert_eq!(Priority::Unclear.figure(), None);
    }

    #[test]
    fn a_reading_shows_a_list_only_whole_and_a_priority_only_where_one_was_sent() {
        let sent = callin(&["1", "2"], Priority::Is(3));

        assert!(sent.shows(&sent));
        assert!(!callin(&["1"], Priority::Is(3)).shows(&sent));
        assert!(!callin(&["1", "2", "3"], Priority::Is(3)).shows(&sent));
        assert!(!callin(&["1", "2"], Priority::NotTold).shows(&sent));
        assert!(sent.shows(&callin(&["1", "2"], Priority::NotTold)));
    }

    #[test]
    fn a02_agents_and_queues_that_differ_in_leading_zeros_are_others() {
        let agents = [("082018", callin(&["7"], Priority::NotTold)), ("82018", callin(&["07"], Priority::NotTold))];
        let scan = Memberships {
            agents: agents.map(|(agent, callin)| (agent.to_owned(), callin)).into(),
            ..Memberships::default()
        };

        assert_eq!(scan.members("7").collect::<Vec<_>>(), ["082018"]);
        assert_eq!(scan.members("07").collect::<Vec<_>>(), ["82018"]);
        assert_eq!(scan.of("2018"), Callin::default());
    }

    #[test]
    fn a02_a_number_may_be_about_every_agent_of_its_digits() {
        let numbers = ["82018", "0"].map(str::to_owned).into();
        let scan = Memberships { numbers, ..Memberships::default() };

        for agent in ["082018", "82018", "0082018", "0", "000"] {
            assert!(scan.may_be_mixed_up(agent), "{agent}");
        }
        assert!(!scan.may_be_mixed_up("820180") && !scan.may_be_mixed_up("a"));
    }
}
