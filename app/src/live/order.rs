//! Which rows stand where. Rows never jump under the pointer or the focus, and the order moves at most every 5 s.

use std::collections::BTreeSet;

use domain::arrange::Arrangement;
use domain::arrange::GroupLabel;
use domain::arrange::arrange;
use domain::id::RowId;
use domain::selection::Selection;
use domain::time::UnixMs;
use domain::view::View;
use leptos::prelude::*;

use super::LiveBoard;

/// The order is made anew so often, also without a frame: limits are crossed and connections go stale with time alone.
const REORDER_S: i64 = 5;

/// The rows of a view in order, and what the person has done to the list.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    /// What is shown.
    pub(crate) arrangement: RwSignal<Arrangement>,
    /// Whether the pointer rests among the rows.
    pub(crate) pointed_at: RwSignal<bool>,
    /// Groups of which only the head is shown.
    pub(crate) collapsed: RwSignal<BTreeSet<GroupLabel>>,
    /// Agents that are selected, by their words in an address: they stay so wherever their rows go.
    pub(crate) selection: RwSignal<Selection<String>>,
}

/// What the present order was made for.
#[derive(Clone, Debug)]
struct Made {
    view: Option<View>,
    at: UnixMs,
    whole: bool,
    jumps: u32,
}

impl Made {
    /// Whether the order is made anew: at once for another view, another moment of a replay or when all rows are there, else
    /// after a while and only when nobody is among the rows. Opening an agent or changing the layout moves no row.
    fn is_over(&self, now: &Self, pause_s: i64, held: impl FnOnce() -> bool) -> bool {
        let is_same_view = match (&self.view, &now.view) {
            (Some(made_for), Some(view)) => made_for.shows_the_same(view),
            (None, _) | (_, None) => false,
        };
        let has_waited = now.at.seconds_since(self.at).abs() >= pause_s;
        !is_same_view || now.whole != self.whole || now.jumps != self.jumps || (now.whole && has_waited && !held())
    }
}

impl Order {
    /// Starts with the server's arrangement and follows the board and the view.
    pub(crate) fn new(board: &LiveBoard, view: Memo<View>, first: Arrangement) -> Self {
        let order = Self {
            arrangement: RwSignal::new(first),
            pointed_at: RwSignal::new(false),
            collapsed: RwSignal::new(BTreeSet::new()),
            selection: RwSignal::new(Selection::default()),
        };
        let (at, jumps) = (board.now.get_untracked(), board.jumps.get_untracked());
        let made = StoredValue::new(Made { view: None, at, whole: false, jumps });
        let board = board.clone();
        Effect::new(move |_| {
            let (view, now) = (view.get(), board.ordered_at.get());
            let (whole, jumps) = (board.whole.get(), board.jumps.get());
            let last = made.get_value();
            let next = Made { view: Some(view.clone()), at: now, whole, jumps };
            let held = || order.pointed_at.get_untracked() || focus_is_among_the_rows();
            if !last.is_over(&next, REORDER_S * board.pace.get_untracked(), held) {
                return;
            }
            // Before every row is here, the server's arrangement of the address is the better one.
            let is_servers_own = last.view.is_none() && !whole;
            if !is_servers_own {
                let mut arrangement = board.with_board(|all| arrange(all, &view, &board.limits.read_untracked(), now));
                if !whole {
                    // Only the first rows are here; how many there are is still what the server said.
                    arrangement.total = order.arrangement.read_untracked().total;
                }
                if *order.arrangement.read_untracked() != arrangement {
                    order.arrangement.set(arrangement);
                }
            }
            made.set_value(next);
        });
        order
    }

    /// The rows from top to bottom, without those of collapsed groups.
    pub(crate) fn rows(&self) -> Vec<RowId> {
        let collapsed = self.collapsed.read_untracked();
        let arrangement = self.arrangement.read_untracked();
        let open = arrangement.groups.iter().filter(|group| !collapsed.contains(&group.label));
        open.flat_map(|group| group.rows.iter().copied()).collect()
    }

    /// The agents of those rows, by their words in an address.
    pub(crate) fn agents(&self, board: &LiveBoard) -> Vec<String> {
        let rows = self.rows();
        rows.into_iter().filter_map(|id| Some(board.row(id)?.read_untracked().address())).collect()
    }

    /// Selects the agent of a row, or no longer; with `range`, everything since the last one. False when the row is gone.
    pub(crate) fn select(&self, board: &LiveBoard, row: RowId, range: bool) -> bool {
        let Some(row) = board.row(row) else { return false };
        let agent = row.read_untracked().address();
        let agents = if range { self.agents(board) } else { Vec::new() };
        self.selection.update(|selection| {
            if range {
                selection.toggle_range(&agent, &agents);
            } else {
                selection.toggle(&agent);
            }
        });
        true
    }
}

/// Asked when it matters instead of followed: a row that leaves the page takes its focus with it without a word.
fn focus_is_among_the_rows() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| focused.closest("#agents").is_ok_and(|list| list.is_some()))
}

#[cfg(test)]
mod tests {
    use domain::view::Layout;
    use domain::view::SortBy;

    use super::*;

    const NOW: UnixMs = UnixMs(2_000_000);

    fn made() -> Made {
        Made { view: Some(View::default()), at: NOW, whole: true, jumps: 0 }
    }

    fn is_over(view: &View, after_s: i64, held: bool) -> bool {
        let next = Made { view: Some(view.clone()), at: NOW.plus_s(after_s), ..made() };
        made().is_over(&next, REORDER_S, || held)
    }

    #[test]
    fn the_order_stands_for_five_seconds_and_then_until_nobody_is_among_the_rows() {
        let view = View::default();

        assert!(!is_over(&view, 4, false));
        assert!(is_over(&view, 5, false));
        assert!(!is_over(&view, 500, true));
    }

    #[test]
    fn another_view_is_shown_at_once_wherever_the_pointer_is() {
        let by_name = View { sort_by: SortBy::Name, ..View::default() };

        assert!(is_over(&by_name, 0, true));
    }

    #[test]
    fn opening_an_agent_or_another_layout_moves_no_row() {
        let open = View { open: Some("0:104".to_owned()), layout: Layout::Grid, ..View::default() };

        assert!(!is_over(&open, 4, true));
    }

    #[test]
    fn all_rows_take_the_place_of_the_first_ones_at_once() {
        let first = Made { whole: false, ..made() };

        assert!(first.is_over(&made(), REORDER_S, || true));
        assert!(!first.is_over(&Made { at: NOW.plus_s(60), ..first.clone() }, REORDER_S, || false));
    }

    #[test]
    fn another_moment_of_a_replay_is_shown_at_once() {
        assert!(made().is_over(&Made { jumps: 1, ..made() }, REORDER_S, || true));
    }
}
