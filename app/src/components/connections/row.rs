//! One connection in the list: who, how it is and why, four figures, its last sixty polls, and one button that fits.

use domain::budget::AllowanceSource;
use domain::freshness::Freshness;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::report::ConnectionReport;
use domain::report::Need;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::allowance::Meter;
use super::desk::Desk;
use super::failure;
use super::health::HealthMark;
use super::part;
use super::side::Side;
use super::ticks::Ticks;
use crate::api::connections::PollConnection;
use crate::api::connections::ResumeConnection;
use crate::components::bits::lang;
use crate::timing;
use crate::words::connection as words;

/// The row.
#[component]
pub(super) fn ConnectionRow(
    /// What the page knows.
    desk: Desk,
    /// Which connection.
    id: ConnectionId,
    /// What is open at the side.
    side: Memo<Side>,
) -> impl IntoView {
    let locale = lang();
    let status = part(desk, id, |report| report.health.status);
    let level = move || match status.get().map(HealthStatus::need) {
        Some(Need::Alarm) => Some("alarm"),
        Some(Need::Attention) => Some("attention"),
        Some(Need::Nobody) | None => None,
    };
    let kind = part(desk, id, |report| report.kind);
    let name = part(desk, id, |report| report.name.clone());
    let place = part(desk, id, |report| (report.place.clone(), report.is_plain_http));
    let place = move || {
        let (place, is_plain) = place.get()?;
        Some(if is_plain { format!("{place}, {}", td_string!(locale, plain_http)) } else { place })
    };
    let word = move || status.get().map(|status| words::condition(desk.reader, status));
    let cause = part(desk, id, move |report| words::cause(desk.reader, report));
    let ticks = part(desk, id, |report| report.ticks.clone());
    let is_open = move || matches!(*side.read(), Side::Report(open) | Side::Edit(open) if open == id);
    let trouble = move || {
        let (of, error) = desk.trouble.get()?;
        (of == id).then(|| failure(desk.reader, &error))
    };
    view! {
        <li>
            <article
                class="connection"
                data-connection=id.to_string()
                data-level=level
                data-health=move || status.get().map(HealthStatus::slug)
                aria-current=move || is_open().then_some("true")
            >
                <span class="mark" aria-hidden="true">{move || kind.get().map(|kind| kind.mark())}</span>
                <div class="connection-id">
                    <h2><a href=move || desk.href(&Side::Report(id))>{move || name.get()}</a></h2>
                    <p class="host">{place}</p>
                </div>
                <div class="connection-health">
                    <p class="health-word"><HealthMark status/>{word}</p>
                    <p>{move || cause.get()}</p>
                </div>
                <Figures desk id/>
                <Ticks ticks/>
                <div class="connection-actions"><RowActions desk id status/></div>
                {trouble}
            </article>
        </li>
    }
    .into_any()
}

#[component]
fn Figures(desk: Desk, id: ConnectionId) -> impl IntoView {
    let locale = lang();
    let shown = Memo::new(move |_| {
        let now = desk.now.get();
        desk.reports
            .with(|reports| reports.iter().find(|report| report.id == id).map(|report| last_answer(desk, report, now)))
    });
    let budget = part(desk, id, |report| report.budget);
    let limit = move || {
        let budget = budget.get()?;
        Some(match (budget.per_minute, budget.source) {
            (Some(count), Some(AllowanceSource::Told)) => td_string!(locale, of_told, count = count),
            (Some(count), Some(AllowanceSource::Set) | None) => td_string!(locale, of_set, count = count),
            (None, _) => td_string!(locale, no_limit_known).to_owned(),
        })
    };
    let agents = part(desk, id, |report| (report.health.status, report.agents_kept, report.health.agents_expected));
    let agents_note = move || {
        let (status, kept, expected) = agents.get()?;
        Some(match expected {
            _ if status == HealthStatus::Disabled => td_string!(locale, not_read_now).to_owned(),
            _ if !status.is_good() && kept > 0 => td_string!(locale, kept_stale).to_owned(),
            Some(expected) => td_string!(locale, of_count, count = expected),
            None => String::new(),
        })
    };
    let secret = part(desk, id, |report| report.secret.clone());
    let secret_figure = move || {
        let Some(note) = secret.get().flatten() else {
            return view! { <b class="is-late">{td_string!(locale, not_set)}</b> }.into_any();
        };
        let date = words::date(desk.reader, note.set_at, desk.now.get_untracked());
        let by = by_whom(desk, note.set_by);
        view! { <b>{td_string!(locale, connection_set_on, date = date)}</b><small>{by}</small> }.into_any()
    };
    view! {
        <dl class="connection-figures">
            <div>
                <dt>{td_string!(locale, figure_last_answer)}</dt>
                <dd>
                    <b class:is-late=move || shown.get().is_some_and(|(_, _, late)| late)>{move || shown.get().map(|(age, ..)| age)}</b>
                    <small>{move || shown.get().map(|(_, note, _)| note)}</small>
                </dd>
            </div>
            <div class="is-rate">
                <dt>{td_string!(locale, figure_requests)}</dt>
                <dd>
                    <b>{move || budget.get().map(|budget| budget.counts.total())}</b>
                    <small>{limit}</small>
                    <Meter budget/>
                </dd>
            </div>
            <div>
                <dt>{td_string!(locale, figure_agents)}</dt>
                <dd><b>{move || agents.get().map(|(_, kept, _)| kept)}</b><small>{agents_note}</small></dd>
            </div>
            <div><dt>{td_string!(locale, figure_secret)}</dt><dd>{secret_figure}</dd></div>
        </dl>
    }
    .into_any()
}

/// Age, note, and whether it is late.
fn last_answer(desk: Desk, report: &ConnectionReport, now: UnixMs) -> (String, String, bool) {
    let locale = desk.reader.locale;
    let health = &report.health;
    let Some(at) = health.last_ok_at else {
        return (td_string!(locale, connection_never).to_owned(), String::new(), false);
    };
    let seconds = health.poll_interval_ms.div_ceil(1000);
    let is_off = health.status == HealthStatus::Disabled;
    let freshness = words::freshness_of(report, now);
    let note = match freshness {
        _ if is_off => timing::time_of_day(at, desk.reader.zone),
        Freshness::Fresh => td_string!(locale, every_s, seconds = seconds),
        Freshness::Aging => td_string!(locale, usual_s, seconds = seconds),
        Freshness::Stale => timing::time_of_day(at, desk.reader.zone),
    };
    (timing::age(now.seconds_since(at)), note, freshness != Freshness::Fresh && !is_off)
}

/// Who gave a secret.
pub(super) fn by_whom(desk: Desk, name: Option<String>) -> String {
    let locale = desk.reader.locale;
    match name {
        Some(name) => td_string!(locale, connection_by_person, name = name),
        None => td_string!(locale, by_command_line).to_owned(),
    }
}

/// What fits the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    ReplaceKey,
    Edit,
    TryNow,
    Resume,
    Test,
    Nothing,
}

impl Fit {
    const fn of(status: HealthStatus, has_secret: bool) -> Self {
        match status {
            HealthStatus::AuthFailed => Self::ReplaceKey,
            HealthStatus::Misconfigured if !has_secret => Self::ReplaceKey,
            HealthStatus::Misconfigured => Self::Edit,
            HealthStatus::Forbidden
            | HealthStatus::Unreachable
            | HealthStatus::ServerError
            | HealthStatus::BadBody
            | HealthStatus::Refused => Self::TryNow,
            HealthStatus::Disabled => Self::Resume,
            HealthStatus::RateLimited { .. } => Self::Nothing,
            HealthStatus::Starting | HealthStatus::Ok | HealthStatus::Degraded => Self::Test,
        }
    }
}

#[component]
fn RowActions(desk: Desk, id: ConnectionId, status: Memo<Option<HealthStatus>>) -> impl IntoView {
    let locale = lang();
    let has_secret = part(desk, id, |report| report.secret.is_some());
    let fit = Memo::new(move |_| status.get().map(|status| Fit::of(status, has_secret.get() == Some(true))));
    let unmapped = part(desk, id, |report| report.unmapped.len());
    let badge = move || {
        let count = unmapped.get().filter(|count| *count > 0)?;
        let href = desk.href(&Side::Report(id));
        Some(
            view! { <a class="badge is-attention" href=href>{td_string!(locale, n_unmapped_short, count = count)}</a> },
        )
    };
    let poll = ServerAction::<PollConnection>::new();
    let resume = ServerAction::<ResumeConnection>::new();
    Effect::new(move |_| {
        let failed = match (poll.value().get(), resume.value().get()) {
            (Some(Err(error)), _) | (_, Some(Err(error))) => Some((id, error)),
            (None, None) => return,
            (Some(Ok(())) | None, Some(Ok(())) | None) => None,
        };
        desk.trouble.set(failed);
        desk.refresh();
    });
    let is_busy = move || desk.testing.read().contains(&id);
    let button = move || match fit.get() {
        Some(Fit::ReplaceKey) => {
            let href = format!("{}#secret", desk.href(&Side::Report(id)));
            view! { <a class="button is-tiny" href=href>{td_string!(locale, replace_key)}</a> }.into_any()
        }
        Some(Fit::Edit) => {
            let href = desk.href(&Side::Edit(id));
            view! { <a class="button is-tiny" href=href>{td_string!(locale, connection_edit)}</a> }.into_any()
        }
        Some(Fit::TryNow) => view! {
            <ActionForm action=poll>
                <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="button is-tiny" type="submit">{td_string!(locale, try_now)}</button>
            </ActionForm>
        }
        .into_any(),
        Some(Fit::Resume) => view! {
            <ActionForm action=resume>
                <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="button is-tiny" type="submit">{td_string!(locale, connection_resume)}</button>
            </ActionForm>
        }
        .into_any(),
        Some(Fit::Test) => view! {
            <button class="button is-tiny" type="button" disabled=is_busy on:click=move |_| desk.test(id)>
                {move || if is_busy() {
                    td_string!(locale, connection_testing)
                } else {
                    td_string!(locale, connection_test)
                }}
            </button>
        }
        .into_any(),
        Some(Fit::Nothing) | None => ().into_any(),
    };
    view! { {badge}{button} }.into_any()
}
