//! A connection's condition: a shape, a word, and why, in our words with the times that matter.

use domain::freshness::Freshness;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::report::Need;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::part;
use crate::components::bits::Glyph;
use crate::components::bits::Icon;
use crate::components::bits::lang;
use crate::timing;
use crate::words::connection as words;

/// Rows are stale from this many intervals on (as `domain::freshness` counts).
const STALE_INTERVALS: i64 = 4;

/// The shape of a condition.
#[component]
pub(super) fn HealthMark(status: Memo<Option<HealthStatus>>) -> impl IntoView {
    move || match status.get() {
        Some(HealthStatus::Ok) => view! { <span class="is-done"><Icon name="i-check"/></span> }.into_any(),
        Some(HealthStatus::Starting) => view! { <Icon name="i-busy"/> }.into_any(),
        Some(HealthStatus::Disabled) | None => view! { <Glyph name="loggedout"/> }.into_any(),
        Some(HealthStatus::RateLimited { .. }) => view! { <Glyph name="paused"/> }.into_any(),
        Some(status) if status.need() == Need::Attention => view! { <Glyph name="attention"/> }.into_any(),
        Some(_) => view! { <Glyph name="alarm"/> }.into_any(),
    }
}

/// The panel's first section.
#[component]
pub(super) fn HealthSection(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let status = part(desk, id, |report| report.health.status);
    let level = move || match status.get().map(HealthStatus::need) {
        Some(Need::Alarm) => Some("alarm"),
        Some(Need::Attention) => Some("attention"),
        Some(Need::Nobody) | None => None,
    };
    let word = move || status.get().map(|status| words::condition(desk.reader, status));
    let times = part(desk, id, |report| {
        (report.health.status, report.health.last_ok_at, report.health.poll_interval_ms, report.agents_kept)
    });
    let time = move || {
        let (status, last_ok_at, ..) = times.get()?;
        let now = desk.now.get();
        if let HealthStatus::RateLimited { until } = status
            && until > now
        {
            let left = timing::clock(until.seconds_since(now));
            return Some(view! { {left}<small>{td_string!(locale, time_left)}</small> });
        }
        let at = last_ok_at.filter(|_| status != HealthStatus::Disabled)?;
        let age = timing::age(now.seconds_since(at));
        Some(view! { {age}<small>{td_string!(locale, since_answer)}</small> })
    };
    let cause = part(desk, id, move |report| words::cause(desk.reader, report));
    let turn = move || {
        let (status, last_ok_at, interval_ms, agents) = times.get()?;
        let last_ok_at = last_ok_at.filter(|_| !status.is_good() && status != HealthStatus::Disabled && agents > 0)?;
        let at = UnixMs(last_ok_at.0 + STALE_INTERVALS * i64::from(interval_ms.max(1000)));
        let time = timing::time_of_day(at, desk.reader.zone);
        Some(if domain::freshness::freshness(Some(last_ok_at), interval_ms, desk.now.get()) == Freshness::Stale {
            td_string!(locale, rows_are_stale, time = time)
        } else {
            td_string!(locale, rows_turn_stale, time = time)
        })
    };
    let warnings = part(desk, id, |report| report.health.warnings.clone());
    let oddities = move || {
        let warnings = warnings.get().filter(|warnings| !warnings.is_empty())?;
        let lines = warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view();
        Some(view! {
            <details class="oddities">
                <summary>{td_string!(locale, oddities)}</summary>
                // Written by the server, in English only.
                <ul lang="en">{lines}</ul>
            </details>
        })
    };
    view! {
        <section class="panel-section" aria-label=td_string!(locale, connection_health)>
            <div class="now" data-level=level>
                <HealthMark status/>
                <span class="now-word">{word}</span>
                <span class="now-time">{time}</span>
                <p>{move || cause.get()}" "{turn}</p>
            </div>
            {oddities}
        </section>
    }
    .into_any()
}
