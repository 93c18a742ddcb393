//! One agent in VICIdial's words: the six statuses, the sub-statuses, and the identifiers of a call.

use crate::{
    faces::time::{self, House},
    world::{
        agent::{Agent, AgentState, Pause},
        call::{Call, Direction},
        population::Population,
    },
};

pub(super) struct Live {
    pub(super) status: &'static str,
    pub(super) sub_status: &'static str,
    pub(super) callerid: String,
    pub(super) lead_id: u64,
    /// The lead an agent reads before dialling; it replaces `lead_id` only where sub-statuses are asked for.
    pub(super) preview_lead_id: u64,
    pub(super) pause_code: &'static str,
}

pub(super) fn of(agent: &Agent) -> Live {
    let mut live = Live {
        status: waiting(agent),
        sub_status: "",
        callerid: String::new(),
        lead_id: 0,
        preview_lead_id: 0,
        pause_code: "",
    };
    let lead_id = agent.call.as_ref().map_or(0, |call| call.lead_id);
    let callerid = || agent.call.as_ref().map_or_else(String::new, callerid);
    match agent.state {
        // The code of the last log row is printed while READY, too, until the first call.
        AgentState::Available | AgentState::LoggedOut if agent.calls_session == 0 => {
            live.pause_code = Pause::Login.code()
        }
        AgentState::Available | AgentState::LoggedOut => {}
        AgentState::Ringing if rings_on_hook(agent) => (live.status, live.sub_status) = ("CLOSER", "RING"),
        AgentState::Ringing => (live.status, live.callerid, live.lead_id) = ("QUEUE", callerid(), lead_id),
        AgentState::Dialing if agent.index % 6 == 4 => (live.status, live.callerid) = ("MQUEUE", callerid()),
        AgentState::Dialing => {
            (live.status, live.sub_status, live.callerid, live.lead_id) = ("INCALL", "DIAL", callerid(), lead_id);
        }
        AgentState::OnCall => {
            (live.status, live.callerid, live.lead_id) = ("INCALL", callerid(), lead_id);
            if agent.call.as_ref().is_some_and(|call| call.three_way) {
                live.sub_status = "3-WAY";
            }
        }
        AgentState::OnHold => {
            (live.status, live.sub_status, live.callerid, live.lead_id) = ("INCALL", "PARK", callerid(), lead_id);
        }
        AgentState::Dead => {
            (live.status, live.sub_status, live.callerid, live.lead_id) = ("INCALL", "DEAD", callerid(), lead_id);
        }
        // Some screens stay READY during the disposition; only the lead tells.
        AgentState::WrapUp if agent.index % 7 == 5 => live.lead_id = lead_id,
        AgentState::WrapUp => {
            (live.status, live.sub_status, live.lead_id) = ("PAUSED", "DISPO", lead_id);
            if agent.calls_session <= 1 {
                live.pause_code = Pause::Login.code();
            }
        }
        AgentState::Paused => {
            live.status = "PAUSED";
            live.pause_code = agent.pause.map_or("", Pause::code);
            if agent.pause == Some(Pause::Preview) {
                live.sub_status = "PREVIEW";
                live.preview_lead_id = 500_000 + agent.index as u64;
            }
        }
    }
    live
}

pub(super) fn group(floor: &Population, agent: &Agent) -> &'static str {
    floor.profile.groups[agent.group]
}

fn waiting(agent: &Agent) -> &'static str {
    if agent.inbound_only { "CLOSER" } else { "READY" }
}

fn rings_on_hook(agent: &Agent) -> bool {
    agent.index % 5 == 2
}

/// A letter for the kind of call, the local time and the lead.
fn callerid(call: &Call) -> String {
    let kind = match call.direction {
        Direction::Inbound => 'Y',
        Direction::Outbound | Direction::Internal if call.manual => 'M',
        Direction::Outbound | Direction::Internal => 'V',
    };
    let at = time::local(call.started_ms, House::NewYork).strftime("%m%d%H%M%S").to_string();
    format!("{kind}{at}{:09}", call.lead_id)
}
