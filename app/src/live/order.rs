//! Which rows stand where. Rows never jump under the pointer or the focus, and the order moves at most every 5 s.

use domain::arrange::Arrangement;
use domain::arrange::arrange;
use domain::view::View;
use leptos::prelude::*;

use super::LiveBoard;

/// The order is made anew so often, also without a frame: limits are crossed and connections go stale with time alone.
const REORDER_S: i64 = 5;

/// The rows of a view in order.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    /// What is shown.
    pub(crate) arrangement: RwSignal<Arrangement>,
    /// Whether pointer or focus rests among the rows.
    pub(crate) held: RwSignal<bool>,
}

impl Order {
    /// Starts with the server's arrangement and follows the board and the view.
    pub(crate) fn new(board: &LiveBoard, view: Memo<View>, first: Arrangement) -> Self {
        let order = Self { arrangement: RwSignal::new(first), held: RwSignal::new(false) };
        let made = StoredValue::new((None::<View>, board.now.get_untracked(), false));
        let board = board.clone();
        Effect::new(move |_| {
            let (view, now, whole) = (view.get(), board.now.get(), board.whole.get());
            let held = order.held.get();
            let (last_view, last_at, last_whole) = made.get_value();
            // Before every row is here, the server's arrangement of the address is the better one.
            let is_servers_own = last_view.is_none() && !whole;
            let chosen_anew = last_view.as_ref() != Some(&view);
            let due = whole && !held && now.seconds_since(last_at) >= REORDER_S;
            if !(chosen_anew || whole != last_whole || due) {
                return;
            }
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
            made.set_value((Some(view), now, whole));
        });
        order
    }
}
