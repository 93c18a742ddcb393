//! What stands in a cell of the matrix: a shape and a word for each, so that none is told by its colour alone.

use domain::administration::AgentRecord;
use domain::changes::Step;
use domain::changes::WhyNot;
use leptos_i18n::td_string;

use super::wish::Side;
use super::wish::is_in;
use crate::api::queues::QueueFloor;
use crate::i18n::Locale;

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The agent is in the queue.
    In,
    /// The agent is not.
    Out,
    /// It is not known: the queues of the agent were not read whole.
    Unsure,
    /// The plan adds it.
    Added,
    /// The plan takes it away.
    Removed,
    /// The plan cannot take the last queue away.
    Last,
    /// Somebody else changed it since the plan was read.
    Moved,
}

impl Mark {
    /// The mark of an agent and a queue, with what is planned for the agent.
    pub(super) fn of(floor: &QueueFloor, agent: &AgentRecord, side: Side, queue: &str, step: Option<&Step>) -> Self {
        let is_in = is_in(floor, agent, side, queue);
        match (side, step) {
            (Side::Callin, Some(Step::Callin { before, .. })) if before.queues.contains(queue) != is_in => Self::Moved,
            (Side::Callin, Some(Step::Callin { before, after })) => {
                match (before.queues.contains(queue), after.queues.contains(queue)) {
                    (true, true) => Self::In,
                    (true, false) => Self::Removed,
                    (false, true) => Self::Added,
                    (false, false) => Self::Out,
                }
            }
            (Side::Callin, Some(Step::CallinUnseen { after })) if after.queues.contains(queue) => Self::Added,
            (Side::Callin, Some(Step::Impossible { why: WhyNot::LastQueue })) if is_in => Self::Last,
            (Side::Callout, Some(Step::Callout { before, after })) => {
                if after == queue {
                    Self::Added
                } else if before.as_deref() == Some(queue) {
                    Self::Removed
                } else {
                    Self::Out
                }
            }
            (Side::Callin | Side::Callout, _) if is_in => Self::In,
            (Side::Callin, _) if is_unsure(floor, agent) => Self::Unsure,
            (Side::Callin | Side::Callout, _) => Self::Out,
        }
    }

    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Unsure => "unsure",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Last => "last",
            Self::Moved => "moved",
        }
    }

    pub(super) const fn icon(self) -> Option<&'static str> {
        match self {
            Self::In => Some("i-check"),
            Self::Added => Some("i-plus"),
            Self::Removed => Some("i-minus"),
            Self::Last => Some("i-lock"),
            Self::Moved => Some("g-attention"),
            Self::Out | Self::Unsure => None,
        }
    }

    pub(super) fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::In => td_string!(locale, queues_mark_in),
            Self::Out => td_string!(locale, queues_mark_out),
            Self::Unsure => td_string!(locale, queues_mark_unsure),
            Self::Added => td_string!(locale, queues_mark_added),
            Self::Removed => td_string!(locale, queues_mark_removed),
            Self::Last => td_string!(locale, queues_mark_last),
            Self::Moved => td_string!(locale, queues_mark_moved),
        }
    }
}

/// Whether more queues may be the agent's than were read.
pub(super) fn is_unsure(floor: &QueueFloor, agent: &AgentRecord) -> bool {
    let is_whole = |scan: &domain::administration::Memberships| {
        scan.complete && !agent.id_came_as_number && !scan.may_be_mixed_up(&agent.external_id)
    };
    !floor.memberships.as_ref().is_some_and(is_whole)
}

#[cfg(test)]
mod tests {
    use domain::administration::AgentList;
    use domain::administration::Callin;
    use domain::administration::Memberships;
    use domain::administration::Priority;
    use domain::time::UnixMs;

    use super::*;

    fn callin(queues: &[&str]) -> Callin {
        Callin { queues: queues.iter().map(|&queue| queue.to_owned()).collect(), priority: Priority::NotTold }
    }

    fn floor(complete: bool) -> QueueFloor {
        let scan =
            Memberships { agents: [("7".to_owned(), callin(&["1"]))].into(), complete, ..Memberships::default() };
        QueueFloor {
            agents: AgentList::default(),
            memberships: Some(scan),
            unseen: None,
            callout_queues: Vec::new(),
            allowance: None,
            now: UnixMs(0),
        }
    }

    fn mark(complete: bool, queue: &str, step: Option<&Step>) -> Mark {
        let agent = AgentRecord { external_id: "7".to_owned(), ..AgentRecord::default() };
        Mark::of(&floor(complete), &agent, Side::Callin, queue, step)
    }

    #[test]
    fn what_was_not_read_whole_is_never_shown_as_absent() {
        assert_eq!([mark(true, "1", None), mark(true, "2", None)], [Mark::In, Mark::Out]);
        assert_eq!([mark(false, "1", None), mark(false, "2", None)], [Mark::In, Mark::Unsure]);
    }

    #[test]
    fn a_plan_is_drawn_into_the_cells() {
        let step = Step::Callin { before: callin(&["1"]), after: callin(&["2"]) };
        let last = Step::Impossible { why: WhyNot::LastQueue };

        assert_eq!(mark(true, "1", Some(&step)), Mark::Removed);
        assert_eq!(mark(true, "2", Some(&step)), Mark::Added);
        assert_eq!(mark(true, "3", Some(&step)), Mark::Out);
        assert_eq!(mark(true, "1", Some(&last)), Mark::Last);
        let old = Step::Callin { before: callin(&["3"]), after: callin(&["2", "3"]) };
        assert_eq!(["1", "2", "3"].map(|queue| mark(true, queue, Some(&old))), [Mark::Moved, Mark::Added, Mark::Moved]);
    }
}
