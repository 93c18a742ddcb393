//! Whether the picture moves: this screen's link, a pause, and how many connections are fresh.

use domain::freshness::Freshness;
use domain::health::HealthStatus;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::figures::counted;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::timing;

/// The Live/Paused button with what it stands on.
#[component]
pub(crate) fn LiveSwitch(
    /// The board's feed.
    board: LiveBoard,
) -> impl IntoView {
    let locale = lang();
    let (link, paused_at, waiting) = (board.link, board.paused_at, board.waiting);
    let word = move || match (paused_at.get(), link.get()) {
        (Some(_), _) if waiting.read().count() > 0 => {
            counted!(locale, n_waiting, waiting.read().count())
        }
        (Some(_), _) => td_string!(locale, paused_updates).to_owned(),
        (None, Link::Connecting) => td_string!(locale, connecting).to_owned(),
        (None, Link::Live) => td_string!(locale, live).to_owned(),
        (None, Link::Lost) => td_string!(locale, link_lost).to_owned(),
    };
    let kind = move || match (paused_at.get(), link.get()) {
        (Some(_), _) => Some("paused"),
        (None, Link::Lost) => Some("lost"),
        (None, Link::Connecting) => Some("stale"),
        (None, Link::Live) => None,
    };
    let title = move || {
        if paused_at.get().is_some() { td_string!(locale, resume_title) } else { td_string!(locale, pause_title) }
    };
    let (connections, now) = (board.connections, board.now);
    let fresh = Memo::new(move |_| {
        let (now, connections) = (now.get(), connections.read());
        // What an admin has switched off is not late.
        let asked = || connections.values().filter(|connection| connection.health.status != HealthStatus::Disabled);
        let fresh = asked().filter(|connection| connection.freshness(now) == Freshness::Fresh).count();
        let oldest = asked().filter_map(|connection| connection.health.last_ok_at).min();
        let age = oldest.map(|at| timing::age(now.seconds_since(at)));
        (fresh, asked().count(), age)
    });
    let fresh_text = move || {
        let (fresh, total, age) = fresh.get();
        let text = td_string!(locale, n_of_m_fresh, fresh = fresh, total = total);
        age.map_or_else(|| text.clone(), |age| format!("{text}, {age}"))
    };
    let late = move || {
        let (fresh, total, _) = fresh.get();
        fresh < total
    };
    let toggling = board.clone();
    view! {
        <div class="live-switch" role="group" aria-label=td_string!(locale, updates) data-kind=kind>
            <button
                type="button"
                aria-pressed=move || paused_at.get().is_none().to_string()
                title=title
                on:click=move |_| toggling.toggle_pause()
            >
                <span class="live-dot"></span>
                <span>{word}</span>
            </button>
            <span class="fresh" class:is-late=late>{fresh_text}</span>
        </div>
    }
    .into_any()
}
