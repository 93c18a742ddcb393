//! Every connection with its freshness and cause, so that "Live" never promises what one provider does not deliver.

use domain::board::ConnectionView;
use domain::freshness::Freshness;
use domain::id::ConnectionIndex;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::board_href;
use super::bits::health_words;
use super::bits::lang;
use crate::figures::counted;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;

/// The strip.
#[component]
pub(crate) fn ConnectionStrip(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let connections = board.connections;
    let indexes = Memo::new(move |_| connections.read().keys().copied().collect::<Vec<_>>());
    view! {
        <ul class="connection-strip" aria-label=td_string!(reader.locale, connections_label) tabindex="0">
            <For each=move || indexes.get() key=|index| *index let:index>
                <ConnectionItem tenant=tenant.clone() board=board.clone() index view reader/>
            </For>
        </ul>
    }
    .into_any()
}

#[component]
fn ConnectionItem(
    tenant: String,
    board: LiveBoard,
    index: ConnectionIndex,
    view: Memo<View>,
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let (connections, now) = (board.connections, board.now);
    let with =
        move |f: fn(&ConnectionView) -> String| move || connections.read().get(&index).map(f).unwrap_or_default();
    let freshness = Memo::new(move |_| {
        connections.read().get(&index).map_or(Freshness::Stale, |connection| connection.freshness(now.get()))
    });
    let health = health_words();
    let cause = Memo::new(move |_| {
        let connections = connections.read();
        let Some(connection) = connections.get(&index) else { return String::new() };
        let cause = health(locale, connection.health.status, reader.zone);
        let unmapped = (!connection.unmapped.is_empty()).then(|| {
            let words = connection.unmapped.join(", ");
            counted!(locale, n_unmapped, connection.unmapped.len(), words = words)
        });
        unmapped.map_or(cause.clone(), |unmapped| format!("{cause} · {unmapped}"))
    });
    let age = move || {
        let read_at = connections.read().get(&index).and_then(|connection| connection.health.last_ok_at);
        read_at.map_or_else(|| "–".to_owned(), |at| timing::age(now.get().seconds_since(at)))
    };
    let warnings = move || {
        connections
            .read()
            .get(&index)
            .map(|connection| connection.health.warnings.join("\n"))
            .filter(|text| !text.is_empty())
    };
    let is_on = Memo::new(move |_| {
        let name = connections.read().get(&index).map(|connection| connection.name.clone());
        name.is_some() && view.read().connection == name
    });
    let href = move || {
        let name = connections.read().get(&index).map(|connection| connection.name.clone());
        let connection = (view.read().connection != name).then_some(name).flatten();
        board_href(&tenant, &View { connection, invalid: Vec::new(), ..view.get() })
    };
    view! {
        <li
            data-connection=index.0.to_string()
            data-provider=with(|connection| connection.kind.as_str().to_owned())
            data-freshness=move || freshness.get().slug()
            data-health=with(|connection| connection.health.status.slug().to_owned())
            title=warnings
        >
            <a href=href aria-current=move || is_on.get().then_some("true")>
                <span class="mark" aria-hidden="true">{with(|connection| connection.kind.mark().to_owned())}</span>
                <span class="source-name">{with(|connection| connection.name.clone())}</span>
            </a>
            <span class="cause">{move || cause.get()}</span>
            <span class="age" class:is-late=move || freshness.get() != Freshness::Fresh>{age}</span>
        </li>
    }
    .into_any()
}
