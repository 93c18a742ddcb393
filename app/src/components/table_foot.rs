//! How many rows are shown of how many, and what the marks behind the clocks mean.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use super::board_keys::Controls;
use crate::figures;
use crate::live::LiveBoard;
use crate::live::Order;

/// The foot of the table.
#[component]
pub(crate) fn TableFoot(
    /// The board's feed.
    board: LiveBoard,
    /// The rows in order.
    order: Order,
    /// What opens the list of the keys, where there is one.
    #[prop(optional)]
    controls: Option<Controls>,
) -> impl IntoView {
    let locale = lang();
    let shown = move || {
        let arrangement = order.arrangement.read();
        td_string!(
            locale,
            foot_shown,
            shown = figures::count(locale, arrangement.shown),
            total = figures::count(locale, arrangement.total)
        )
    };
    let hidden = move || {
        let hidden = order.arrangement.read().logged_out_hidden;
        (hidden > 0)
            .then(|| view! { <span>{td_string!(locale, foot_hidden, count = figures::count(locale, hidden))}</span> })
    };
    let first_rows = move || {
        let arrangement = order.arrangement.read();
        let here: usize = arrangement.groups.iter().map(|group| group.rows.len()).sum();
        (here < arrangement.shown as usize && !board.whole.get())
            .then(|| view! { <span>{td_string!(locale, foot_first_rows, count = figures::count(locale, here))}</span> })
    };
    let mark = |id: &'static str, text: &'static str| {
        view! { <li class="clock-origin"><svg aria-hidden="true"><use href=format!("#{id}")></use></svg>" "{text}</li> }
    };
    let keys = controls.map(|controls| {
        view! {
            <button type="button" class="button is-plain is-tiny" aria-haspopup="dialog" on:click=move |_| controls.open_help()>
                {td_string!(locale, desk_keys)}
            </button>
        }
    });
    view! {
        <footer class="table-foot">
            <b>{shown}</b>
            {hidden}
            {first_rows}
            <span class="spacer"></span>
            <ul aria-label=td_string!(locale, legend_label)>
                {mark("o-reported", td_string!(locale, legend_reported))}
                {mark("o-call", td_string!(locale, legend_call))}
                {mark("o-seen", td_string!(locale, legend_seen))}
                <li><b>"≥"</b>" "{td_string!(locale, legend_lower)}</li>
            </ul>
            {keys}
        </footer>
    }
    .into_any()
}
