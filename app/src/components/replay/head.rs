//! Says that this is the past, and which moment of it; what is wrong with that moment; and the way back.

use domain::replay::KeptDay;
use domain::time::UnixMs;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::board_href;
use crate::components::bits::lang;
use crate::live::Player;
use crate::live::Reading;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// What is to be said of a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Note {
    /// It is on its way.
    Loading,
    /// It could not be read.
    Failed(String),
    /// Nothing was kept as early as that; the first moment kept.
    BeforeAll(UnixMs),
    /// Nothing was read between these moments.
    NotObserved(UnixMs, UnixMs),
    /// There is nothing later.
    AtEdge,
}

/// The head.
#[component]
pub(super) fn ReplayHead(
    /// Address word of the tenant.
    tenant: String,
    /// What is played.
    player: Player,
    /// What is kept of its day.
    day: RwSignal<KeptDay>,
    /// The view, which the live board takes over.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let zone = reader.zone;
    let date = Memo::new(move |_| timing::date(locale, player.at.get(), zone));
    let time = move || timing::time_of_day(player.at.get(), zone);
    let machine = move || timing::field_value(player.at.get(), zone);
    let live = move || board_href(&tenant, &View { at: None, open: None, invalid: Vec::new(), ..view.get() });
    let note = Memo::new(move |_| note(player, &day.read(), reader));
    let clock = move |at| timing::hour_minute(at, zone);
    let text = move |note: Note| match note {
        Note::Loading => td_string!(locale, replay_loading).to_owned(),
        Note::Failed(text) => text,
        Note::BeforeAll(first) => {
            td_string!(locale, replay_before_all, time = timing::date_time(locale, first, zone))
        }
        Note::NotObserved(from, until) => {
            td_string!(locale, replay_not_observed, from = clock(from), until = clock(until))
        }
        Note::AtEdge => td_string!(locale, replay_at_edge).to_owned(),
    };
    let help = move || {
        let (word, to) = match note.get()? {
            Note::Failed(_) => (td_string!(locale, try_again), None),
            Note::BeforeAll(first) => (td_string!(locale, replay_to_first), Some(first)),
            Note::Loading | Note::NotObserved(..) | Note::AtEdge => return None,
        };
        let go = move |_| to.map_or_else(|| player.retry(), |to| player.seek(to));
        Some(view! { <button class="button" type="button" on:click=go>{word}</button> })
    };
    let is_loading = move || note.get() == Some(Note::Loading);
    view! {
        <section class="replay-head" aria-label=td_string!(locale, replay_moment)>
            <strong class="replay-word">{td_string!(locale, replay)}</strong>
            <time class="replay-time" datetime=machine>
                <span>{move || date.get()}</span>
                " "
                <b>{time}</b>
            </time>
            <p class="replay-note" role="status">{move || note.get().map(text)}</p>
            {help}
            <Show when=is_loading>
                <progress class="replay-progress" aria-label=td_string!(locale, replay_loading)></progress>
            </Show>
            <a class="button is-primary" href=live>{td_string!(locale, replay_to_live)}</a>
        </section>
    }
    .into_any()
}

fn note(player: Player, day: &KeptDay, reader: Reader) -> Option<Note> {
    let at = player.at.get();
    match player.reading.get() {
        Reading::Loading => return Some(Note::Loading),
        Reading::Failed(error) => return Some(Note::Failed(words::error(reader.locale, &error, reader.zone))),
        Reading::Ready => {}
    }
    if let Some(first) = day.first.filter(|first| at < *first) {
        return Some(Note::BeforeAll(first));
    }
    if player.is_at_edge() {
        return Some(Note::AtEdge);
    }
    let (from, until) = day.gap_at(at)?;
    Some(Note::NotObserved(from, until.min(player.edge.get())))
}
