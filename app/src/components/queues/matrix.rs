//! Agents against queues: a window of rows of fixed height over however many agents there are, as on the board.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::agents::open_queue;
use super::desk::Desk;
use super::filters::columns;
use super::row::MatrixRow;
use super::wish::Filter;
use super::wish::Side;
use super::wish::Wish;
use crate::api::queues::QueueFloor;
use crate::components::listing::Nobody;
use crate::components::listing::Unread;
use crate::components::row_window::RowWindow;
use crate::components::ticks::TickAll;

/// A column: a queue, and how many agents are in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Column {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) members: usize,
}

#[component]
pub(super) fn Matrix(desk: Desk) -> impl IntoView {
    let is_read = Memo::new(move |_| desk.floor.read().is_some());
    let is_empty = Memo::new(move |_| desk.shown.read().is_empty());
    let waiting = move || view! { <Unread has_failed=Signal::derive(move || desk.trouble.read().is_some())/> };
    let nobody = move || nobody(desk);
    view! {
        <Show when=move || is_read.get() fallback=waiting>
            <Show when=move || !is_empty.get() fallback=nobody>
                <Table desk/>
            </Show>
        </Show>
    }
    .into_any()
}

#[component]
fn Table(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let window = RowWindow::over(move || desk.shown.read().len());
    let queues = Memo::new(move |_| {
        let side = desk.wish.read().side;
        let floor = desk.floor.read();
        floor.as_ref().map(|floor| counted(floor, side)).unwrap_or_default()
    });
    let steps = desk.planned();
    let visible = move || {
        let (from, to) = window.span.get();
        let shown = desk.shown.read();
        shown.get(from..to).map(<[String]>::to_vec).unwrap_or_default()
    };
    let row_count = move || desk.shown.read().len() + 1;
    let heads = move || queues.get().into_iter().map(|column| head(desk, column)).collect_view();
    view! {
        <div
            id="agents"
            class="agent-scroll queue-scroll has-selection"
            role="region"
            tabindex="0"
            aria-label=td_string!(locale, agents_label)
            node_ref=window.scroller
            on:scroll=move |_| window.measure()
        >
            <div class="queue-table" role="table" aria-label=td_string!(locale, queues_caption) aria-rowcount=row_count>
                <div class="agent-head-group" role="rowgroup">
                    <div class="queue-head" role="row">
                        <div role="columnheader">
                            <TickAll ticks=desk.ticks()/>
                            {td_string!(locale, column_agent)}
                        </div>
                        <div role="columnheader" class="num">{td_string!(locale, queues_sum)}</div>
                        <div role="columnheader" class="num" title=td_string!(locale, queues_priority)>{td_string!(locale, queues_prio)}</div>
                        <div role="columnheader">{td_string!(locale, act_callout)}</div>
                        {heads}
                    </div>
                </div>
                <div class="agent-body" role="rowgroup">
                    <div class="agent-spacer" node_ref=window.above aria-hidden="true"></div>
                    <For each=visible key=Clone::clone let:agent>
                        <MatrixRow desk agent queues steps/>
                    </For>
                    <div class="agent-spacer" node_ref=window.below aria-hidden="true"></div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The head of a queue shows its agents only, and everybody again.
fn head(desk: Desk, column: Column) -> impl IntoView {
    let locale = desk.reader.locale;
    let id = column.id.clone();
    let is_on = Memo::new(move |_| desk.wish.read().queue == id);
    let id = column.id.clone();
    let toggle = move |_| {
        let wanted = if is_on.get_untracked() { String::new() } else { id.clone() };
        desk.wish_for(|wish| wish.with_filter(Filter::Queue, wanted));
    };
    let title = td_string!(locale, queues_only, name = column.label.clone());
    let open = open_queue(desk, &column.id, &column.label);
    view! {
        <div role="columnheader" class="queue-column" class:is-on=move || is_on.get()>
            <button type="button" title=title aria-pressed=move || if is_on.get() { "true" } else { "false" } on:click=toggle>
                <span>{column.label}</span>
                <small>{column.members}</small>
            </button>
            {open}
        </div>
    }
    .into_any()
}

/// The queues with their agents counted.
fn counted(floor: &QueueFloor, side: Side) -> Vec<Column> {
    let mut members: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    match (side, &floor.memberships) {
        (Side::Callin, Some(scan)) => {
            for (agent, callin) in &scan.agents {
                for queue in &callin.queues {
                    members.entry(queue).or_default().insert(agent);
                }
            }
        }
        (Side::Callin, None) => {
            for agent in floor.agents.agents.values() {
                for queue in &agent.callin_shown {
                    members.entry(&queue.id).or_default().insert(&agent.external_id);
                }
            }
        }
        (Side::Callout, _) => {
            for agent in floor.agents.agents.values() {
                if let Some(queue) = &agent.callout {
                    members.entry(&queue.id).or_default().insert(&agent.external_id);
                }
            }
        }
    }
    let count = |id: &str| members.get(id).map_or(0, BTreeSet::len);
    columns(floor, side)
        .into_iter()
        .map(|queue| Column { members: count(&queue.id), label: queue.label().to_owned(), id: queue.id })
        .collect()
}

/// What stands in place of the list where the filters leave nobody.
pub(super) fn nobody(desk: Desk) -> impl IntoView {
    let total = move || desk.floor.read().as_ref().map_or(0, |floor| floor.agents.agents.len());
    let is_filtered = move || desk.wish.read().is_filtered();
    view! {
        <Nobody
            total=Signal::derive(total)
            is_filtered=Signal::derive(is_filtered)
            clear=move |()| desk.wish_for(Wish::unfiltered)
        />
    }
}
