//! Agents as a table, one line for each: columns that sort, and a window of rows over however many there are.

use domain::administration::AgentRecord;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::agent_day::agent_key;
use crate::api::queues::QueueFloor;
use crate::components::bits::Icon;
use crate::components::bits::agent_href;
use crate::components::listing::Unread;
use crate::components::queues::column::Column;
use crate::components::queues::column::callin;
use crate::components::queues::desk::Desk;
use crate::components::queues::matrix;
use crate::components::queues::order::Order;
use crate::components::queues::wish::Wish;
use crate::components::row_window::RowWindow;
use crate::i18n::Locale;

/// The list, or why there is none.
#[component]
pub(super) fn AgentList(
    desk: Desk,
    /// What is told of each.
    columns: &'static [Column],
    /// What the table is called.
    label: &'static str,
    /// What is shown instead where nobody is listed.
    #[prop(optional, into)]
    nobody: Option<ViewFn>,
) -> impl IntoView {
    let is_read = Memo::new(move |_| desk.floor.read().is_some());
    let is_empty = Memo::new(move |_| desk.shown.read().is_empty());
    let waiting = move || view! { <Unread has_failed=Signal::derive(move || desk.trouble.read().is_some())/> };
    let nobody = StoredValue::new(nobody);
    let empty = move || nobody.get_value().map_or_else(|| matrix::nobody(desk).into_any(), |nobody| nobody.run());
    view! {
        <Show when=move || is_read.get() fallback=waiting>
            <Show when=move || !is_empty.get() fallback=empty>
                <Table desk columns label/>
            </Show>
        </Show>
    }
    .into_any()
}

#[component]
fn Table(desk: Desk, columns: &'static [Column], label: &'static str) -> impl IntoView {
    let locale = desk.reader.locale;
    let window = RowWindow::over(move || desk.shown.read().len());
    let visible = move || {
        let (from, to) = window.span.get();
        desk.shown.read().get(from..to).map(<[String]>::to_vec).unwrap_or_default()
    };
    let row_count = move || desk.shown.read().len() + 1;
    let heads = columns.iter().map(|column| head(desk, *column)).collect_view();
    let layout = if columns.len() == Column::AGENT.len() { "agents" } else { "members" };
    view! {
        <div
            id="agents"
            class="agent-scroll record-scroll"
            role="region"
            tabindex="0"
            aria-label=td_string!(locale, agents_label)
            node_ref=window.scroller
            on:scroll=move |_| window.measure()
        >
            <div class="record-table" data-layout=layout role="table" aria-label=label aria-rowcount=row_count>
                <div class="agent-head-group" role="rowgroup">
                    <div class="record-head" role="row">{heads}</div>
                </div>
                <div class="agent-body" role="rowgroup">
                    <div class="agent-spacer" node_ref=window.above aria-hidden="true"></div>
                    <For each=visible key=Clone::clone let:agent>
                        <Row desk columns agent/>
                    </For>
                    <div class="agent-spacer" node_ref=window.below aria-hidden="true"></div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The head of a column sorts by it, and the other way round at the second press.
fn head(desk: Desk, column: Column) -> impl IntoView + use<> {
    let locale = desk.reader.locale;
    let order = Memo::new(move |_| {
        let Order { by, descending } = desk.wish.read().order;
        (by == column).then_some(descending)
    });
    let sorted = move || match order.get() {
        None => "none",
        Some(false) => "ascending",
        Some(true) => "descending",
    };
    let icon = move || order.get().map(|descending| if descending { "i-down" } else { "i-up" });
    let icon = move || icon().map(|icon| view! { <Icon name=icon/> });
    let press = move |_| desk.wish_for(|wish| Wish { order: wish.order.pressed(column), ..wish });
    view! {
        <div role="columnheader" class:num=column.is_figure() aria-sort=sorted title=column.head(locale)>
            <button type="button" on:click=press><span>{column.head(locale)}</span>{icon}</button>
        </div>
    }
}

/// What a row says, and what is peculiar about the agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    cells: Vec<String>,
    came_as_number: bool,
    may_be_more: bool,
    queues: usize,
    is_off: bool,
}

impl Said {
    fn of(locale: Locale, floor: &QueueFloor, agent: &AgentRecord, columns: &[Column]) -> Self {
        let known = callin(floor, agent);
        Self {
            cells: columns.iter().map(|column| column.says(locale, floor, agent)).collect(),
            came_as_number: agent.id_came_as_number,
            may_be_more: known.may_be_more,
            queues: known.queues.len(),
            is_off: agent.enabled == Some(false),
        }
    }
}

#[component]
fn Row(desk: Desk, columns: &'static [Column], agent: String) -> impl IntoView {
    let locale = desk.reader.locale;
    let agent = StoredValue::new(agent);
    let said = Memo::new(move |_| {
        let floor = desk.floor.read();
        let floor = floor.as_ref()?;
        agent.with_value(|id| Some(Said::of(locale, floor, floor.agents.agents.get(id)?, columns)))
    });
    let index = move || {
        let place = agent.with_value(|id| desk.shown.read().iter().position(|shown| shown == id));
        place.map(|place| (place + 2).to_string())
    };
    let href = Memo::new(move |_| {
        let connection = desk.connection.read().as_ref().map(|connection| connection.id);
        let key = connection.map(|connection| agent.with_value(|id| agent_key(connection, id)));
        key.map(|key| agent_href(&desk.tenant(), &key))
    });
    let cells = move || {
        let said = said.get()?;
        let cells = columns.iter().zip(&said.cells).map(|(column, text)| match column {
            Column::Name => name(href.get(), text.clone(), said.is_off).into_any(),
            Column::Number => number(locale, text.clone(), said.came_as_number).into_any(),
            Column::Queues => queues(locale, text.clone(), &said).into_any(),
            Column::OtherQueues => others(locale, text.clone(), &said).into_any(),
            Column::Group
            | Column::Tenant
            | Column::Status
            | Column::SystemStatus
            | Column::UserStatus
            | Column::Callout
            | Column::Priority
            | Column::FollowMe => plain(*column, text.clone()).into_any(),
        });
        Some(cells.collect_view())
    };
    view! { <div class="record-row" role="row" aria-rowindex=index>{cells}</div> }.into_any()
}

fn name(href: Option<String>, text: String, is_off: bool) -> impl IntoView {
    view! {
        <div role="rowheader" class:is-off=is_off>
            <a class="name" href=href title=text.clone()>{text.clone()}</a>
        </div>
    }
}

/// An identifier that came as a number may lack a leading zero, so that nothing is written to the agent.
fn number(locale: Locale, text: String, came_as_number: bool) -> impl IntoView {
    let mark = came_as_number.then(|| {
        let title = td_string!(locale, agents_admin_as_number_title);
        view! { <span class="badge is-attention" title=title>{td_string!(locale, agents_admin_as_number)}</span> }
    });
    view! { <div role="cell" class="record-number"><span>{text}</span>{mark}</div> }
}

fn queues(locale: Locale, text: String, said: &Said) -> impl IntoView + use<> {
    let count = if said.may_be_more { format!("≥ {}", said.queues) } else { said.queues.to_string() };
    let more = said.may_be_more.then(|| td_string!(locale, agent_queues_least));
    let title = [Some(text.clone()), more.map(str::to_owned)];
    let title = title.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let more = more.map(|more| view! { <span class="visually-hidden">{more}</span> });
    view! { <div role="cell" class="record-queues" title=title><b>{count}</b>{more}<span>{text}</span></div> }
}

/// An agent who is in no other queue would have none without this one.
fn others(locale: Locale, text: String, said: &Said) -> impl IntoView + use<> {
    let body = if said.may_be_more {
        view! { <span title=td_string!(locale, agent_queues_least)>"≥ "{text}</span> }.into_any()
    } else if said.queues <= 1 {
        let title = td_string!(locale, agents_admin_only_title);
        view! { <span class="badge is-attention" title=title>{td_string!(locale, agents_admin_only)}</span> }.into_any()
    } else {
        text.into_any()
    };
    view! { <div role="cell" class="num">{body}</div> }
}

fn plain(column: Column, text: String) -> impl IntoView {
    let is_told = !text.is_empty();
    let shown = if is_told { text.clone() } else { "–".to_owned() };
    view! { <div role="cell" class:num=column.is_figure() class:none=!is_told title=is_told.then_some(text)>{shown}</div> }
}
