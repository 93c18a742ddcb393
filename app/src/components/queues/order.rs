//! In which order agents stand, as the address says it: `sort=priority`, or `sort=-priority` the other way round.

use std::cmp::Ordering;

use domain::administration::AgentRecord;
use domain::fold::fold;

use super::column::Column;
use super::column::Key;
use crate::api::queues::QueueFloor;

/// An order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) by: Column,
    pub(super) descending: bool,
}

impl Order {
    /// What makes no sense is the order by name.
    pub(super) fn read(word: &str) -> Self {
        let (slug, descending) = word.strip_prefix('-').map_or((word, false), |slug| (slug, true));
        Column::of_slug(slug).map(|by| Self { by, descending }).unwrap_or_default()
    }

    /// The word that reads as this; empty for the order by name.
    pub(super) fn word(self) -> String {
        if self == Self::default() {
            return String::new();
        }
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.slug())
    }

    /// The order after the head of a column was pressed: by it, and the other way round at the second time.
    pub(super) fn pressed(self, by: Column) -> Self {
        Self { by, descending: self.by == by && !self.descending }
    }

    /// Puts agents into this order. What the provider leaves open stands last either way, and equals by name.
    pub(super) fn sort(self, floor: &QueueFloor, agents: Vec<&AgentRecord>) -> Vec<String> {
        let mut keyed: Vec<(Option<Key>, String, &str)> = agents
            .into_iter()
            .map(|agent| (self.by.key(floor, agent), fold(agent.label()), agent.external_id.as_str()))
            .collect();
        keyed.sort_by(|one, other| {
            let by_key = match (&one.0, &other.0) {
                (Some(one), Some(other)) if self.descending => other.cmp(one),
                (Some(one), Some(other)) => one.cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            };
            by_key.then_with(|| (&one.1, one.2).cmp(&(&other.1, other.2)))
        });
        keyed.into_iter().map(|(_, _, id)| id.to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use domain::administration::AgentList;
    use domain::time::UnixMs;

    use super::*;

    fn sorted(word: &str) -> Vec<String> {
        let agent = |id: &str, login: &str, priority| AgentRecord {
            external_id: id.to_owned(),
            login: Some(login.to_owned()),
            priority,
            ..AgentRecord::default()
        };
        let agents = [agent("1", "Bảo", Some(2)), agent("2", "an", None), agent("3", "Chi", Some(10))];
        let floor = QueueFloor {
            agents: AgentList::default(),
            memberships: None,
            unseen: None,
            callout_queues: Vec::new(),
            allowance: None,
            now: UnixMs(0),
        };
        Order::read(word).sort(&floor, agents.iter().collect())
    }

    #[test]
    fn what_is_not_told_stands_last_in_both_directions() {
        assert_eq!(sorted(""), ["2", "1", "3"]);
        assert_eq!(sorted("-name"), ["3", "1", "2"]);
        assert_eq!(sorted("priority"), ["1", "3", "2"]);
        assert_eq!(sorted("-priority"), ["3", "1", "2"]);
    }

    #[test]
    fn an_order_reads_as_it_is_written_and_turns_round_at_the_second_press() {
        let once = Order::default().pressed(Column::Priority);
        let twice = once.pressed(Column::Priority);

        assert_eq!((once.word(), twice.word()), ("priority".to_owned(), "-priority".to_owned()));
        assert_eq!((Order::read("priority"), Order::read("-priority")), (once, twice));
        assert_eq!(twice.pressed(Column::Name), Order::default());
        assert_eq!(Order::read("no such column"), Order::default());
    }
}
