//! The agents: a window of lines or tiles over however many there are, under the heads of their groups.

use std::collections::BTreeSet;

use domain::arrange::Arrangement;
use domain::arrange::GroupLabel;
use domain::id::RowId;
use domain::view::GroupBy;
use domain::view::Layout;
use domain::view::View;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::agent_grid::TileList;
use super::agent_row::AgentRowView;
use super::bits::lang;
use super::empty_state::EmptyState;
use super::group_head::GroupHead;
use super::select_box::SelectAll;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::row_model::Reader;

/// Height of every line, also of a group's head; the stylesheet's `--row`.
const ROW_PX: f64 = 34.0;
/// Lines kept above and below what is visible.
const OVERSCAN: usize = 12;
/// Lines shown before the browser has measured anything.
const FIRST_WINDOW: usize = 120;
/// Tiles shown at once; more are reached by filtering.
const TILES: usize = 600;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Line {
    Head(GroupLabel),
    Row(RowId),
}

/// The agents of a view.
#[component]
pub(crate) fn AgentArea(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view.
    view: Memo<View>,
    /// The rows in order.
    order: Order,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let layout = Memo::new(move |_| view.read().layout);
    let empty = Memo::new(move |_| order.arrangement.read().shown == 0);
    let empty_tenant = tenant.clone();
    let empty_board = board.clone();
    view! {
        <Show
            when=move || !empty.get()
            fallback=move || view! { <EmptyState tenant=empty_tenant.clone() role=empty_board.role() board=empty_board.clone() view order/> }
        >
            {
                let (tenant, board) = (tenant.clone(), board.clone());
                move || match layout.get() {
                    Layout::Table => view! { <Table tenant=tenant.clone() board=board.clone() view order reader/> }.into_any(),
                    Layout::Grid => view! { <Tiles tenant=tenant.clone() board=board.clone() view order reader locale/> }.into_any(),
                }
            }
        </Show>
    }
    .into_any()
}

/// Where the list is scrolled to, in pixels: top and height of what is visible.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Viewport {
    top: f64,
    height: f64,
}

#[component]
fn Table(tenant: String, board: LiveBoard, view: Memo<View>, order: Order, reader: Reader) -> impl IntoView {
    let locale = lang();
    let lines = Memo::new(move |_| lines(&order.arrangement.read(), view.read().group_by, &order.collapsed.read()));
    let scroller = NodeRef::<html::Div>::new();
    let above = NodeRef::<html::Div>::new();
    let below = NodeRef::<html::Div>::new();
    let viewport = RwSignal::new(None::<Viewport>);
    let span = Memo::new(move |_| window_of(viewport.get(), lines.read().len()));
    let measure = move || {
        if let Some(element) = scroller.get_untracked() {
            let seen = Viewport { top: f64::from(element.scroll_top()), height: f64::from(element.client_height()) };
            if viewport.get_untracked() != Some(seen) {
                viewport.set(Some(seen));
            }
        }
    };
    Effect::new(move |_| {
        scroller.track();
        measure();
        let listener = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || listener.remove());
    });
    Effect::new(move |_| {
        let (from, to) = span.get();
        let total = lines.read().len();
        set_height(above.get(), from);
        set_height(below.get(), total.saturating_sub(to));
    });
    let visible = move || {
        let (from, to) = span.get();
        lines.read().get(from..to).map(<[Line]>::to_vec).unwrap_or_default()
    };
    let row_count = move || lines.read().len() + 1;
    view! {
        <div
            id="agents"
            class="agent-scroll"
            class:has-selection=move || !order.selection.read().is_empty()
            role="region"
            tabindex="0"
            aria-label=td_string!(locale, agents_label)
            node_ref=scroller
            on:scroll=move |_| measure()
            on:pointerenter=move |_| order.pointed_at.set(true)
            on:pointerleave=move |_| order.pointed_at.set(false)
        >
            <div class="agent-table" role="table" aria-label=td_string!(locale, agents_caption) aria-rowcount=row_count>
                <div class="agent-head-group" role="rowgroup">
                    <div class="agent-head" role="row">
                        <div role="columnheader">
                            <SelectAll board=board.clone() order/>
                            {td_string!(locale, column_agent)}
                        </div>
                        <div role="columnheader">{td_string!(locale, column_state)}</div>
                        <div role="columnheader" class="num">
                            <span class="clock"><span class="clock-time">{td_string!(locale, column_in_state)}</span><span class="clock-origin"></span></span>
                        </div>
                        <div role="columnheader">{td_string!(locale, column_queue)}</div>
                        <div role="columnheader">{td_string!(locale, column_call)}</div>
                        <div role="columnheader" class="num">{td_string!(locale, column_extension)}</div>
                        <div role="columnheader">{td_string!(locale, column_connection)}</div>
                    </div>
                </div>
                <div class="agent-body" role="rowgroup">
                    <div class="agent-spacer" node_ref=above aria-hidden="true"></div>
                    <For each=visible key=Clone::clone let:line>
                        {match line {
                            Line::Head(label) => {
                                let (tenant, connections) = (tenant.clone(), board.connections);
                                view! { <GroupHead tenant label order view connections reader/> }.into_any()
                            }
                            Line::Row(id) => {
                                view! { <AgentRowView tenant=tenant.clone() board=board.clone() id view order reader/> }.into_any()
                            }
                        }}
                    </For>
                    <div class="agent-spacer" node_ref=below aria-hidden="true"></div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The lines of an arrangement; ungrouped rows have no head.
fn lines(arrangement: &Arrangement, group_by: GroupBy, collapsed: &BTreeSet<GroupLabel>) -> Vec<Line> {
    let mut lines = Vec::new();
    for group in &arrangement.groups {
        if group_by != GroupBy::None {
            lines.push(Line::Head(group.label.clone()));
        }
        if !collapsed.contains(&group.label) {
            lines.extend(group.rows.iter().map(|id| Line::Row(*id)));
        }
    }
    lines
}

/// Which lines to draw.
fn window_of(viewport: Option<Viewport>, total: usize) -> (usize, usize) {
    let Some(viewport) = viewport else { return (0, total.min(FIRST_WINDOW)) };
    let first = (viewport.top / ROW_PX) as usize;
    let seen = (viewport.height / ROW_PX).ceil() as usize + 1;
    (first.saturating_sub(OVERSCAN).min(total), (first + seen + OVERSCAN).min(total))
}

/// Through the style object, since the security policy allows no style attribute.
fn set_height(spacer: Option<web_sys::HtmlDivElement>, lines: usize) {
    if let Some(spacer) = spacer {
        let height = format!("{}px", lines as f64 * ROW_PX);
        if web_sys::HtmlElement::style(&spacer).set_property("height", &height).is_err() {
            leptos::logging::warn!("the height of a spacer could not be set");
        }
    }
}

#[component]
fn Tiles(
    tenant: String,
    board: LiveBoard,
    view: Memo<View>,
    order: Order,
    reader: Reader,
    locale: Locale,
) -> impl IntoView {
    let ids = Memo::new(move |_| {
        order.arrangement.read().groups.iter().flat_map(|group| group.rows.clone()).take(TILES).collect::<Vec<_>>()
    });
    view! {
        <div
            id="agents"
            class="agent-scroll"
            class:has-selection=move || !order.selection.read().is_empty()
            role="region"
            tabindex="0"
            aria-label=td_string!(locale, agents_label)
            on:pointerenter=move |_| order.pointed_at.set(true)
            on:pointerleave=move |_| order.pointed_at.set(false)
        >
            <TileList tenant board ids view order reader/>
        </div>
    }
    .into_any()
}
