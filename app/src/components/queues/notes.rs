//! What stands between the filters and the list: news, a reading that failed, and what cannot be promised.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use crate::components::change_sets::Failure;
use crate::components::change_sets::ReadingBar;
use crate::words;

#[component]
pub(super) fn Notes(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let trouble = move || {
        desk.trouble.get().map(|trouble| view! { <Failure readings=desk.readings reader=desk.reader trouble/> })
    };
    let unseen = move || {
        let floor = desk.floor.read();
        let floor = floor.as_ref()?;
        let unseen = floor.unseen.map(|trouble| {
            format!("{} {}", words::queues::trouble(locale, trouble), td_string!(locale, queues_unseen_text))
        });
        let partly = floor.memberships.as_ref().is_some_and(|scan| !scan.complete) || !floor.agents.complete;
        let text = unseen.or_else(|| partly.then(|| td_string!(locale, queues_partly_text).to_owned()))?;
        Some(view! { <p class="notice is-attention">{text}</p> })
    };
    view! {
        <div class="queues-notes">
            <ReadingBar readings=desk.readings/>
            <p class="notice is-info" role="status">{move || desk.said.get()}</p>
            {trouble}
            {unseen}
            <Show when=move || desk.selection.with(|selection| !selection.is_empty())>
                <p class="help">{move || td_string!(locale, queues_no_promise, provider = desk.kind().label())}</p>
            </Show>
        </div>
    }
    .into_any()
}
