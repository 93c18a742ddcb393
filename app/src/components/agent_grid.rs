//! The same rows as tiles: glyph, name, state and clock.

use domain::id::RowId;
use domain::view::View;
use leptos::prelude::*;

use super::agent_row::ClockCell;
use super::agent_row::open_href;
use super::agent_row::open_key;
use super::bits::Glyph;
use super::pending_badge::PendingBadge;
use super::select_box::SelectBox;
use super::select_box::is_picked;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::row_model::Reader;
use crate::row_model::RowCells;

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
    let cells = RowCells::follow(&board, id, reader)?;
    let picked = is_picked(&board, id, order);
    let tick = view! { <SelectBox board=board.clone() id name=cells.name picked order/> };
    let key = open_key(&board, id);
    let selected = move || view.read().open.as_deref() == Some(key.as_str());
    let href = move || open_href(&board, &tenant, id, &view.read());
    Some(
        view! {
            <li
                class="agent-tile"
                class:is-stale=move || cells.stale.get()
                class:is-new=move || cells.is_new.get()
                class:is-picked=move || picked.get()
                class:is-selected=selected
                data-agent=id.0.to_string()
                data-provider=cells.kind.as_str()
                data-external-id=cells.external_id.get_value()
                data-state=move || cells.state.get().slug()
                data-stale=move || if cells.stale.get() { "true" } else { "false" }
                data-level=move || cells.level_word()
            >
                {tick}
                <Glyph name=cells.glyph/>
                <a class="name" href=href title=cells.name>{cells.name}</a>
                <span class="state-word">{cells.state_word}</span>
                <PendingBadge pending=cells.pending/>
                <ClockCell clock=cells.clock/>
                <span class="mark" title=cells.source_name>{cells.kind.mark()}</span>
            </li>
        }
        .into_any(),
    )
}
