//! What a provider's allowance is spent on: a meter where a real limit is known, and who named it.

use domain::budget::AllowanceSource;
use domain::budget::Budget;
use domain::id::ConnectionId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::part;
use crate::components::bits::lang;
use crate::figures::counted;
use crate::words::connection as words;

/// The meter of a minute; nothing where no limit is known.
#[component]
pub(super) fn Meter(
    /// Requests and limit.
    budget: Memo<Option<Budget>>,
) -> impl IntoView {
    let locale = lang();
    move || {
        let budget = budget.get()?;
        let limit = budget.per_minute.filter(|limit| *limit > 0)?;
        let share = |count: u32| f64::from(count.min(limit)) * 100.0 / f64::from(limit);
        let counts = budget.counts;
        let widths = [share(counts.polls), share(counts.reads), share(counts.writes)];
        let (second, third) = (widths[0], widths[0] + widths[1]);
        let percent = |value: f64| format!("{value:.2}%");
        let label = td_string!(locale, meter_label, used = counts.total(), limit = limit);
        Some(view! {
            <svg class="meter" role="img" aria-label=label>
                <rect class="meter-track" width="100%" height="100%"></rect>
                <rect class="meter-poll" width=percent(widths[0]) height="100%"></rect>
                <rect class="meter-read" x=percent(second) width=percent(widths[1]) height="100%"></rect>
                <rect class="meter-write" x=percent(third) width=percent(widths[2]) height="100%"></rect>
            </svg>
        })
    }
}

/// The panel's section.
#[component]
pub(super) fn AllowanceSection(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let budget = part(desk, id, |report| report.budget);
    let source = move || match budget.get().and_then(|budget| budget.source) {
        Some(AllowanceSource::Told) => td_string!(locale, allowance_told),
        Some(AllowanceSource::Set) => td_string!(locale, allowance_set),
        None => "",
    };
    let spent = move || {
        let budget = budget.get()?;
        let counts = budget.counts;
        let left =
            budget.left().map(|left| view! { <li class="is-left">{td_string!(locale, spent_left, count = left)}</li> });
        Some(view! {
            <ul class="meter-key">
                <li class="is-poll">{counted!(locale, spent_polls, counts.polls)}</li>
                <li class="is-read">{counted!(locale, spent_reads, counts.reads)}</li>
                <li class="is-write">{counted!(locale, spent_writes, counts.writes)}</li>
                {left}
            </ul>
        })
    };
    let unknown = move || {
        let has_limit = budget.get().is_some_and(|budget| budget.per_minute.is_some());
        (!has_limit).then(|| view! { <p class="help">{td_string!(locale, allowance_unknown)}</p> })
    };
    let facts = part(desk, id, |report| {
        (
            report.allowance,
            report.health.poll_interval_ms,
            report.health.requests_last_sweep,
            report.usual_ms,
            report.health.clock_skew_s,
        )
    });
    let rows = move || {
        let (allowance, interval_ms, requests, usual_ms, skew_s) = facts.get()?;
        let window = allowance.map(|told| {
            let value =
                td_string!(locale, window_value, limit = told.limit, seconds = told.window_s, left = told.remaining);
            view! { <dt>{td_string!(locale, fact_window)}</dt><dd>{value}</dd> }
        });
        let interval = (interval_ms > 0).then(|| {
            let value = td_string!(locale, interval_value, seconds = interval_ms.div_ceil(1000), requests = requests);
            view! { <dt>{td_string!(locale, fact_interval)}</dt><dd>{value}</dd> }
        });
        let usual =
            usual_ms.map(|usual| view! { <dt>{td_string!(locale, fact_usual)}</dt><dd>{words::sweep(usual)}</dd> });
        let clock = skew_s.filter(|skew| skew.abs() > 2).map(|skew| {
            view! { <dt>{td_string!(locale, fact_clock)}</dt><dd>{td_string!(locale, clock_value, seconds = skew)}</dd> }
        });
        Some(view! { <dl class="facts">{window}{interval}{usual}{clock}</dl> })
    };
    view! {
        <section class="panel-section">
            <h3>{td_string!(locale, allowance)}<small>{source}</small></h3>
            <Meter budget/>
            {spent}
            {unknown}
            {rows}
        </section>
    }
    .into_any()
}
