//! The boxes that select agents: one in each row and tile, and one in the head for all that is shown.

use domain::id::RowId;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::live::LiveBoard;
use crate::live::Order;

/// Whether the agent of a row is selected.
pub(crate) fn is_picked(board: &LiveBoard, id: RowId, order: Order) -> Memo<bool> {
    let row = board.row(id);
    Memo::new(move |_| row.as_ref().is_some_and(|row| order.selection.read().contains(&row.read().address())))
}

/// The box that selects an agent; with Shift, everything since the last one.
#[component]
pub(crate) fn SelectBox(
    /// The board's feed.
    board: LiveBoard,
    /// Which row.
    id: RowId,
    /// Whose name it bears.
    #[prop(into)]
    name: Signal<String>,
    /// Whether it is checked.
    picked: Memo<bool>,
    /// The rows in order, and which are selected.
    order: Order,
) -> impl IntoView {
    let locale = lang();
    let select = move |event: MouseEvent| {
        order.select(&board, id, event.shift_key());
    };
    view! {
        <input
            type="checkbox"
            class="select-box"
            aria-label=move || td_string!(locale, desk_select, name = name.get())
            prop:checked=move || picked.get()
            on:click=select
        />
    }
    .into_any()
}

/// The box that selects all rows of the view, and takes them out again.
#[component]
pub(crate) fn SelectAll(
    /// The board's feed.
    board: LiveBoard,
    /// The rows in order, and which are selected.
    order: Order,
) -> impl IntoView {
    let locale = lang();
    let picked = {
        let board = board.clone();
        Memo::new(move |_| {
            order.arrangement.track();
            order.collapsed.track();
            let selection = order.selection.read();
            if selection.is_empty() {
                return (false, false);
            }
            let agents = order.agents(&board);
            let all = !agents.is_empty() && agents.iter().all(|agent| selection.contains(agent));
            (all, !all)
        })
    };
    let select = move |_| {
        let agents = order.agents(&board);
        order.selection.update(|selection| selection.toggle_all(&agents));
    };
    view! {
        <input
            type="checkbox"
            class="select-box"
            aria-label=td_string!(locale, desk_select_all)
            title=td_string!(locale, desk_select_all)
            prop:checked=move || picked.get().0
            prop:indeterminate=move || picked.get().1
            on:click=select
        />
    }
    .into_any()
}
