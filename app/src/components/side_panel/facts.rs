//! What is known of an agent besides state and clock, as lists of names and values; what is not known is left out.

use domain::administration::RecordingState;
use domain::agent::AgentSnapshot;
use domain::agent::Device;
use domain::agent::Recording;
use domain::board::ConnectionView;
use domain::capability::Capability;
use domain::queue::Completeness;
use domain::queue::NamedRef;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// A name and its value.
pub(in crate::components) type Fact = (&'static str, Option<String>);

pub(in crate::components) fn facts(facts: Vec<Fact>) -> impl IntoView {
    let rows =
        facts.into_iter().filter_map(|(name, value)| Some(view! { <dt>{name}</dt><dd>{value?}</dd> })).collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

pub(in crate::components) fn call_facts(
    agent: &AgentSnapshot,
    connection: &ConnectionView,
    reader: Reader,
) -> Vec<Fact> {
    let locale = reader.locale;
    let Some(call) = &agent.call else {
        let reported = connection.capabilities.allows(Capability::CurrentCall);
        let text = if reported {
            td_string!(locale, no_call).to_owned()
        } else {
            td_string!(locale, not_reported_by, provider = connection.kind.label())
        };
        return vec![(td_string!(locale, current_call), Some(text))];
    };
    let started = call.started_at.map(|at| timing::time_of_day(at, reader.zone));
    vec![
        (td_string!(locale, call_kind), Some(kind_text(locale, call.direction, call.kind_raw.as_deref()))),
        (td_string!(locale, own_number), call.own_number.clone()),
        (td_string!(locale, call_started), started),
        (td_string!(locale, lead_id), call.lead_id.clone()),
        (td_string!(locale, lead_ref), call.lead_ref.clone()),
        (td_string!(locale, call_log), call.call_log_id.clone()),
        (td_string!(locale, call_id), call.call_id.clone()),
    ]
}

fn kind_text(locale: Locale, direction: domain::call::Direction, raw: Option<&str>) -> String {
    let word = words::direction(locale, direction);
    raw.map_or_else(|| word.to_owned(), |raw| format!("{word} ({raw})"))
}

pub(in crate::components) fn named(reference: &NamedRef) -> String {
    match &reference.name {
        Some(name) if *name != reference.id => format!("{name} · {}", reference.id),
        Some(_) | None => reference.id.clone(),
    }
}

pub(super) fn setup_facts(
    agent: &AgentSnapshot,
    recording: Option<&RecordingState>,
    connection: &ConnectionView,
    reader: Reader,
) -> Vec<Fact> {
    let locale = reader.locale;
    let provider = connection.kind.label();
    let callin = match (agent.callin.items.as_slice(), agent.callin.completeness) {
        ([], Completeness::Unknown | Completeness::AtLeast) => None,
        ([], Completeness::Complete) => Some(td_string!(locale, no_call).to_owned()),
        (items, completeness) => {
            let names = items.iter().map(named).collect::<Vec<_>>().join(", ");
            let more = completeness != Completeness::Complete;
            Some(if more { format!("{names} ({})", td_string!(locale, at_least)) } else { names })
        }
    };
    let recording = match (&agent.recording, recording) {
        (Recording::Reported { on }, _) => words::on_off(locale, *on).to_owned(),
        (Recording::Unknown, Some(set)) => words::recording(locale, set, provider, reader.zone),
        (Recording::Unknown, None) => td_string!(locale, recording_unknown, provider = provider),
    };
    let priority = agent.callin.priority.map(|priority| format!("{priority} {}", td_string!(locale, priority_all)));
    let person = person_facts(agent, locale);
    let queues = vec![
        (td_string!(locale, queue), agent.current_queue.as_ref().map(named)),
        (td_string!(locale, callin), callin),
        (td_string!(locale, priority), priority),
        (td_string!(locale, callout), agent.callout.as_ref().map(named)),
        (td_string!(locale, recording), Some(recording)),
    ];
    queues.into_iter().chain(person).collect()
}

/// What is known of the agent besides queues and recording.
pub(in crate::components) fn person_facts(agent: &AgentSnapshot, locale: Locale) -> Vec<Fact> {
    let account = agent.enabled.map(|enabled| {
        if enabled { td_string!(locale, account_active) } else { td_string!(locale, account_inactive) }.to_owned()
    });
    let yes_no = |yes: bool| if yes { td_string!(locale, yes) } else { td_string!(locale, no) }.to_owned();
    vec![
        (td_string!(locale, campaign), agent.campaign.as_ref().map(named)),
        (td_string!(locale, list), agent.list.as_ref().map(named)),
        (td_string!(locale, skills), (!agent.skills.is_empty()).then(|| agent.skills.join(", "))),
        (td_string!(locale, follow_me), agent.follow_me.map(yes_no)),
        (td_string!(locale, account), account),
        (td_string!(locale, calls_today), agent.calls_today.map(|count| count.to_string())),
        (td_string!(locale, calls_session), agent.calls_session.map(|count| count.to_string())),
        (td_string!(locale, login), agent.login.clone()),
        (td_string!(locale, group), agent.group.clone()),
        (td_string!(locale, external_id), Some(agent.external_id.clone())),
    ]
}

/// Each device as a list of its own.
pub(in crate::components) fn device_facts(locale: Locale, agent: &AgentSnapshot) -> Vec<AnyView> {
    let list = |device: &Device| {
        facts(vec![
            (td_string!(locale, device), device.user_agent.clone()),
            (td_string!(locale, network), device.network_ip.clone()),
            (td_string!(locale, server), device.server.clone()),
            (td_string!(locale, session), device.session.clone()),
            (td_string!(locale, connection_type), device.connection_type.clone()),
            (td_string!(locale, channel), device.channel.clone()),
        ])
        .into_any()
    };
    agent.devices.iter().map(list).collect()
}

pub(super) fn device_sections(locale: Locale, agent: &AgentSnapshot) -> Option<impl IntoView + use<>> {
    let lists = device_facts(locale, agent);
    (!lists.is_empty())
        .then(|| view! { <section class="panel-section"><h3>{td_string!(locale, devices)}</h3>{lists}</section> })
}
