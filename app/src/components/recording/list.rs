//! The agents and what was last set of each: a window of rows of fixed height over however many there are.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::row::AgentRow;
use super::wish::Wish;
use crate::components::listing::Nobody;
use crate::components::listing::Unread;
use crate::components::row_window::RowWindow;
use crate::components::ticks::TickAll;

#[component]
pub(super) fn AgentList(desk: Desk) -> impl IntoView {
    let is_read = Memo::new(move |_| desk.readings.floor.read().is_some() && desk.book.read().is_some());
    let is_empty = Memo::new(move |_| desk.shown.read().is_empty());
    let waiting = move || view! { <Unread has_failed=Signal::derive(move || desk.readings.trouble.read().is_some())/> };
    let nobody = move || {
        let total = move || desk.readings.floor.read().as_ref().map_or(0, |floor| floor.agents.agents.len());
        let is_filtered = move || desk.wish.read().is_filtered();
        view! {
            <Nobody
                total=Signal::derive(total)
                is_filtered=Signal::derive(is_filtered)
                clear=move |()| desk.wish_for(Wish::unfiltered)
            />
        }
    };
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
    let total = Signal::derive(move || desk.shown.read().len());
    let window = RowWindow::over(move || total.get());
    let RowWindow { scroller, above, below, span, .. } = window;
    let visible = move || {
        let (from, to) = span.get();
        let shown = desk.shown.read();
        shown.get(from..to).map(<[String]>::to_vec).unwrap_or_default()
    };
    let row_count = move || total.get() + 1;
    let may_switch = desk.may_switch();
    let select = may_switch.then(|| view! { <TickAll ticks=desk.ticks()/> });
    let switch = may_switch.then(|| view! { <div role="columnheader">{td_string!(locale, recording_switch)}</div> });
    view! {
        <div
            id="agents"
            class="agent-scroll queue-scroll recording-scroll has-selection"
            role="region"
            tabindex="0"
            aria-label=td_string!(locale, agents_label)
            node_ref=scroller
            on:scroll=move |_| window.measure()
        >
            <div class="queue-table" role="table" aria-label=td_string!(locale, recording_caption) aria-rowcount=row_count>
                <div class="agent-head-group" role="rowgroup">
                    <div class="queue-head recording-row" role="row">
                        <div role="columnheader">{select}{td_string!(locale, column_agent)}</div>
                        <div role="columnheader">{td_string!(locale, recording)}</div>
                        <div role="columnheader">{td_string!(locale, recording_set_here)}</div>
                        {switch}
                        <div role="columnheader">{td_string!(locale, recording_group)}</div>
                        <div role="columnheader">{td_string!(locale, queues_callin)}</div>
                    </div>
                </div>
                <div class="agent-body" role="rowgroup">
                    <div class="agent-spacer" node_ref=above aria-hidden="true"></div>
                    <For each=visible key=Clone::clone let:agent>
                        <AgentRow desk agent/>
                    </For>
                    <div class="agent-spacer" node_ref=below aria-hidden="true"></div>
                </div>
            </div>
        </div>
    }
    .into_any()
}
