//! What TEL4VN's rows mean: rows of devices become agents, and words become states.
//!
//! Pure: the same answer gives the same snapshot, whatever the order of its rows.

mod merge;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::Device;
use domain::agent::IdKind;
use domain::call::CallPhase;
use domain::call::CurrentCall;
use domain::call::Direction;
use domain::clock::Clock;
use domain::clock::StartSource;
use domain::queue::FigureScope;
use domain::snapshot::ProviderTotals;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use jiff::tz::TimeZone;

use super::wire::Answer;
use super::wire::Row;
use super::wire::row;
use crate::lenient;
use crate::lenient::clip;
use crate::zone;

const LABEL_CHARS: usize = 128;
const RAW_CHARS: usize = 64;

/// What the rows do not say themselves.
pub(super) struct Context<'a> {
    /// Zone of the provider's naive times.
    pub(super) zone: &'a TimeZone,
    /// When the answer came.
    pub(super) received_at: UnixMs,
}

/// The answer as a snapshot. Never fails: what cannot be read is a warning.
pub(super) fn normalise(answer: Answer, context: &Context<'_>) -> Snapshot {
    let mut snapshot = Snapshot::new(context.received_at);
    let mut ahead_s = 0;
    let mut devices = Vec::new();
    for (index, value) in answer.rows.iter().enumerate() {
        match row(value).ok_or("not an object").and_then(|row| agent(row, context, &mut ahead_s)) {
            Ok(agent) => devices.push(agent),
            Err(reason) => {
                // Whose row it was is unknown, so nobody may be taken for absent.
                snapshot.complete = false;
                let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
                snapshot.warnings.push(Warning::BadRow { row, reason: reason.to_owned() });
            }
        }
    }
    let (agents, duplicates) = merge::merge(devices);
    snapshot.agents = agents;
    snapshot.warnings.extend(duplicates.into_iter().map(|external_id| Warning::DuplicateAgent { external_id }));
    warn_of_words(&mut snapshot);
    if ahead_s > 0 {
        snapshot.warnings.push(Warning::ClockSkew { seconds: ahead_s });
    }
    total(&mut snapshot, &answer);
    snapshot
}

/// Odd states and identifiers, each named once.
fn warn_of_words(snapshot: &mut Snapshot) {
    let mut words: Vec<&str> = snapshot
        .agents
        .iter()
        .filter(|agent| agent.state == AgentState::Unknown)
        .map(|agent| agent.raw_status.as_str())
        .collect();
    words.sort_unstable();
    words.dedup();
    let unknown = words.into_iter().map(|raw| Warning::UnknownState { raw: raw.to_owned() });
    let twins = lenient::case_only_duplicates(snapshot.agents.iter().map(|agent| agent.external_id.as_str()));
    let twins = twins.into_iter().map(|id| Warning::CaseOnlyDuplicate { external_id: id.to_owned() });
    let warnings: Vec<Warning> = unknown.chain(twins).collect();
    snapshot.warnings.extend(warnings);
}

/// The provider's own count: shown, and a sign of missing rows where it exceeds what came (decision T11).
fn total(snapshot: &mut Snapshot, answer: &Answer) {
    let (told, unreadable) = answer.total;
    if unreadable {
        snapshot.warnings.push(Warning::BadFigure { field: "total".to_owned() });
    }
    let Some(told) = told else { return };
    snapshot.totals = Some(ProviderTotals { records: Some(told), ..ProviderTotals::new(FigureScope::Account) });
    let got = u32::try_from(answer.rows.len()).unwrap_or(u32::MAX);
    if told > got {
        snapshot.complete = false;
        snapshot.warnings.push(Warning::MissingRows { told, got });
    }
}

/// One device's row as an agent with one device.
fn agent(row: Row, context: &Context<'_>, ahead_s: &mut i64) -> Result<AgentSnapshot, &'static str> {
    let place = row.extension.as_ref().map(|extension| {
        // Without its name a domain is told apart by its id; the extension alone is the last resort.
        match row.domain_name.as_ref().or(row.domain_id.as_ref()) {
            Some(domain) => (format!("{extension}@{domain}"), IdKind::ExtensionAtDomain),
            None => (extension.clone(), IdKind::Extension),
        }
    });
    let (external_id, id_kind, aliases) = match (row.user_id.clone(), place) {
        (Some(user_id), place) => (user_id, IdKind::UserId, place.map(|(place, _)| place).into_iter().collect()),
        (None, Some((place, kind))) => (place, kind, Vec::new()),
        (None, None) => return Err("neither a user id nor an extension"),
    };
    if external_id.chars().count() > lenient::ID_CHARS {
        return Err("the identifier is too long");
    }
    let mut agent = AgentSnapshot::new(external_id, id_kind, AgentState::Unknown, context.received_at);
    agent.aliases = aliases;
    agent.login = row.username.as_deref().map(|login| clip(login, LABEL_CHARS));
    if let Some(name) = row.name.as_ref().or(row.username.as_ref()).or(row.extension.as_ref()) {
        agent.display_name = clip(name, LABEL_CHARS);
    }
    agent.provider_extra = row.extension_id.clone().map(|id| ("extension_id".to_owned(), id)).into_iter().collect();
    agent.group = row.domain_name.as_deref().map(|domain| clip(domain, LABEL_CHARS));
    agent.provider_tenant = row.domain_id.clone();
    agent.devices = device(&row).into_iter().collect();
    place_state(&mut agent, &row);
    place_call(&mut agent, &row, context, ahead_s);
    agent.extension = row.extension;
    Ok(agent)
}

fn device(row: &Row) -> Option<Device> {
    let clipped = |text: &Option<String>| text.as_deref().map(|text| clip(text, LABEL_CHARS));
    let device = Device {
        user_agent: clipped(&row.user_agent),
        network_ip: clipped(&row.network_ip),
        server: clipped(&row.server_host),
        ..Device::default()
    };
    (device != Device::default()).then_some(device)
}

fn direction(row: &Row) -> Direction {
    match row.direction.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("inbound") => Direction::Inbound,
        Some("outbound") => Direction::Outbound,
        Some("local") => Direction::Internal,
        Some(_) | None => Direction::Unknown,
    }
}

/// The state by the table of section 8.3; other words are unknown, never guessed (decision X10).
fn place_state(agent: &mut AgentSnapshot, row: &Row) {
    let word = row.call_state.as_deref().or(row.status.as_deref());
    agent.raw_status = word.map(|word| clip(word, RAW_CHARS)).unwrap_or_default();
    let (state, confidence) = match word.map(str::to_ascii_uppercase).as_deref() {
        Some("ONCALL") => (AgentState::OnCall, Confidence::Reported),
        Some("RINGING") => match direction(row) {
            // The far end rings, not the agent (decision T6).
            Direction::Outbound => (AgentState::Dialing, Confidence::Reported),
            Direction::Inbound => (AgentState::Ringing, Confidence::Reported),
            Direction::Internal | Direction::Unknown => (AgentState::Ringing, Confidence::Derived),
        },
        Some("RESUME") if row.call_state.is_none() => (AgentState::Available, Confidence::Reported),
        Some("PAUSE") if row.call_state.is_none() => {
            agent.pause_reason = row.pause_code.as_deref().map(|code| clip(code, RAW_CHARS));
            (AgentState::Paused, Confidence::Reported)
        }
        // A call without a word for its state is no idle agent.
        None if row.call_id.is_none() => {
            agent.raw_label = Some("Registered".to_owned());
            (AgentState::Available, Confidence::Assumed)
        }
        Some(_) | None => (AgentState::Unknown, Confidence::Reported),
    };
    agent.state = state;
    agent.confidence = confidence;
}

fn place_call(agent: &mut AgentSnapshot, row: &Row, context: &Context<'_>, ahead_s: &mut i64) {
    if !agent.state.has_call() && row.call_id.is_none() {
        return;
    }
    let direction = direction(row);
    let destination = row.destination.as_deref().map(|number| clip(number, RAW_CHARS));
    let (customer_number, own_number) = match direction {
        Direction::Outbound => (destination, None),
        // The one who is called is we; the caller is not told (decision T8).
        Direction::Inbound => (None, destination),
        Direction::Internal | Direction::Unknown => (None, None),
    };
    let started_at = row.call_time.as_deref().and_then(|time| started_at(time, context, ahead_s));
    // The start of the call is the start of ringing; when talking began is ours to see (decision T7).
    agent.clock = match agent.state {
        AgentState::Ringing | AgentState::Dialing => started_at.map(Clock::call_start),
        AgentState::OnCall
        | AgentState::OnHold
        | AgentState::Available
        | AgentState::WrapUp
        | AgentState::Paused
        | AgentState::Unavailable
        | AgentState::LoggedOut
        | AgentState::Unknown => None,
    };
    agent.call = Some(CurrentCall {
        call_id: row.call_id.clone(),
        direction,
        kind_raw: row.direction.as_deref().map(|word| clip(word, RAW_CHARS)),
        phase: phase(agent.state),
        customer_number,
        own_number,
        started_at,
        started_source: started_at.map(|_| StartSource::Provider),
        ..CurrentCall::default()
    });
}

fn started_at(time: &str, context: &Context<'_>, ahead_s: &mut i64) -> Option<UnixMs> {
    let at = zone::naive_to_utc(time, context.zone).or_else(|| zone::rfc3339(time))?;
    let (at, ahead) = zone::not_in_future(at, context.received_at);
    *ahead_s = (*ahead_s).max(ahead.unwrap_or(0));
    Some(at)
}

const fn phase(state: AgentState) -> CallPhase {
    match state {
        AgentState::Ringing => CallPhase::Ringing,
        AgentState::Dialing => CallPhase::Dialing,
        AgentState::OnCall => CallPhase::Connected,
        AgentState::OnHold => CallPhase::Held,
        AgentState::WrapUp => CallPhase::Ended,
        AgentState::Available
        | AgentState::Paused
        | AgentState::Unavailable
        | AgentState::LoggedOut
        | AgentState::Unknown => CallPhase::Unknown,
    }
}

#[cfg(test)]
mod tests;
