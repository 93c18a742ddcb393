//! What stands in place of the rows when there are none to show, and why.

use domain::freshness::Freshness;
use domain::role::Role;
use domain::view::Show as Shown;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::board_href;
use super::bits::lang;
use crate::figures::counted;
use crate::live::LiveBoard;
use crate::live::Order;

/// Nothing to show, and why.
#[component]
pub(crate) fn EmptyState(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view.
    view: Memo<View>,
    /// The rows in order.
    order: Order,
    /// What the person may do about it.
    role: Role,
) -> impl IntoView {
    let locale = lang();
    let (connections, now) = (board.connections, board.now);
    let total = move || order.arrangement.read().total;
    let has_any = move || total() > 0;
    let text = move || {
        let connections = connections.read();
        if total() > 0 {
            counted!(locale, empty_filtered_text, total())
        } else if connections.is_empty() {
            td_string!(locale, empty_no_connections).to_owned()
        } else if connections.values().all(|connection| connection.freshness(now.get()) != Freshness::Stale) {
            td_string!(locale, empty_nobody).to_owned()
        } else if view.read().at.is_some() {
            td_string!(locale, replay_empty).to_owned()
        } else {
            td_string!(locale, empty_waiting).to_owned()
        }
    };
    let title = move || {
        if total() > 0 { td_string!(locale, empty_filtered_title) } else { td_string!(locale, empty_title) }
    };
    let clear = {
        let tenant = tenant.clone();
        move || board_href(&tenant, &view.read().unfiltered())
    };
    // Who is filtered out only because nobody of them is logged in would be hidden without filters too.
    let is_filtered = move || !view.read().shows_the_same(&view.read().unfiltered());
    let to_connections = (role == Role::Admin).then(|| format!("/t/{tenant}/settings/connections"));
    let connect = move || {
        let href = to_connections.clone().filter(|_| connections.read().is_empty())?;
        Some(view! { <a class="button is-primary" href=href>{td_string!(locale, connect_provider)}</a> })
    };
    let everyone = move || board_href(&tenant, &View { show: Shown::Everyone, ..view.read().unfiltered() });
    view! {
        <section class="empty-state" id="agents">
            <h2>{title}</h2>
            <p>{text}</p>
            {connect}
            <Show when=move || has_any() && is_filtered()>
                <a class="button is-primary" href=clear.clone()>{td_string!(locale, clear_filters)}</a>
            </Show>
            <Show when=move || has_any() && view.read().show != Shown::Everyone>
                <a class="button" href=everyone.clone()>{td_string!(locale, show_everyone)}</a>
            </Show>
        </section>
    }
    .into_any()
}
