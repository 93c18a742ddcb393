//! One agent as the search prints it, in the third-party document's shape and in the vendor's own.

use serde::Serialize;

use crate::{
    faces::time::{self, House},
    world::{
        agent::{Agent, AgentState},
        call::{Call, Direction},
        population::Population,
    },
};

/// Half of the agents leave a LOGGED_OUT row behind for this long; the others are simply gone.
const LOGGED_OUT_ROW_MS: i64 = 60_000;

#[derive(Serialize)]
pub(super) struct SeedRow<'a> {
    user_id: &'a str,
    user_full_name: &'a str,
    campaign_id: &'a str,
    campaign_name: &'a str,
    queue_id: &'a str,
    queue_name: &'a str,
    queue_assignment: String,
    list_id: String,
    extension: String,
    channel_type: &'static str,
    call_type: &'static str,
    lead_id: String,
    call_log_id: String,
    calls_today: u32,
    total_calls: u32,
    status: &'static str,
    status_label: String,
    status_time_sec: i64,
    status_time_mmss: String,
    connection_type: &'static str,
    skill_options: &'static str,
}

#[derive(Serialize)]
pub(super) struct OfficialRow<'a> {
    user_id: &'a str,
    user_full_name: &'a str,
    campaign_id: &'a str,
    campaign_name: &'a str,
    queue_id: &'a str,
    queue_name: &'a str,
    queue_assignment: String,
    queue_assignment_ids: Vec<&'static str>,
    list_id: String,
    list_name: &'static str,
    extension: &'a str,
    channel_type: &'static str,
    call_type: &'static str,
    lead_id: String,
    call_log_id: String,
    calls_today: String,
    total_calls: u32,
    status: &'static str,
    status_label: String,
    status_time_sec: String,
    status_time_mmss: String,
    since_last_update: i64,
    last_state_change: String,
    last_call_time: String,
    last_update_time: String,
    last_call_finish: String,
    last_inbound_call_time: String,
    last_inbound_call_finish: String,
    availability_id: String,
    inbound_only: &'static str,
    connection_type: &'static str,
    skill_options: &'static str,
}

pub(super) fn is_listed(floor: &Population, agent: &Agent) -> bool {
    let just_left = agent.since_ms > 0 && floor.now_ms - agent.since_ms < LOGGED_OUT_ROW_MS;
    agent.logged_in() || (agent.index.is_multiple_of(2) && just_left)
}

pub(super) fn seed<'a>(floor: &'a Population, agent: &'a Agent) -> SeedRow<'a> {
    let call = live_call(agent);
    let queue = floor.queue_of(agent);
    let (status, status_label) = status(agent);
    let status_time_sec = seconds(floor, agent);
    SeedRow {
        user_id: &agent.external_id,
        user_full_name: &agent.name.full,
        campaign_id: floor.campaign_of(agent).id,
        campaign_name: floor.campaign_of(agent).name,
        queue_id: queue.map_or("", |queue| queue.id),
        queue_name: queue.map_or("", |queue| queue.name),
        queue_assignment: naive(agent.login_ms),
        list_id: call.map_or_else(String::new, |_| list_id(agent)),
        extension: (1001 + agent.index).to_string(),
        channel_type: "phone",
        call_type: call.map_or("", call_type),
        lead_id: call.map_or_else(String::new, |call| call.lead_id.to_string()),
        call_log_id: call.map_or_else(String::new, call_log_id),
        calls_today: agent.calls_today,
        total_calls: agent.calls_session,
        status,
        status_label,
        status_time_sec,
        status_time_mmss: mmss(status_time_sec),
        connection_type: connection_type(agent),
        skill_options: agent.skills,
    }
}

pub(super) fn official<'a>(floor: &'a Population, agent: &'a Agent) -> OfficialRow<'a> {
    let call = live_call(agent);
    // Outbound work has no queue, and the vendor prints nothing rather than null.
    let queue = floor.queue_of(agent).filter(|_| call.is_none_or(|call| call.direction == Direction::Inbound));
    let (status, status_label) = status(agent);
    let since_s = seconds(floor, agent);
    let inbound = agent.last_inbound_ms;
    OfficialRow {
        user_id: &agent.external_id,
        user_full_name: &agent.name.full,
        campaign_id: floor.campaign_of(agent).id,
        campaign_name: floor.campaign_of(agent).name,
        queue_id: queue.map_or("", |queue| queue.id),
        queue_name: queue.map_or("-", |queue| queue.name),
        queue_assignment: agent.callin.iter().map(|queue| floor.queues[*queue].name).collect::<Vec<_>>().join(", "),
        queue_assignment_ids: agent.callin.iter().map(|queue| floor.queues[*queue].id).collect(),
        list_id: call.map_or_else(|| "0".to_owned(), |_| list_id(agent)),
        list_name: call.map_or("-", |_| "Web Leads"),
        extension: &agent.extension,
        channel_type: "VOICE",
        call_type: call.map_or("-", call_type),
        lead_id: call.map_or_else(|| "0".to_owned(), |call| call.lead_id.to_string()),
        call_log_id: call.map_or_else(|| "0".to_owned(), call_log_id),
        calls_today: agent.calls_today.to_string(),
        total_calls: agent.calls_session,
        status,
        status_label,
        status_time_sec: since_s.to_string(),
        status_time_mmss: mmss(since_s),
        since_last_update: since_s % 2,
        last_state_change: naive(agent.since_ms),
        last_call_time: naive(agent.last_call_ms),
        last_update_time: naive(floor.now_ms),
        last_call_finish: naive(agent.last_finish_ms),
        last_inbound_call_time: naive(inbound),
        last_inbound_call_finish: naive(if inbound > 0 { agent.last_finish_ms.max(inbound) } else { 0 }),
        availability_id: agent.pause.map_or_else(|| "0".to_owned(), |pause| (pause as u8 + 1).to_string()),
        inbound_only: if agent.inbound_only { "1" } else { "0" },
        connection_type: connection_type(agent),
        skill_options: agent.skills,
    }
}

fn live_call(agent: &Agent) -> Option<&Call> {
    match agent.state {
        AgentState::LoggedOut | AgentState::Available | AgentState::Paused => None,
        AgentState::Ringing
        | AgentState::Dialing
        | AgentState::OnCall
        | AgentState::OnHold
        | AgentState::WrapUp
        | AgentState::Dead => agent.call.as_ref(),
    }
}

fn status(agent: &Agent) -> (&'static str, String) {
    let transferring = agent.call.as_ref().is_some_and(|call| call.transfer);
    let (status, label) = match agent.state {
        AgentState::LoggedOut => ("LOGGED_OUT", "Logged out"),
        AgentState::Available => ("READY", "Ready for calls"),
        AgentState::Ringing => ("RINGING", "Ringing"),
        AgentState::OnCall if transferring => ("TRANSFER", "Transferring call"),
        AgentState::Dialing => ("INCALL", "Manual dial"),
        AgentState::OnCall => ("INCALL", "On a call"),
        AgentState::OnHold => ("INCALL", "On a call (customer on hold)"),
        AgentState::WrapUp => ("WRAP", "Wrap-up"),
        AgentState::Dead => ("DEAD", "Dead call"),
        AgentState::Paused => ("PAUSED", agent.pause.map_or("Paused", |pause| pause.label())),
    };
    (status, label.to_owned())
}

fn call_type(call: &Call) -> &'static str {
    match call.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound | Direction::Internal => "outbound",
    }
}

fn call_log_id(call: &Call) -> String {
    (700_000 + call.number).to_string()
}

fn list_id(agent: &Agent) -> String {
    (333 + agent.campaign).to_string()
}

fn connection_type(agent: &Agent) -> &'static str {
    if agent.index % 4 == 3 { "desk phone" } else { "softphone" }
}

fn seconds(floor: &Population, agent: &Agent) -> i64 {
    (floor.now_ms - agent.since_ms) / 1000
}

/// Minutes go on past 59.
fn mmss(seconds: i64) -> String {
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

fn naive(unix_ms: i64) -> String {
    if unix_ms == 0 { "-".to_owned() } else { time::naive(unix_ms, House::LosAngeles) }
}
