//! One agent as one line of fixed height. Every cell follows its own signal, so only what changed touches the page.

use domain::id::RowId;
use domain::view::View;
use leptos::prelude::*;

use super::bits::Glyph;
use super::bits::Icon;
use super::bits::board_href;
use super::pending_badge::PendingBadge;
use super::select_box::SelectBox;
use super::select_box::is_picked;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::row_model::CallModel;
use crate::row_model::ClockModel;
use crate::row_model::Reader;
use crate::row_model::RowCells;

/// The address that opens an agent beside the present view.
pub(crate) fn open_href(board: &LiveBoard, tenant: &str, id: RowId, view: &View) -> String {
    let open = board.row(id).map(|row| row.read_untracked().address());
    board_href(tenant, &View { open, invalid: Vec::new(), ..view.clone() })
}

/// One line of the table.
#[component]
pub(crate) fn AgentRowView(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// Which row.
    id: RowId,
    /// The view, to open the agent within it.
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
            <div
                class="agent-row"
                role="row"
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
                <div role="rowheader">{tick}{name_cell(cells, href)}</div>
                <div role="cell">{state_cell(cells)}</div>
                <div role="cell" class="num"><ClockCell clock=cells.clock/></div>
                <div role="cell">{queue_cell(cells)}</div>
                <div role="cell">{move || call_cell(cells.call.get())}</div>
                <div role="cell" class="num">{extension_cell(cells)}</div>
                <div role="cell">{source_cell(cells)}</div>
            </div>
        }
        .into_any(),
    )
}

fn name_cell(cells: RowCells, href: impl Fn() -> String + Send + 'static) -> AnyView {
    let name = cells.name;
    view! {
        <Glyph name=cells.glyph/>
        <a class="name" href=href title=name>{name}</a>
        <PendingBadge pending=cells.pending/>
    }
    .into_any()
}

fn state_cell(cells: RowCells) -> AnyView {
    let has_sub = Memo::new(move |_| cells.state_sub.read().is_some());
    let shown = move || cells.state_sub.get().unwrap_or_default();
    let sub = move || has_sub.get().then(|| view! { <span class="state-sub" title=shown>{shown}</span> });
    view! { <span class="state-word">{cells.state_word}</span>{sub} }.into_any()
}

fn queue_cell(cells: RowCells) -> AnyView {
    view! {
        <span class="truncate second" title=cells.queue_title>
            {move || cells.queue.get().unwrap_or_else(|| "–".to_owned())}
        </span>
    }
    .into_any()
}

fn extension_cell(cells: RowCells) -> AnyView {
    view! { <span class="truncate second" title=cells.extension>{cells.extension}</span> }.into_any()
}

fn source_cell(cells: RowCells) -> AnyView {
    view! {
        <span class="source">
            <span class="mark" aria-hidden="true">{cells.kind.mark()}</span>
            <span class="source-name" title=cells.source_name>{cells.source_name}</span>
            <span class="age" class:is-late=cells.age_late>{cells.age}</span>
        </span>
    }
    .into_any()
}

/// An agent's word in the address.
pub(crate) fn open_key(board: &LiveBoard, id: RowId) -> String {
    board.row(id).map_or_else(String::new, |row| row.read_untracked().address())
}

/// A clock: figures that end on one edge, then the mark of their origin.
#[component]
pub(crate) fn ClockCell(
    /// The clock; none when nothing is known.
    #[prop(into)]
    clock: Signal<Option<ClockModel>>,
) -> impl IntoView {
    let text = move || clock.read().as_ref().map_or_else(|| "–".to_owned(), |clock| clock.text.clone());
    let title = move || clock.read().as_ref().map(|clock| clock.title.clone());
    let origin = Memo::new(move |_| clock.read().as_ref().map(|clock| (clock.origin, clock.note.clone())));
    view! {
        <span class="clock" title=title>
            <span class="clock-time">{text}</span>
            <span class="clock-origin">
                {move || {
                    origin
                        .get()
                        .map(|(origin, note)| {
                            let mark = origin.map(|id| {
                                view! { <svg aria-hidden="true"><use href=format!("#{id}")></use></svg> }
                            });
                            view! { {mark}{note} }
                        })
                }}
            </span>
        </span>
    }
    .into_any()
}

fn call_cell(call: Option<CallModel>) -> AnyView {
    let Some(call) = call else { return view! { <span class="none">"–"</span> }.into_any() };
    let icon = call.icon.map(|name| view! { <Icon name/> });
    view! {
        <span class="call">
            {icon}
            <span class="visually-hidden">{call.direction}" "</span>
            <span class="number" title=call.number.clone()>{call.number.clone()}</span>
        </span>
    }
    .into_any()
}
