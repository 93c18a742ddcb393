//! The filters of the list. All of them stand in the address.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::wish::Filter;
use super::wish::Side;
use super::wish::Wish;
use crate::api::queues::QueueFloor;
use crate::components::listing::Choice;
use crate::components::listing::FilterSelect;

#[component]
pub(super) fn Filters(
    desk: Desk,
    /// Also by domain, team or tenant.
    #[prop(optional)]
    with_group: bool,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let queues = Memo::new(move |_| {
        let side = desk.wish.read().side;
        let floor = desk.floor.read();
        let queues = floor.as_ref().map(|floor| columns(floor, side)).unwrap_or_default();
        queues.into_iter().map(|queue| (queue.id.clone(), queue.label().to_owned())).collect::<Vec<Choice>>()
    });
    let words = move |pick: fn(&domain::administration::AgentRecord) -> Option<String>| {
        Memo::new(move |_| {
            let floor = desk.floor.read();
            let agents = floor.iter().flat_map(|floor| floor.agents.agents.values());
            let words: BTreeSet<String> = agents.filter_map(pick).collect();
            words.into_iter().map(|word| (word.clone(), word)).collect::<Vec<Choice>>()
        })
    };
    let statuses = Memo::new(move |_| {
        vec![
            ("on".to_owned(), td_string!(locale, queues_status_on).to_owned()),
            ("off".to_owned(), td_string!(locale, queues_status_off).to_owned()),
        ]
    });
    let group = words(|agent| agent.group.clone());
    let group =
        with_group.then(|| view! { <Select desk filter=Filter::Group label=td_string!(locale, group) choices=group/> });
    let system = words(|agent| agent.system_status.clone());
    let user = words(|agent| agent.user_status.clone());
    let typed = move |event| {
        let text = event_target_value(&event);
        desk.wish_for(|wish| wish.with_filter(Filter::Text, text));
    };
    let clear = move |_| desk.wish_for(Wish::unfiltered);
    let count = move || {
        let (shown, of) = (desk.shown.read().len(), desk.floor.read().as_ref().map(|floor| floor.agents.agents.len()));
        of.map(|of| td_string!(locale, queues_shown, shown = shown, of = of))
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
            {group}
            <Select desk filter=Filter::Queue label=td_string!(locale, queues_in_queue) choices=queues/>
            <Select desk filter=Filter::Status label=td_string!(locale, queues_status) choices=statuses/>
            <Select desk filter=Filter::SystemStatus label=td_string!(locale, queues_system_status) choices=system/>
            <Select desk filter=Filter::UserStatus label=td_string!(locale, queues_user_status) choices=user/>
            <Show when=move || desk.wish.read().is_filtered()>
                <button class="button is-plain" type="button" on:click=clear>{td_string!(locale, clear_filters)}</button>
            </Show>
            <span class="spacer"></span>
            <span class="queues-count" role="status">{count}</span>
        </div>
    }
    .into_any()
}

/// The queues that stand in the columns.
pub(super) fn columns(floor: &QueueFloor, side: Side) -> Vec<domain::queue::NamedRef> {
    match side {
        Side::Callout => floor.callout_queues.clone(),
        Side::Callin => floor.callin_queues(),
    }
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
