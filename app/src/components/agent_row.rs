//! One agent as one line of fixed height. Every cell reads from one model, so only what changed touches the page.

use domain::id::RowId;
use domain::limits::Level;
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
use crate::row_model::RowModel;
use crate::row_model::row_model;

/// The model of a row, followed; none once the row is gone.
pub(crate) fn followed(board: &LiveBoard, id: RowId, reader: Reader) -> Option<Memo<RowModel>> {
    let row = board.row(id)?;
    let (connections, now, limits) = (board.connections, board.now, board.limits);
    let first = {
        let connections = connections.read_untracked();
        let row = row.read_untracked();
        row_model(&row, connections.get(&row.connection)?, &limits.read_untracked(), now.get_untracked(), reader)
    };
    Some(Memo::new(move |last: Option<&RowModel>| {
        let row = row.read();
        let connections = connections.read();
        match (connections.get(&row.connection), last) {
            (Some(connection), last) => {
                let now = now.get();
                row_model(&row, connection, &limits.read(), now, reader).after(last, now)
            }
            (None, Some(last)) => last.clone(),
            (None, None) => first.clone(),
        }
    }))
}

/// The address that opens an agent beside the present view.
pub(crate) fn open_href(board: &LiveBoard, tenant: &str, id: RowId, view: &View) -> String {
    let open = board.row(id).map(|row| row.read_untracked().address());
    board_href(tenant, &View { open, invalid: Vec::new(), ..view.clone() })
}

/// The word for a row's level, where it has one.
pub(crate) fn level(model: &RowModel) -> Option<&'static str> {
    (model.level > Level::Normal).then(|| model.level.slug())
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
    let model = followed(&board, id, reader)?;
    let tick = view! { <SelectBox board=board.clone() id model order/> };
    let picked = is_picked(&board, id, order);
    let key = open_key(&board, id);
    let selected = move || view.read().open.as_deref() == Some(key.as_str());
    let href = move || open_href(&board, &tenant, id, &view.read());
    // The model changes every second with its clock, the call does not.
    let call = Memo::new(move |_| model.read().call.clone());
    Some(
        view! {
            <div
                class="agent-row"
                role="row"
                class:is-stale=move || model.read().stale
                class:is-new=move || model.read().is_new
                class:is-picked=move || picked.get()
                class:is-selected=selected
                data-agent=id.0.to_string()
                data-provider=model.read_untracked().kind.as_str()
                data-external-id=model.read_untracked().external_id.clone()
                data-state=move || model.read().state.slug()
                data-stale=move || model.read().stale.to_string()
                data-level=move || level(&model.read())
            >
                <div role="rowheader">{tick}{name_cell(model, href)}</div>
                <div role="cell">{state_cell(model)}</div>
                <div role="cell" class="num"><ClockCell clock=Signal::derive(move || model.read().clock.clone())/></div>
                <div role="cell">{queue_cell(model)}</div>
                <div role="cell">{move || call_cell(call.get())}</div>
                <div role="cell" class="num">{extension_cell(model)}</div>
                <div role="cell">{source_cell(model)}</div>
            </div>
        }
        .into_any(),
    )
}

fn name_cell(model: Memo<RowModel>, href: impl Fn() -> String + Send + 'static) -> AnyView {
    let name = move || model.read().name.clone();
    // A memo, because the model changes every second with its clock and the badge does not.
    let pending = Memo::new(move |_| model.read().pending);
    view! {
        <Glyph name=Signal::derive(move || model.read().glyph)/>
        <a class="name" href=href title=name>{name}</a>
        <PendingBadge pending/>
    }
    .into_any()
}

fn state_cell(model: Memo<RowModel>) -> AnyView {
    let sub = Memo::new(move |_| model.read().state_sub.clone());
    let has_sub = Memo::new(move |_| sub.read().is_some());
    let shown = move || sub.get().unwrap_or_default();
    let sub = move || has_sub.get().then(|| view! { <span class="state-sub" title=shown>{shown}</span> });
    view! { <span class="state-word">{move || model.read().state_word}</span>{sub} }.into_any()
}

fn queue_cell(model: Memo<RowModel>) -> AnyView {
    view! {
        <span class="truncate second" title=move || model.read().queue_title.clone()>
            {move || model.read().queue.clone().unwrap_or_else(|| "–".to_owned())}
        </span>
    }
    .into_any()
}

fn extension_cell(model: Memo<RowModel>) -> AnyView {
    let extension = move || model.read().extension.clone();
    view! { <span class="truncate second" title=extension>{extension}</span> }.into_any()
}

fn source_cell(model: Memo<RowModel>) -> AnyView {
    let name = move || model.read().source_name.clone();
    view! {
        <span class="source">
            <span class="mark" aria-hidden="true">{move || model.read().kind.mark()}</span>
            <span class="source-name" title=name>{name}</span>
            <span class="age" class:is-late=move || model.read().age_late>{move || model.read().age.clone()}</span>
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
