//! Play, speed, steps, the way through the day, and the link to the moment.

use domain::replay::KeptDay;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::jump::Jump;
use super::keys;
use super::track::Track;
use crate::components::bits::Icon;
use crate::components::bits::board_href;
use crate::components::bits::lang;
use crate::components::clipboard::copy_text;
use crate::live::Player;
use crate::live::SPEEDS;
use crate::row_model::Reader;

/// A small step, by an arrow key,
pub(super) const STEP_S: i64 = 10;
/// and a long one, with shift.
pub(super) const LONG_STEP_S: i64 = 300;

/// The bar at the foot of the page.
#[component]
pub(super) fn Controls(
    /// Address word of the tenant.
    tenant: String,
    /// What is played.
    player: Player,
    /// What is kept of its day.
    day: RwSignal<KeptDay>,
    /// The view, for the link.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    keys::listen(player);
    let is_playing = player.is_playing;
    let play_word = move || {
        if is_playing.get() { td_string!(locale, replay_pause) } else { td_string!(locale, replay_play) }
    };
    let play_icon = Signal::derive(move || if is_playing.get() { "i-pause" } else { "i-play" });
    let step = move |seconds: i64, text: &'static str, label: &'static str| {
        // The name holds what is seen, for people who speak to their computer.
        let name = format!("{text} · {label}");
        view! {
            <button class="button" type="button" aria-label=name title=label on:click=move |_| player.step(seconds)>
                {text}
            </button>
        }
    };
    let speeds = SPEEDS.map(|speed| {
        let label = td_string!(locale, replay_times, times = speed);
        view! {
            <button
                type="button"
                aria-label=label
                aria-pressed=move || (player.speed.get() == speed).to_string()
                on:click=move |_| player.speed.set(speed)
            >
                {format!("×{speed}")}
            </button>
        }
    });
    view! {
        <section class="replay-controls" aria-label=td_string!(locale, replay_controls)>
            <Track player day reader/>
            <div class="replay-buttons">
                <div class="replay-group" role="group" aria-label=td_string!(locale, replay_steps)>
                    {step(-LONG_STEP_S, "−5 min", td_string!(locale, replay_back_long))}
                    {step(-STEP_S, "−10 s", td_string!(locale, replay_back))}
                    <button
                        class="button is-primary replay-play"
                        type="button"
                        disabled=move || player.is_at_edge() && !is_playing.get()
                        on:click=move |_| player.toggle()
                    >
                        <Icon name=play_icon/>
                        {play_word}
                    </button>
                    {step(STEP_S, "+10 s", td_string!(locale, replay_on))}
                    {step(LONG_STEP_S, "+5 min", td_string!(locale, replay_on_long))}
                </div>
                <div class="segmented" role="group" aria-label=td_string!(locale, replay_speed)>{speeds}</div>
                <span class="spacer"></span>
                <Jump player reader/>
                <CopyLink tenant player view/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn CopyLink(tenant: String, player: Player, view: Memo<View>) -> impl IntoView {
    let locale = lang();
    let copied = RwSignal::new(None);
    let copy = move |_| {
        let at = Some(player.at.get_untracked());
        let path = board_href(&tenant, &View { at, invalid: Vec::new(), ..view.get_untracked() });
        let origin = window().location().origin().unwrap_or_default();
        copied.set(Some(copy_text(&format!("{origin}{path}"))));
    };
    // What was copied is of the moment at which it was.
    let moved = Memo::new(move |_| player.at.get());
    Effect::new(move |_| {
        moved.track();
        copied.set(None);
    });
    let note = move || match copied.get() {
        Some(true) => td_string!(locale, people_link_copied),
        Some(false) => td_string!(locale, replay_copy_refused),
        None => "",
    };
    view! {
        <button class="button" type="button" on:click=copy>
            <Icon name="i-copy"/>
            {td_string!(locale, replay_copy)}
        </button>
        <span class="replay-copied" role="status">{note}</span>
    }
    .into_any()
}
