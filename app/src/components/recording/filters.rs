//! The filters of the list. All of them stand in the address.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::wish::Filter;
use super::wish::Standing;
use super::wish::Wish;
use crate::components::listing::Choice;
use crate::components::listing::FilterSelect;

#[component]
pub(super) fn Filters(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let queues = Memo::new(move |_| {
        let floor = desk.readings.floor.read();
        let queues = floor.as_ref().map(|floor| floor.callin_queues()).unwrap_or_default();
        queues.into_iter().map(|queue| (queue.id.clone(), queue.label().to_owned())).collect::<Vec<Choice>>()
    });
    let groups = Memo::new(move |_| {
        let floor = desk.readings.floor.read();
        let agents = floor.iter().flat_map(|floor| floor.agents.agents.values());
        let groups: BTreeSet<String> = agents.filter_map(|agent| agent.group.clone()).collect();
        groups.into_iter().map(|group| (group.clone(), group)).collect::<Vec<Choice>>()
    });
    let states = Memo::new(move |_| {
        Standing::ALL.map(|state| (state.as_str().to_owned(), state.word(locale).to_owned())).to_vec()
    });
    let typed = move |event| {
        let text = event_target_value(&event);
        desk.wish_for(|wish| wish.with_filter(Filter::Text, text));
    };
    let clear = move |_| desk.wish_for(Wish::unfiltered);
    let count = move || {
        let of = desk.readings.floor.read().as_ref().map(|floor| floor.agents.agents.len());
        of.map(|of| td_string!(locale, queues_shown, shown = desk.shown.read().len(), of = of))
    };
    view! {
        <div class="filter-bar queues-filters">
            <input
                class="input"
                type="search"
                aria-label=td_string!(locale, find_agent)
                placeholder=td_string!(locale, find_agent)
                prop:value=move || desk.wish.read().text.clone()
                on:input=typed
            />
            <Select desk filter=Filter::Queue label=td_string!(locale, queues_in_queue) choices=queues/>
            <Select desk filter=Filter::Group label=td_string!(locale, recording_group) choices=groups/>
            <Select desk filter=Filter::State label=td_string!(locale, recording) choices=states/>
            <Show when=move || desk.wish.read().is_filtered()>
                <button class="button is-plain" type="button" on:click=clear>{td_string!(locale, clear_filters)}</button>
            </Show>
            <span class="spacer"></span>
            <span class="queues-count" role="status">{count}</span>
        </div>
    }
    .into_any()
}

#[component]
fn Select(
    desk: Desk,
    filter: Filter,
    /// What it filters by.
    label: &'static str,
    choices: Memo<Vec<Choice>>,
) -> impl IntoView {
    let chosen = Memo::new(move |_| desk.wish.read().filter(filter).to_owned());
    let choose = move |value| desk.wish_for(|wish| wish.with_filter(filter, value));
    view! { <FilterSelect label choices chosen choose/> }
}
