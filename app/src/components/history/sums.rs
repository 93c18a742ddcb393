//! The figures of all that is looked at, and what of it nobody observed.

use domain::agent::AgentState;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::percent;
use super::table::uncounted;
use crate::api::history::HistoryPage;
use crate::components::bits::Glyph;
use crate::components::bits::lang;
use crate::figures;
use crate::timing;
use crate::words;

/// Largest on the page.
#[component]
pub(crate) fn Sums(
    /// What is shown.
    page: HistoryPage,
) -> impl IntoView {
    let locale = lang();
    let total = page.total;
    let figure = |word: &'static str, glyph: Option<&'static str>, text: String, small: String| {
        let (glyph, said) = (glyph.map(|name| view! { <Glyph name/> }), small.clone());
        view! {
            <li>
                <div class="kpi">
                    <span class="kpi-word">{glyph}{word}</span>
                    <span class="kpi-figure"><strong>{text}</strong><small title=small>{said}</small></span>
                </div>
            </li>
        }
    };
    let none = || "–".to_owned();
    let state = |state: AgentState| {
        let share = total.share(state).map(percent).unwrap_or_default();
        figure(words::state(locale, state), Some(words::glyph(state)), timing::hours(total.in_state_ms(state)), share)
    };
    let calls = total.calls.map_or_else(none, |calls| figures::count(locale, calls).to_string());
    let not_observed = (total.not_observed_ms > 0).then(|| {
        let share = total.not_observed().map(percent).unwrap_or_default();
        let time = timing::hours(total.not_observed_ms);
        view! { <p class="notice is-attention">{td_string!(locale, history_not_observed_text, time = time, share = share)}</p> }
    });
    view! {
        <ul class="kpi-band history-sums" aria-label=td_string!(locale, history_sums)>
            {figure(
                td_string!(locale, history_occupancy),
                None,
                total.occupancy().map_or_else(none, percent),
                String::new(),
            )}
            {figure(td_string!(locale, history_calls), None, calls, uncounted(locale, &page.uncounted))}
            {figure(td_string!(locale, logged_in), None, timing::hours(total.logged_in_ms()), String::new())}
            {[AgentState::OnCall, AgentState::WrapUp, AgentState::Available, AgentState::Paused].map(state)}
        </ul>
        {not_observed}
    }
    .into_any()
}
