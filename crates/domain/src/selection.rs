//! What somebody has ticked in a list that goes on moving: it holds to the things themselves, never to where they stand,
//! so that neither a new order nor a filter changes what is selected.

use std::collections::BTreeSet;

/// The things that are selected, and the one from which a range is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection<K> {
    picked: BTreeSet<K>,
    anchor: Option<K>,
}

impl<K> Default for Selection<K> {
    fn default() -> Self {
        Self { picked: BTreeSet::new(), anchor: None }
    }
}

impl<K: Ord + Clone> Selection<K> {
    /// Selects `key`, or no longer; the next range begins at it.
    pub fn toggle(&mut self, key: &K) {
        if !self.picked.remove(key) {
            self.picked.insert(key.clone());
        }
        self.anchor = Some(key.clone());
    }

    /// Makes everything between the last one touched and `key` like `key` becomes, in the order things stand in now. When
    /// the last one touched is not among them any more, only `key` is touched.
    pub fn toggle_range(&mut self, key: &K, order: &[K]) {
        let place = |wanted: &K| order.iter().position(|key| key == wanted);
        let from = self.anchor.as_ref().and_then(place);
        let (Some(from), Some(to)) = (from, place(key)) else { return self.toggle(key) };
        let select = !self.picked.contains(key);
        for key in &order[from.min(to)..=from.max(to)] {
            if select {
                self.picked.insert(key.clone());
            } else {
                self.picked.remove(key);
            }
        }
        self.anchor = Some(key.clone());
    }

    /// Selects all of `keys` beside what is selected; or, when they all are, none of them.
    pub fn toggle_all(&mut self, keys: &[K]) {
        if keys.iter().all(|key| self.picked.contains(key)) {
            for key in keys {
                self.picked.remove(key);
            }
        } else {
            self.picked.extend(keys.iter().cloned());
        }
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether `key` is selected.
    pub fn contains(&self, key: &K) -> bool {
        self.picked.contains(key)
    }

    /// How many are selected.
    pub fn len(&self) -> usize {
        self.picked.len()
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.picked.is_empty()
    }

    /// What is selected, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = &K> {
        self.picked.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(selection: &Selection<char>) -> String {
        selection.iter().collect()
    }

    fn order(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_range_is_what_lies_between_in_the_order_of_now() {
        let mut selection = Selection::default();
        selection.toggle(&'b');

        selection.toggle_range(&'d', &order("abcdef"));
        assert_eq!(selected(&selection), "bcd");

        // The rows were sorted anew meanwhile: `d` stands before `a` now, with `e` between them.
        selection.toggle_range(&'a', &order("fdeabc"));
        assert_eq!(selected(&selection), "abcde");
    }

    #[test]
    fn a_range_upwards_is_the_same_as_one_downwards() {
        let mut selection = Selection::default();
        selection.toggle(&'d');

        selection.toggle_range(&'b', &order("abcdef"));

        assert_eq!(selected(&selection), "bcd");
    }

    #[test]
    fn a_range_to_something_selected_takes_the_range_out() {
        let mut selection = Selection::default();
        selection.toggle_all(&order("abcdef"));
        selection.toggle(&'b');

        selection.toggle_range(&'d', &order("abcdef"));

        assert_eq!(selected(&selection), "aef");
    }

    #[test]
    fn without_its_beginning_a_range_is_one_row() {
        let mut selection = Selection::default();
        selection.toggle(&'z');

        selection.toggle_range(&'c', &order("abcdef"));

        assert_eq!(selected(&selection), "cz");
    }

    #[test]
    fn all_shown_are_added_to_what_is_hidden_and_taken_out_again_without_it() {
        let mut selection = Selection::default();
        selection.toggle(&'z');

        selection.toggle_all(&order("ab"));
        assert_eq!(selected(&selection), "abz");

        selection.toggle_all(&order("ab"));
        assert_eq!(selected(&selection), "z");
        selection.clear();
        assert!(selection.is_empty());
    }
}
