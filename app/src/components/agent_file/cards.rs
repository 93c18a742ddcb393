//! What is known of an agent, one card for each subject. What a provider does not report is said in words.

use domain::administration::RecordingState;
use domain::agent::Recording;
use domain::queue::Completeness;
use domain::queue::NamedRef;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::File;
use crate::components::day_totals::DayGaps;
use crate::components::day_totals::DayTotals;
use crate::components::side_panel::CustomerNumber;
use crate::components::side_panel::call_facts;
use crate::components::side_panel::device_facts;
use crate::components::side_panel::facts;
use crate::components::side_panel::named;
use crate::components::side_panel::person_facts;
use crate::figures::counted;
use crate::timing;
use crate::words;

/// Time per state, and when nobody looked.
#[component]
pub(super) fn TotalsCard(file: File) -> impl IntoView {
    let File { day, agent, connection, reader, .. } = file;
    let locale = reader.locale;
    let logged_in = move || td_string!(locale, day_logged_in, time = timing::clock(day.read().logged_in_ms / 1000));
    let provider = connection.kind.label();
    let calls = move || {
        let (day, agent) = (day.read(), agent.read());
        let is_today = day.day.next.is_none();
        match (day.calls, agent.calls_today) {
            (_, Some(count)) if is_today => Some(counted!(locale, day_calls_today, count, provider = provider)),
            (Some(count), _) => Some(counted!(locale, day_calls, count, provider = provider)),
            (None, None) => Some(td_string!(locale, day_calls_none, provider = provider)),
            (None, Some(_)) => None,
        }
    };
    let calls = move || calls().map(|text| view! { <p class="card-note">{text}</p> });
    view! {
        <section class="file-card" aria-labelledby="agent-totals">
            <header>
                <h2 id="agent-totals">{td_string!(locale, day_totals)}</h2>
                <span class="spacer"></span>
                <small>{logged_in}</small>
            </header>
            <DayTotals day/>
            {calls}
            <DayGaps day kind=connection.kind/>
        </section>
    }
    .into_any()
}

/// The call that is going on.
#[component]
pub(super) fn CallCard(
    file: File,
    /// The agent's word on the board.
    open: Option<String>,
) -> impl IntoView {
    let File { tenant, connection, agent, reader, .. } = file;
    let locale = reader.locale;
    let call = Memo::new(move |_| agent.read().call.clone());
    let body = move || {
        call.track();
        let agent = agent.read_untracked();
        let number = agent.call.as_ref().and_then(|call| call.customer_number.clone()).zip(open.clone());
        let number = number.map(|(number, open)| {
            view! { <CustomerNumber tenant=tenant.clone() open number reader/> }
        });
        view! { {number}{facts(call_facts(&agent, &connection, reader))} }
    };
    view! {
        <section class="file-card" aria-labelledby="agent-call">
            <header><h2 id="agent-call">{td_string!(locale, current_call)}</h2></header>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}

/// Campaign, skills, account and the rest.
#[component]
pub(super) fn SetupCard(file: File) -> impl IntoView {
    let File { agent, reader, .. } = file;
    let locale = reader.locale;
    view! {
        <section class="file-card" aria-labelledby="agent-setup">
            <header><h2 id="agent-setup">{td_string!(locale, setup)}</h2></header>
            <div class="card-body">{move || facts(person_facts(&agent.read(), locale))}</div>
        </section>
    }
    .into_any()
}

/// The provider's own fields, those that may be shown.
#[component]
pub(super) fn SentCard(file: File) -> impl IntoView {
    let File { connection, agent, reader, .. } = file;
    let locale = reader.locale;
    let provider = connection.kind.label();
    let read = move || {
        let at = timing::time_of_day(agent.read().observed_at, reader.zone);
        td_string!(locale, agent_sent_note, time = at)
    };
    let body = move || {
        let agent = agent.read();
        if agent.provider_extra.is_empty() {
            return view! { <p class="card-note">{td_string!(locale, agent_sent_nothing, provider = provider)}</p> }
                .into_any();
        }
        let rows = agent
            .provider_extra
            .iter()
            .map(|(name, value)| view! { <tr><th scope="row"><code>{name.clone()}</code></th><td><code>{value.clone()}</code></td></tr> })
            .collect_view();
        view! {
            <table class="list-table">
                <caption class="visually-hidden">{td_string!(locale, provider_fields)}</caption>
                <thead><tr><th scope="col">{td_string!(locale, agent_field)}</th><th scope="col">{td_string!(locale, agent_value)}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="file-card" aria-labelledby="agent-sent">
            <header>
                <h2 id="agent-sent">{td_string!(locale, agent_sent, provider = provider)}</h2>
                <small>{read}</small>
            </header>
            {body}
        </section>
    }
    .into_any()
}

/// Queues and priority, and whether these are all.
#[component]
pub(super) fn QueuesCard(file: File) -> impl IntoView {
    let File { connection, agent, reader, .. } = file;
    let locale = reader.locale;
    let provider = connection.kind.label();
    let known = move || {
        let agent = agent.read();
        let time = agent.callin.as_of.map(|at| timing::time_of_day(at, reader.zone));
        let word = match agent.callin.completeness {
            Completeness::Complete => td_string!(locale, agent_queues_complete),
            Completeness::AtLeast => td_string!(locale, agent_queues_least),
            Completeness::Unknown => return None,
        };
        let read = time.map(|time| td_string!(locale, agent_queues_read, time = time));
        Some([Some(word.to_owned()), read].into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    let body = move || {
        let agent = agent.read();
        let items = agent.callin.items.iter().map(queue_line).collect_view();
        let none = agent.callin.items.is_empty().then(|| {
            let text = match agent.callin.completeness {
                Completeness::Complete => td_string!(locale, no_call).to_owned(),
                Completeness::AtLeast | Completeness::Unknown => {
                    td_string!(locale, not_reported_by, provider = provider)
                }
            };
            view! { <p class="quiet">{text}</p> }
        });
        let not_reported = || td_string!(locale, not_reported_by, provider = provider);
        let label = |queue: &Option<NamedRef>| queue.as_ref().map_or_else(not_reported, named);
        let priority = agent.callin.priority.map(|priority| format!("{priority} {}", td_string!(locale, priority_all)));
        let rest = facts(vec![
            (td_string!(locale, priority), Some(priority.unwrap_or_else(not_reported))),
            (td_string!(locale, callout), Some(label(&agent.callout))),
            (td_string!(locale, queue), agent.current_queue.as_ref().map(named)),
        ]);
        view! { <ul class="queue-list">{items}</ul>{none}{rest} }
    };
    view! {
        <section class="file-card" aria-labelledby="agent-queues">
            <header>
                <h2 id="agent-queues">{td_string!(locale, queues_label)}</h2>
                <span class="spacer"></span>
                <small>{known}</small>
            </header>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}

fn queue_line(queue: &NamedRef) -> impl IntoView + use<> {
    let id = queue.name.as_ref().filter(|name| **name != queue.id).map(|_| queue.id.clone());
    view! { <li><b>{queue.label().to_owned()}</b><span>{id}</span></li> }
}

/// Recording as it is known: reported, set here and never confirmed, or not known.
#[component]
pub(super) fn RecordingCard(file: File) -> impl IntoView {
    let File { connection, agent, recording, reader, .. } = file;
    let locale = reader.locale;
    let provider = connection.kind.label();
    let body = move || {
        let (agent, recording) = (agent.read(), recording.read());
        let (state, text) = match (&agent.recording, &*recording) {
            (Recording::Reported { on }, _) => {
                (Some(*on), td_string!(locale, agent_recording_reported, provider = provider))
            }
            (Recording::Unknown, Some(set)) => (relied_on(set), words::recording(locale, set, provider, reader.zone)),
            (Recording::Unknown, None) => (None, td_string!(locale, recording_unknown, provider = provider)),
        };
        let choice = |of: Option<bool>, word: &'static str| {
            let current = (of == state).then_some("true");
            view! { <li aria-current=current>{word}</li> }
        };
        view! {
            <ul class="tri-state">
                {choice(None, td_string!(locale, agent_recording_unknown))}
                {choice(Some(true), words::on_off(locale, true))}
                {choice(Some(false), words::on_off(locale, false))}
            </ul>
            <p class="quiet">{text}</p>
        }
    };
    view! {
        <section class="file-card" aria-labelledby="agent-recording">
            <header><h2 id="agent-recording">{td_string!(locale, recording)}</h2></header>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}

/// What was set here, for as long as it is relied on.
const fn relied_on(state: &RecordingState) -> Option<bool> {
    match state {
        RecordingState::LastSet { on, is_relied_on: true, .. } => Some(*on),
        RecordingState::LastSet { is_relied_on: false, .. } | RecordingState::Unknown => None,
    }
}

/// Telephones and browsers.
#[component]
pub(super) fn DevicesCard(file: File) -> impl IntoView {
    let File { connection, agent, reader, .. } = file;
    let locale = reader.locale;
    let provider = connection.kind.label();
    let body = move || {
        let lists = device_facts(locale, &agent.read());
        if lists.is_empty() {
            view! { <p class="quiet">{td_string!(locale, not_reported_by, provider = provider)}</p> }.into_any()
        } else {
            lists.into_any()
        }
    };
    view! {
        <section class="file-card" aria-labelledby="agent-devices">
            <header><h2 id="agent-devices">{td_string!(locale, devices)}</h2></header>
            <div class="card-body">{body}</div>
        </section>
    }
    .into_any()
}
