//! Time per state: as a table with shares and reasons, and as a short list beside the board.

use domain::agent_day::AgentDay;
use domain::agent_day::DayTotal;
use domain::agent_day::Gap;
use domain::agent_day::GapCause;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::lang;
use super::state_textures::Swatch;
use super::state_textures::Texture;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// Gaps that are told one by one; of further ones only the number.
const GAPS: usize = 4;

fn texture(total: &DayTotal) -> Texture {
    total.total.state.map_or(Texture::NotObserved, Texture::State)
}

/// Of the time logged in, in whole percent; none for what is no part of it.
fn share(total: &DayTotal, ms: i64, logged_in_ms: i64) -> Option<String> {
    let counts = total.total.state.is_some_and(|state| state.is_logged_in()) && logged_in_ms > 0;
    counts.then(|| format!("{} %", (ms * 100 + logged_in_ms / 2) / logged_in_ms))
}

/// The table.
#[component]
pub(crate) fn DayTotals(
    /// The day, up to the moment that is shown.
    day: Memo<AgentDay>,
) -> impl IntoView {
    let locale = lang();
    let rows = move || {
        let day = day.read();
        day.totals.iter().map(|total| rows_of(locale, total, day.logged_in_ms)).collect_view()
    };
    view! {
        <table class="list-table day-totals">
            <caption class="visually-hidden">{td_string!(locale, day_totals)}</caption>
            <thead>
                <tr>
                    <th scope="col">{td_string!(locale, state)}</th>
                    <th scope="col" class="is-figure">{td_string!(locale, day_time)}</th>
                    <th scope="col" class="is-figure">{td_string!(locale, day_share)}</th>
                    <th scope="col" class="is-figure">{td_string!(locale, day_times)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn rows_of(locale: Locale, total: &DayTotal, logged_in_ms: i64) -> impl IntoView + use<> {
    let figures = |ms: i64, times: u32| {
        let share = share(total, ms, logged_in_ms).unwrap_or_else(|| "–".to_owned());
        view! {
            <td class="is-figure">{timing::clock(ms / 1000)}</td>
            <td class="is-figure second">{share}</td>
            <td class="is-figure second">{times.to_string()}</td>
        }
    };
    let glyph = total.total.state.map_or("unknown", words::glyph);
    let reasons = total
        .reasons
        .iter()
        .map(|reason| {
            let name = reason.reason.clone().unwrap_or_else(|| td_string!(locale, day_reason_none).to_owned());
            view! { <tr class="is-sub"><th scope="row">{name}</th>{figures(reason.ms, reason.times)}</tr> }
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row"><span class="day-state"><Glyph name=glyph/>{texture(total).word(locale)}</span></th>
            {figures(total.total.ms, total.total.times)}
        </tr>
        {reasons}
    }
}

/// Texture, state and time: the key of the strip and its sums in one.
#[component]
pub(crate) fn DayTotalsList(
    /// The day, up to the moment that is shown.
    day: Memo<AgentDay>,
) -> impl IntoView {
    let locale = lang();
    let items = move || {
        let day = day.read();
        day.totals
            .iter()
            .map(|total| {
                let texture = texture(total);
                view! { <li><Swatch texture/><span>{texture.word(locale)}</span><b>{timing::clock(total.total.ms / 1000)}</b></li> }
            })
            .collect_view()
    };
    view! { <ul class="totals" aria-label=td_string!(locale, day_totals)>{items}</ul> }.into_any()
}

/// When nobody looked, and why: it counts as no state.
#[component]
pub(crate) fn DayGaps(
    /// The day, up to the moment that is shown.
    day: Memo<AgentDay>,
    /// Whose word was missing.
    kind: ProviderKind,
) -> impl IntoView {
    let locale = lang();
    let lines = move || {
        let day = day.read();
        let told = day.gaps.iter().rev().take(GAPS).rev();
        let lines =
            told.map(|gap| view! { <p class="card-note">{gap_text(locale, &day, gap, kind)}</p> }).collect_view();
        let more = day.gaps.len().saturating_sub(GAPS);
        let more = (more > 0).then(|| view! { <p class="card-note">{counted!(locale, day_more_gaps, more)}</p> });
        view! { {lines}{more} }
    };
    view! { <div class="day-gaps">{lines}</div> }.into_any()
}

fn gap_text(locale: Locale, day: &AgentDay, gap: &Gap, kind: ProviderKind) -> String {
    let provider = kind.label();
    let cause = match gap.cause {
        GapCause::Provider(status) => {
            format!("{provider}: {}.", words::health(locale, status, day.day.clocks))
        }
        GapCause::NotRunning => td_string!(locale, day_gap_not_running).to_owned(),
        GapCause::NotListed => td_string!(locale, day_gap_not_listed, provider = provider),
        GapCause::NothingKept => td_string!(locale, day_gap_nothing).to_owned(),
    };
    let time = |at: UnixMs| timing::time_of_day(at, day.day.clocks);
    td_string!(locale, day_gap, from = time(gap.from), until = time(gap.until), cause = cause)
}
