//! One row as an agent: the state by the table of section 8.3, the clock by decision C3.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Device;
use domain::agent::IdKind;
use domain::agent::SubState;
use domain::call::CallPhase;
use domain::call::CurrentCall;
use domain::call::Direction;
use domain::clock::Clock;
use domain::queue::Completeness;
use domain::queue::NamedRef;
use domain::queue::QueueMembership;

use super::Context;
use super::Oddities;
use crate::convoso::wire::Row;
use crate::lenient::clip;
use crate::zone;

const LABEL_CHARS: usize = 128;
const RAW_CHARS: usize = 64;

pub(super) fn agent(
    row: Row,
    queue_names: &[(String, String)],
    context: &Context<'_>,
    odd: &mut Oddities,
) -> Result<AgentSnapshot, &'static str> {
    let external_id = row.user_id.clone().ok_or("no user id")?;
    odd.figures.extend(row.bad.iter().copied());
    let raw = row.status.as_deref().map(|word| clip(word, RAW_CHARS)).unwrap_or_default();
    let (state, sub) = state(row.status.as_deref());
    if state == AgentState::Unknown {
        odd.words.insert(raw.clone());
    }
    let mut agent = AgentSnapshot::new(external_id, IdKind::UserId, state, context.received_at);
    if let Some(name) = row.user_full_name.as_ref().or(row.extension.as_ref()) {
        agent.display_name = clip(name, LABEL_CHARS);
    }
    agent.sub = sub;
    agent.raw_status = raw;
    agent.raw_label = row.status_label.as_deref().map(|label| clip(label, LABEL_CHARS));
    agent.pause_reason = pause_reason(&row, state);
    agent.clock = clock(&row, context, odd);
    agent.extension = row.extension.as_deref().map(|extension| clip(extension, LABEL_CHARS));
    agent.campaign = NamedRef::from_parts(row.campaign_id.clone(), row.campaign_name.clone());
    agent.current_queue = NamedRef::from_parts(row.queue_id.clone(), row.queue_name.clone());
    agent.list = NamedRef::from_parts(row.list_id.clone(), row.list_name.clone());
    agent.callin = callin(&row, queue_names, context);
    agent.devices = device(&row).into_iter().collect();
    agent.skills = row.skills.iter().map(|skill| clip(skill, LABEL_CHARS)).collect();
    agent.calls_today = row.calls_today;
    agent.calls_session = row.total_calls;
    agent.provider_extra = row.extras.iter().map(|(name, value)| (name.clone(), clip(value, LABEL_CHARS))).collect();
    place_call(&mut agent, row);
    Ok(agent)
}

/// The state behind a status code. Codes vary by account (decision C4): one that is not listed is unknown, and the label
/// is never asked.
fn state(word: Option<&str>) -> (AgentState, Option<SubState>) {
    match word.map(str::to_ascii_uppercase).as_deref() {
        Some("READY" | "WAITING" | "CLOSER") => (AgentState::Available, None),
        Some("INCALL" | "ONCALL" | "IN_CALL") => (AgentState::OnCall, None),
        Some("RINGING" | "QUEUE") => (AgentState::Ringing, None),
        Some("TRANSFER") => (AgentState::OnCall, Some(SubState::Transfer)),
        Some("WRAP") => (AgentState::WrapUp, None),
        Some("DISPO") => (AgentState::WrapUp, Some(SubState::Disposition)),
        Some("DEAD") => (AgentState::WrapUp, Some(SubState::Dead)),
        Some("PAUSED" | "BREAK" | "LUNCH") => (AgentState::Paused, None),
        Some("LOGGED_OUT") => (AgentState::LoggedOut, None),
        Some(_) | None => (AgentState::Unknown, None),
    }
}

/// The label where it says more than the code; a code that is a reason itself stands in for a label that does not.
fn pause_reason(row: &Row, state: AgentState) -> Option<String> {
    if state != AgentState::Paused {
        return None;
    }
    let code = row.status.as_deref()?;
    let label = row.status_label.as_deref().filter(|label| !label.eq_ignore_ascii_case(code));
    let code = Some(code).filter(|code| !code.eq_ignore_ascii_case("PAUSED"));
    label.or(code).map(|reason| clip(reason, RAW_CHARS))
}

/// Seconds, else minutes and seconds, else the time of the change; else the floor says what it saw (decision C3).
fn clock(row: &Row, context: &Context<'_>, odd: &mut Oddities) -> Option<Clock> {
    if let Some(seconds) = row.status_time_sec.or(row.status_time_mmss) {
        return Some(Clock::reported_duration(context.received_at.plus_s(-i64::from(seconds))));
    }
    let changed = row.last_state_change.as_deref()?;
    let at = zone::naive_to_utc(changed, context.zone).or_else(|| zone::rfc3339(changed))?;
    let (since, ahead_s) = zone::not_in_future(at, context.received_at);
    odd.ahead_s = odd.ahead_s.max(ahead_s.unwrap_or(0));
    Some(Clock::reported_timestamp(since))
}

/// The queues the agent is assigned to, where the vendor lists their identifiers; whether those are all is not said.
fn callin(row: &Row, queue_names: &[(String, String)], context: &Context<'_>) -> QueueMembership {
    if row.queue_assignment_ids.is_empty() {
        return QueueMembership::default();
    }
    let name = |id: &str| queue_names.iter().find(|(listed, _)| listed == id).map(|(_, name)| name.clone());
    let mut items: Vec<NamedRef> =
        row.queue_assignment_ids.iter().map(|id| NamedRef { id: id.clone(), name: name(id) }).collect();
    items.sort();
    items.dedup();
    QueueMembership { items, completeness: Completeness::AtLeast, priority: None, as_of: Some(context.received_at) }
}

fn device(row: &Row) -> Option<Device> {
    let clipped = |text: &Option<String>| text.as_deref().map(|text| clip(text, LABEL_CHARS));
    let device = Device {
        connection_type: clipped(&row.connection_type),
        channel: clipped(&row.channel_type),
        ..Device::default()
    };
    (device != Device::default()).then_some(device)
}

/// The call, as far as the row tells: it has no customer number (decision C16) and no start. A lead without a call, as
/// on a waiting agent, is a detail of the agent.
fn place_call(agent: &mut AgentSnapshot, row: Row) {
    let phase = match agent.state {
        AgentState::OnCall => CallPhase::Connected,
        AgentState::Ringing => CallPhase::Ringing,
        AgentState::Dialing => CallPhase::Dialing,
        AgentState::OnHold => CallPhase::Held,
        AgentState::WrapUp => CallPhase::Ended,
        AgentState::Unknown => CallPhase::Unknown,
        AgentState::Available | AgentState::Paused | AgentState::Unavailable | AgentState::LoggedOut => {
            let details = [("lead_id", row.lead_id), ("call_log_id", row.call_log_id), ("call_type", row.call_type)];
            let details = details.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            agent.provider_extra.extend(details);
            return;
        }
    };
    if !agent.state.has_call() && row.lead_id.is_none() && row.call_log_id.is_none() {
        return;
    }
    agent.call = Some(CurrentCall {
        direction: match row.call_type.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("inbound") => Direction::Inbound,
            Some("outbound") => Direction::Outbound,
            Some(_) | None => Direction::Unknown,
        },
        kind_raw: row.call_type.as_deref().map(|word| clip(word, RAW_CHARS)),
        phase,
        lead_id: row.lead_id,
        call_log_id: row.call_log_id,
        ..CurrentCall::default()
    });
}
