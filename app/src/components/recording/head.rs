//! The title: which connection, which part, when it was read, and reading it again.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::wish::Part;
use super::wish::Wish;
use crate::components::change_sets::ConnectionChoice;
use crate::components::change_sets::Reread;
use crate::components::change_sets::reading_words;
use crate::timing;

#[component]
pub(super) fn Head(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    // What is open belongs to the other connection.
    let choose = move |connection| desk.wish_for(|wish| Wish { connection, part: wish.part, ..Wish::default() });
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
    view! {
        <header class="page-head queues-head">
            <h1>{td_string!(locale, recording)}</h1>
            <ConnectionChoice
                connections=desk.page.with_value(|page| page.connections.clone())
                readings=desk.readings
                choose
            />
            <div class="segmented" role="group" aria-label=td_string!(locale, recording_part)>
                {part(Part::Agents, td_string!(locale, agents_label), None)}
                {part(Part::Policy, td_string!(locale, recording_policy), Some(missing))}
            </div>
            <p class="queues-age">{move || age(desk)}</p>
            <div class="page-actions">
                <Reread readings=desk.readings read=move |()| desk.read(true)/>
            </div>
        </header>
    }
    .into_any()
}

/// How far a reading is, or when the agents were read.
fn age(desk: Desk) -> String {
    let locale = desk.reader.locale;
    if let Some(progress) = desk.readings.reading.get() {
        return reading_words(locale, progress);
    }
    let floor = desk.readings.floor.read();
    let Some(floor) = floor.as_ref() else { return String::new() };
    let time = timing::time_of_day(floor.agents.as_of, desk.reader.zone);
    td_string!(locale, recording_read, time = time, of = floor.agents.agents.len())
}
