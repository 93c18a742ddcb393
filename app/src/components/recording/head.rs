//! The title: which connection, which part, when it was read, and reading it again.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::wish::Part;
use super::wish::Wish;
use crate::components::bits::Icon;
use crate::timing;

#[component]
pub(super) fn Head(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let options = desk.page.with_value(|page| {
        let option = |connection: &crate::api::queues::QueueConnection| {
            let id = connection.id;
            let is_chosen = move || desk.readings.connection.read().as_ref().is_some_and(|chosen| chosen.id == id);
            let text = format!("{} · {}", connection.kind.label(), connection.name);
            view! { <option value=id.to_string() selected=is_chosen>{text}</option> }
        };
        page.connections.iter().map(option).collect_view()
    });
    let choose = move |event| {
        let id = event_target_value(&event).parse().ok();
        // What is open belongs to the other connection.
        desk.wish_for(|wish| Wish { connection: id, part: wish.part, ..Wish::default() });
    };
    let part = move |part: Part, text: &'static str, count: Option<Signal<usize>>| {
        let pressed = move || if desk.wish.read().part == part { "true" } else { "false" };
        let choose = move |_| desk.wish_for(|wish| Wish { part, ..wish });
        let count = move || {
            let count = count?.get();
            (count > 0).then(|| view! { " "<span class="badge">{count}</span> })
        };
        view! { <button type="button" aria-pressed=pressed on:click=choose>{text}{count}</button> }
    };
    let missing = Signal::derive(move || desk.review.read().gaps.len());
    let is_reading = Memo::new(move |_| desk.readings.reading.read().is_some());
    let reread = move |_| {
        if !is_reading.get_untracked() {
            desk.read(true);
        }
    };
    view! {
        <header class="page-head queues-head">
            <h1>{td_string!(locale, recording)}</h1>
            <label class="chip is-set">
                <span class="visually-hidden">{td_string!(locale, connection)}</span>
                <select on:change=choose>{options}</select>
            </label>
            <div class="segmented" role="group" aria-label=td_string!(locale, recording_part)>
                {part(Part::Agents, td_string!(locale, agents_label), None)}
                {part(Part::Policy, td_string!(locale, recording_policy), Some(missing))}
            </div>
            <p class="queues-age">{move || age(desk)}</p>
            <div class="page-actions">
                <button class="button" type="button" aria-disabled=move || is_reading.get().then_some("true") on:click=reread>
                    <Icon name="i-refresh"/>
                    {td_string!(locale, reread)}
                </button>
            </div>
        </header>
    }
    .into_any()
}

/// How far a reading is, or when the agents were read.
fn age(desk: Desk) -> String {
    let locale = desk.reader.locale;
    if let Some(progress) = desk.readings.reading.get() {
        return if progress.of == 0 {
            td_string!(locale, queues_reading_agents).to_owned()
        } else {
            td_string!(locale, queues_reading, done = progress.done, of = progress.of)
        };
    }
    let floor = desk.readings.floor.read();
    let Some(floor) = floor.as_ref() else { return String::new() };
    let time = timing::time_of_day(floor.agents.as_of, desk.reader.utc_offset_s);
    td_string!(locale, recording_read, time = time, of = floor.agents.agents.len())
}
