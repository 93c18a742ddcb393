//! Reading a strip stretch by stretch: one stop of the keyboard, the arrows from one stretch to the next, or the pointer.

use domain::agent_day::AgentDay;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::scale::Scale;
use super::stretch_text;
use crate::components::bits::lang;

/// Lies over the strip and says which stretch is under it. There is none without JavaScript; the table says the same.
#[component]
pub(super) fn Reading(
    /// The day.
    day: Memo<AgentDay>,
    /// The hours it shows.
    scale: Memo<Scale>,
    /// Which stretch is being read.
    chosen: RwSignal<Option<usize>>,
    /// What the strip is drawn in.
    frame: NodeRef<html::Div>,
) -> impl IntoView {
    let locale = lang();
    let works = RwSignal::new(false);
    Effect::new(move |_| works.set(true));
    let range = move || {
        let (scale, day) = (scale.get(), day.read());
        let on_strip = |at: &usize| {
            let stretch = &day.stretches[*at].stretch;
            scale.percent(stretch.from, stretch.until).is_some()
        };
        let count = day.stretches.len();
        ((0..count).find(on_strip).unwrap_or(0), (0..count).rfind(on_strip).unwrap_or(0))
    };
    let go = move |key: &str| {
        let (first, last) = range();
        let at = chosen.get_untracked().map(|at| at.clamp(first, last));
        let to = match (key, at) {
            ("ArrowRight" | "ArrowUp", Some(at)) => (at + 1).min(last),
            ("ArrowRight" | "ArrowUp" | "Home", None) | ("Home", Some(_)) => first,
            ("ArrowLeft" | "ArrowDown", Some(at)) => at.saturating_sub(1).max(first),
            ("ArrowLeft" | "ArrowDown" | "End", None) | ("End", Some(_)) => last,
            _ => return false,
        };
        chosen.set(Some(to));
        true
    };
    let point = move |x_px: i32| {
        let Some(frame) = frame.get_untracked() else { return };
        let width_px = f64::from(frame.offset_width().max(1));
        let moment = scale.get_untracked().moment(f64::from(x_px) / width_px);
        let day = day.read_untracked();
        chosen.set(
            day.stretches.iter().position(|stretch| stretch.stretch.from <= moment && moment < stretch.stretch.until),
        );
    };
    let text = move || {
        let day = day.read();
        let stretch = chosen.get().and_then(|at| day.stretches.get(at));
        stretch
            .map_or_else(|| td_string!(locale, day_read_hint).to_owned(), |stretch| stretch_text(locale, &day, stretch))
    };
    move || {
        works.get().then(|| {
            view! {
                <div
                    class="strip-reader"
                    role="slider"
                    tabindex="0"
                    aria-label=td_string!(locale, day_read_label)
                    aria-orientation="horizontal"
                    aria-valuemin=move || (range().0 + 1).to_string()
                    aria-valuemax=move || (range().1 + 1).to_string()
                    aria-valuenow=move || (chosen.get().unwrap_or_else(|| range().1) + 1).to_string()
                    aria-valuetext=text
                    on:keydown=move |event| {
                        if !event.ctrl_key() && !event.meta_key() && !event.alt_key() && go(&event.key()) {
                            event.prevent_default();
                        }
                    }
                    on:mousemove=move |event| point(event.offset_x())
                    on:mouseleave=move |_| chosen.set(None)
                    on:blur=move |_| chosen.set(None)
                ></div>
            }
        })
    }
}
