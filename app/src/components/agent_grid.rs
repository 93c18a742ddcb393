//! The same rows as tiles: glyph, name, state and clock.

use domain::id::RowId;
use domain::view::View;
use leptos::prelude::*;

use super::agent_row::ClockCell;
use super::agent_row::followed;
use super::agent_row::level;
use super::agent_row::open_href;
use super::agent_row::open_key;
use super::bits::Glyph;
use super::pending_badge::PendingBadge;
use super::select_box::SelectBox;
use super::select_box::is_picked;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::row_model::Reader;

/// Tiles in this order.
#[component]
pub(crate) fn TileList(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// Which rows.
    #[prop(into)]
    ids: Signal<Vec<RowId>>,
    /// The view.
    view: Memo<View>,
    /// The rows in order, and which are selected.
    order: Order,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    view! {
        <ul class="agent-grid">
            <For each=move || ids.get() key=|id| *id let:id>
                <AgentTile tenant=tenant.clone() board=board.clone() id view order reader/>
            </For>
        </ul>
    }
    .into_any()
}

/// One tile.
#[component]
fn AgentTile(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// Which row.
    id: RowId,
    /// The view.
    view: Memo<View>,
    /// The rows in order, and which are selected.
    order: Order,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let model = followed(&board, id, reader)?;
    let tick = view! { <SelectBox board=board.clone() id model order/> };
    let picked = is_picked(&board, id, order);
    let key = open_key(&board, id);
    let selected = move || view.read().open.as_deref() == Some(key.as_str());
    let href = move || open_href(&board, &tenant, id, &view.read());
    let m = move || model.read();
    let pending = Memo::new(move |_| model.read().pending);
    Some(
        view! {
            <li
                class="agent-tile"
                class:is-stale=move || m().stale
                class:is-new=move || m().is_new
                class:is-picked=move || picked.get()
                class:is-selected=selected
                data-agent=id.0.to_string()
                data-provider=model.read_untracked().kind.as_str()
                data-external-id=model.read_untracked().external_id.clone()
                data-state=move || m().state.slug()
                data-stale=move || m().stale.to_string()
                data-level=move || level(&m())
            >
                {tick}
                <Glyph name=Signal::derive(move || m().glyph)/>
                <a class="name" href=href title=move || m().name.clone()>{move || m().name.clone()}</a>
                <span class="state-word">{move || m().state_word}</span>
                <PendingBadge pending/>
                <ClockCell clock=Signal::derive(move || m().clock.clone())/>
                <span class="mark" title=move || m().source_name.clone()>{move || m().kind.mark()}</span>
            </li>
        }
        .into_any(),
    )
}
