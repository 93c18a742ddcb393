//! Which rows stand where. Rows never jump under the pointer or the focus, and the order moves at most every 5 s.

use domain::arrange::Arrangement;
use domain::arrange::arrange;
use domain::time::UnixMs;
use domain::view::View;
use leptos::prelude::*;

use super::LiveBoard;

/// The order is made anew at most so often.
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
        let made_at = StoredValue::new((None::<View>, 0u64, board.now.get_untracked(), false));
        let board = board.clone();
        Effect::new(move |_| {
            let view = view.get();
            let version = board.version.get();
            let now = board.now.get();
            let whole = board.whole.get();
            let held = order.held.get();
            let (last_view, last_version, last_at, last_whole) = made_at.get_value();
            let chosen_anew = last_view.as_ref() != Some(&view);
            let first_run = last_view.is_none() && !whole;
            let due =
                !held && now.seconds_since(last_at) >= REORDER_S && (version != last_version || aged(last_at, now));
            if !first_run && (chosen_anew || whole != last_whole || due) {
                let arrangement = board.with_board(|all| arrange(all, &view, &board.limits, now));
                if *order.arrangement.read_untracked() != arrangement {
                    order.arrangement.set(arrangement);
                }
                made_at.set_value((Some(view), version, now, whole));
            } else if last_view.is_none() {
                made_at.set_value((Some(view), version, now, whole));
            }
        });
        order
    }
}

/// Limits are crossed and connections go stale with time alone.
const fn aged(last_at: UnixMs, now: UnixMs) -> bool {
    now.seconds_since(last_at) >= REORDER_S
}
