//! What the titles of these pages share: which connection, reading it again, and how far a reading is.

use domain::administration::ScanProgress;
use domain::id::ConnectionId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::readings::Readings;
use crate::api::queues::QueueConnection;
use crate::components::bits::Icon;
use crate::components::bits::lang;
use crate::i18n::Locale;

/// The connections to choose from.
#[component]
pub(crate) fn ConnectionChoice(
    /// All of them.
    connections: Vec<QueueConnection>,
    /// Which of them is shown.
    readings: Readings,
    /// Called with another one. What is open, and what is filtered by, belongs to the one before.
    #[prop(into)]
    choose: Callback<Option<ConnectionId>>,
) -> impl IntoView {
    let option = |connection: QueueConnection| {
        let id = connection.id;
        let is_chosen = move || readings.connection.read().as_ref().is_some_and(|chosen| chosen.id == id);
        let text = format!("{} · {}", connection.kind.label(), connection.name);
        view! { <option value=id.to_string() selected=is_chosen>{text}</option> }
    };
    view! {
        <label class="chip is-set">
            <span class="visually-hidden">{td_string!(lang(), connection)}</span>
            <select on:change=move |event| choose.run(event_target_value(&event).parse().ok())>
                {connections.into_iter().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// The button that reads anew.
#[component]
pub(crate) fn Reread(
    /// Whether a reading goes on.
    readings: Readings,
    /// Reads.
    #[prop(into)]
    read: Callback<()>,
) -> impl IntoView {
    let is_reading = Memo::new(move |_| readings.reading.read().is_some());
    let reread = move |_| {
        if !is_reading.get_untracked() {
            read.run(());
        }
    };
    view! {
        <button class="button" type="button" aria-disabled=move || is_reading.get().then_some("true") on:click=reread>
            <Icon name="i-refresh"/>
            {td_string!(lang(), reread)}
        </button>
    }
    .into_any()
}

/// How far a reading is, as a bar; nothing where nobody reads.
#[component]
pub(crate) fn ReadingBar(
    /// The reading.
    readings: Readings,
) -> impl IntoView {
    let label = td_string!(lang(), queues_reading_label);
    move || {
        let progress = readings.reading.get()?;
        Some(if progress.of == 0 {
            view! { <progress class="queues-reading" aria-label=label></progress> }.into_any()
        } else {
            let (max, value) = (progress.of.to_string(), progress.done.to_string());
            view! { <progress class="queues-reading" aria-label=label max=max value=value></progress> }.into_any()
        })
    }
}

/// How far a reading is, in words.
pub(crate) fn reading_words(locale: Locale, progress: ScanProgress) -> String {
    if progress.of == 0 {
        td_string!(locale, queues_reading_agents).to_owned()
    } else {
        td_string!(locale, queues_reading, done = progress.done, of = progress.of)
    }
}
