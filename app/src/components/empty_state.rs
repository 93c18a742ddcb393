//! What stands in place of the rows when there are none to show, and why.

use domain::freshness::Freshness;
use domain::view::Show as Shown;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::board_href;
use super::bits::lang;
use crate::live::LiveBoard;
use crate::live::Order;

/// Nothing to show, and why.
#[component]
pub(crate) fn EmptyState(tenant: String, board: LiveBoard, view: Memo<View>, order: Order) -> impl IntoView {
    let locale = lang();
    let (connections, now) = (board.connections, board.now);
    let total = move || order.arrangement.read().total;
    let has_any = move || total() > 0;
    let text = move || {
        let connections = connections.read();
        if total() > 0 {
            td_string!(locale, empty_filtered_text, count = total())
        } else if connections.is_empty() {
            td_string!(locale, empty_no_connections).to_owned()
        } else if connections.values().all(|connection| connection.freshness(now.get()) != Freshness::Stale) {
            td_string!(locale, empty_nobody).to_owned()
        } else {
            td_string!(locale, empty_waiting).to_owned()
        }
    };
    let title = move || {
        if total() > 0 { td_string!(locale, empty_filtered_title) } else { td_string!(locale, empty_title) }
    };
    let everyone =
        move || board_href(&tenant, &View { layout: view.read().layout, show: Shown::Everyone, ..View::default() });
    view! {
        <section class="empty-state" id="agents">
            <h2>{title}</h2>
            <p>{text}</p>
            <Show when=has_any>
                <a class="button" href=everyone.clone()>{td_string!(locale, show_everyone)}</a>
            </Show>
        </section>
    }
    .into_any()
}
