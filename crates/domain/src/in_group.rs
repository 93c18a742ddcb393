//! In-groups of a VICIdial agent: what is asked to be done to them, and what the agent's screen has taken of it.
//!
//! They hold until the agent logs in the next time. What an agent is given for good is not set from here.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

/// How the list shall change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InGroupEdit {
    /// These come; the others stay.
    Add,
    /// These go; the others stay.
    Remove,
    /// Exactly these; all others go.
    Replace,
}

impl InGroupEdit {
    /// All of them, the harmless first.
    pub const ALL: [Self; 3] = [Self::Add, Self::Remove, Self::Replace];

    /// The word in the audit log.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }
}

/// A change to the in-groups of one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InGroupChange {
    /// How.
    pub edit: InGroupEdit,
    /// Which in-groups.
    pub groups: BTreeSet<String>,
    /// Whether the agent is dialled outbound calls as well: VICIdial wants to be told with every change.
    pub also_dials: bool,
}

impl InGroupChange {
    /// Whether the agent's screen has what was asked for. While it has yet to take a change, it shows the list before it.
    pub fn is_shown_by(&self, taken: &TakenInGroups) -> bool {
        let has = match self.edit {
            InGroupEdit::Add => self.groups.is_subset(&taken.groups),
            InGroupEdit::Remove => self.groups.is_disjoint(&taken.groups),
            InGroupEdit::Replace => self.groups == taken.groups,
        };
        has && !taken.is_waiting
    }
}

/// The in-groups that an agent's screen has taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenInGroups {
    /// Which.
    pub groups: BTreeSet<String>,
    /// Whether the agent is dialled outbound calls as well.
    pub also_dials: bool,
    /// A change was written down that the screen has yet to take.
    pub is_waiting: bool,
}

/// What there is to choose from for one agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InGroupChoice {
    /// The in-groups named in the connection's settings, and those the agent has: VICIdial lists them nowhere.
    pub known: BTreeSet<String>,
    /// What the agent has; none for an agent without a screen, and where the API user may not ask.
    pub taken: Option<TakenInGroups>,
    /// What the settings say about outbound calls.
    pub also_dials: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn taken(names: &[&str]) -> TakenInGroups {
        TakenInGroups { groups: groups(names), ..TakenInGroups::default() }
    }

    #[test]
    fn what_is_added_or_removed_is_shown_whatever_the_others_are() {
        let change = |edit| InGroupChange { edit, groups: groups(&["A", "B"]), also_dials: false };
        let shown = |edit, names: &[&str]| change(edit).is_shown_by(&taken(names));

        assert!(shown(InGroupEdit::Add, &["A", "B", "C"]) && !shown(InGroupEdit::Add, &["A", "C"]));
        assert!(shown(InGroupEdit::Remove, &["C"]) && !shown(InGroupEdit::Remove, &["B", "C"]));
        assert!(shown(InGroupEdit::Replace, &["B", "A"]) && !shown(InGroupEdit::Replace, &["A", "B", "C"]));
    }

    #[test]
    fn a_change_that_the_screen_has_yet_to_take_is_not_shown() {
        let change = InGroupChange { edit: InGroupEdit::Add, groups: groups(&["A"]), also_dials: false };

        assert!(!change.is_shown_by(&TakenInGroups { is_waiting: true, ..taken(&["A"]) }));
    }

    #[test]
    fn every_edit_has_the_word_it_travels_as() {
        for edit in InGroupEdit::ALL {
            assert_eq!(serde_json::to_value(edit).unwrap(), edit.slug());
        }
    }
}
