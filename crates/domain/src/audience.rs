//! Who looks at a board: which rows they may see, and how much of a customer's number.

use serde::Deserialize;
use serde::Serialize;

use crate::id::ConnectionId;
use crate::id::ScopeId;

/// How much of a customer's number an audience receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Numbers {
    /// All of it.
    Full,
    /// First and last digits.
    Masked,
    /// None.
    None,
}

/// Which rows an audience receives, by name; what a limited scope holds is a [`ScopeFilter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Every row of the tenant.
    All,
    /// The rows of one stored scope.
    Limited(ScopeId),
}

/// Frames are encoded once for each audience that has viewers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Audience {
    /// Which rows.
    pub scope: Scope,
    /// How much of a number.
    pub numbers: Numbers,
}

/// What a limited person may see: a row passes when every list that is not empty names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeFilter {
    /// Connections; empty means any.
    pub connections: Vec<ConnectionId>,
    /// Groups; empty means any.
    pub groups: Vec<String>,
    /// Queues, by identifier or name; empty means any.
    pub queues: Vec<String>,
}

impl ScopeFilter {
    /// Whether it limits nothing.
    pub const fn is_everything(&self) -> bool {
        self.connections.is_empty() && self.groups.is_empty() && self.queues.is_empty()
    }

    /// The same within `outer`: where it names nothing it takes over what `outer` names. None when it names something
    /// that `outer` does not.
    pub fn within(&self, outer: &Self) -> Option<Self> {
        fn narrowed<T: PartialEq + Clone>(inner: &[T], outer: &[T]) -> Option<Vec<T>> {
            match (inner, outer) {
                (inner, []) => Some(inner.to_vec()),
                ([], outer) => Some(outer.to_vec()),
                (inner, outer) => inner.iter().all(|name| outer.contains(name)).then(|| inner.to_vec()),
            }
        }
        Some(Self {
            connections: narrowed(&self.connections, &outer.connections)?,
            groups: narrowed(&self.groups, &outer.groups)?,
            queues: narrowed(&self.queues, &outer.queues)?,
        })
    }
}

/// A number as the audience may see it.
///
/// Masking keeps the first three and last three digits of a long number (`0899•••456`), and nothing of a short one:
/// with six digits or fewer there would be nothing left to hide.
pub fn mask(number: &str, numbers: Numbers) -> Option<String> {
    match numbers {
        Numbers::Full => Some(number.to_owned()),
        Numbers::None => None,
        Numbers::Masked => Some(masked(number)),
    }
}

fn masked(number: &str) -> String {
    let count = number.chars().count();
    let (head, tail) = match count {
        0..=6 => (0, 0),
        7..=9 => (2, 2),
        _ => (4, 3),
    };
    number.chars().enumerate().map(|(at, c)| if at < head || at >= count - tail { c } else { '•' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_ends_and_hides_its_middle() {
        assert_eq!(mask("0899123456", Numbers::Masked).as_deref(), Some("0899•••456"));
        assert_eq!(mask("0899123456", Numbers::Full).as_deref(), Some("0899123456"));
        assert_eq!(mask("0899123456", Numbers::None), None);
    }

    #[test]
    fn a_filter_within_another_never_shows_more_than_that() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let filter = |groups: &[&str], queues: &[&str]| ScopeFilter {
            connections: Vec::new(),
            groups: names(groups),
            queues: names(queues),
        };
        let outer = filter(&["Sales", "Care"], &[]);

        assert_eq!(filter(&[], &[]).within(&outer), Some(filter(&["Sales", "Care"], &[])));
        assert_eq!(filter(&["Care"], &["q"]).within(&outer), Some(filter(&["Care"], &["q"])));
        assert_eq!(filter(&["Care", "Board"], &[]).within(&outer), None);
        assert_eq!(filter(&["Board"], &[]).within(&filter(&[], &[])), Some(filter(&["Board"], &[])));
    }

    #[test]
    fn a_short_number_is_hidden_whole() {
        assert_eq!(mask("123456", Numbers::Masked).as_deref(), Some("••••••"));
        assert_eq!(mask("1234567", Numbers::Masked).as_deref(), Some("12•••67"));
    }
}
