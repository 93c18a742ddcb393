//! What CrocoDial's words mean (decisions G2 to G9). Pure: one live agent and their roster entry in, a row out.
//!
//! CrocoDial tells no time in state, so every clock is the floor's.

mod state;

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::Device;
use domain::agent::IdKind;
use domain::call::CallPhase;
use domain::call::CurrentCall;
use domain::call::Direction;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::snapshot::ProviderTotals;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use serde_json::Value;

use super::wire::LiveAgent;
use super::wire::RosterEntry;
use crate::lenient;

const STATUS_CHARS: usize = 64;
const LABEL_CHARS: usize = 128;

/// The agent that was asked for, with name and extension from the roster where it knows them.
pub(crate) fn agent(
    user: &str,
    live: &LiveAgent,
    entry: Option<&RosterEntry>,
    observed_at: UnixMs,
) -> (AgentSnapshot, Vec<Warning>) {
    let meaning = live.status.as_deref().map_or(state::NOBODY, state::meaning);
    let mut agent = AgentSnapshot::new(user, IdKind::Username, meaning.state, observed_at);
    agent.sub = meaning.sub;
    agent.login = Some(user.to_owned());
    agent.confidence = if live.status.is_some() { Confidence::Reported } else { Confidence::Derived };
    agent.raw_status = lenient::clip(live.status.as_deref().unwrap_or_default(), STATUS_CHARS);
    agent.pause_reason =
        live.status.as_deref().and_then(state::pause_reason).map(|it| lenient::clip(&it, STATUS_CHARS));
    agent.call = call(live, meaning.state);
    agent.campaign = NamedRef::from_parts(live.campaign_id.clone(), clipped(live.campaign_name.as_deref()));
    if live.conf_exten.is_some() || live.server_ip.is_some() {
        // For the details alone: the address is the telephone server's own and often 127.0.0.1 (decision G12).
        agent.devices = vec![Device {
            session: live.conf_exten.clone(),
            server: clipped(live.server_ip.as_deref()),
            ..Device::default()
        }];
    }
    if let Some(entry) = entry {
        with_roster(&mut agent, entry);
    }
    let unknown = (!meaning.known).then(|| Warning::UnknownState { raw: agent.raw_status.clone() });
    (agent, unknown.into_iter().collect())
}

fn with_roster(agent: &mut AgentSnapshot, entry: &RosterEntry) {
    agent.extension.clone_from(&entry.exten);
    agent.group = clipped(entry.group.as_deref());
    agent.enabled = entry.active;
    if let Some(name) = clipped(entry.name.as_deref()) {
        agent.display_name = name;
    }
    if agent.campaign.is_none() {
        agent.campaign = NamedRef::from_parts(entry.campaign_id.clone(), clipped(entry.campaign_name.as_deref()));
    }
    if let Some(level) = clipped(entry.level.as_deref()) {
        agent.provider_extra.push(("level".to_owned(), level));
    }
}

fn call(live: &LiveAgent, state: AgentState) -> Option<CurrentCall> {
    let phase = match state {
        AgentState::Ringing => CallPhase::Ringing,
        AgentState::Dialing => CallPhase::Dialing,
        AgentState::OnCall => CallPhase::Connected,
        AgentState::OnHold => CallPhase::Held,
        AgentState::WrapUp => CallPhase::Ended,
        AgentState::Unknown => CallPhase::Unknown,
        AgentState::Available | AgentState::Paused | AgentState::Unavailable | AgentState::LoggedOut => return None,
    };
    let told = live.in_call_with.is_some() || live.lead_id.is_some() || live.call_type.is_some();
    told.then(|| CurrentCall {
        direction: match live.call_type.as_deref() {
            Some(kind) if kind.eq_ignore_ascii_case("DIALER") => Direction::Outbound,
            _ => Direction::Unknown,
        },
        kind_raw: live.call_type.as_deref().map(|kind| lenient::clip(kind, STATUS_CHARS)),
        phase,
        // The customer is who the agent is in call with; the caller id is our own number (decision G8).
        customer_number: live.in_call_with.clone(),
        own_number: live.caller_id.clone(),
        lead_id: live.lead_id.clone(),
        lead_ref: clipped(live.vendor_lead_code.as_deref()),
        ..CurrentCall::default()
    })
}

/// The account's own totals; they do not add up by definition and are shown as they are.
pub(crate) fn totals(data: &Value) -> (ProviderTotals, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut figure = |field: &str| {
        let (figure, broken) = lenient::u32_lenient(data.get(field));
        if broken {
            warnings.push(Warning::BadFigure { field: field.to_owned() });
        }
        figure
    };
    let mut totals = ProviderTotals::new(FigureScope::Account);
    totals.agents = figure("total_live_agents");
    totals.in_call = figure("incall_agents");
    totals.ready = figure("ready_agents");
    totals.paused = figure("paused_agents");
    totals.offline = figure("offline_agents");
    (totals, warnings)
}

fn clipped(text: Option<&str>) -> Option<String> {
    Some(lenient::clip(text?, LABEL_CHARS)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
