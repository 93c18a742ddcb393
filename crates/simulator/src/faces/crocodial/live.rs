//! `getLiveAgentInfo`: what one agent is doing, as display text. There is no time in state.

use serde::Serialize;

use crate::world::{
    agent::{Agent, AgentState, Pause},
    call::Direction,
    population::Population,
};

#[derive(Serialize)]
pub(super) struct LiveAgent {
    status: String,
    color: &'static str,
    in_call_with: String,
    campaign_id: &'static str,
    campaign_name: &'static str,
    call_type: &'static str,
    caller_id: String,
    conf_exten: String,
    server_ip: &'static str,
    vendor_lead_code: String,
    lead_id: u64,
}

pub(super) fn of(floor: &Population, agent: &Agent) -> LiveAgent {
    let (status, color) = status(agent);
    let mut live = LiveAgent {
        status,
        color,
        in_call_with: String::new(),
        campaign_id: "",
        campaign_name: "",
        call_type: "",
        caller_id: String::new(),
        conf_exten: (8_600_118 + agent.index).to_string(),
        server_ip: "127.0.0.1",
        vendor_lead_code: String::new(),
        lead_id: 0,
    };
    // The call and its campaign are told only while the call is alive.
    if let Some(call) = agent.call.as_ref().filter(|_| agent.state.has_live_call()) {
        let campaign = floor.campaign_of(agent);
        live.in_call_with.clone_from(&call.customer);
        live.campaign_id = campaign.id;
        live.campaign_name = campaign.name;
        live.call_type = match call.direction {
            Direction::Inbound => "INBOUND",
            Direction::Outbound | Direction::Internal if call.manual => "MANUAL",
            Direction::Outbound | Direction::Internal => "DIALER",
        };
        live.caller_id.clone_from(&call.own);
        live.vendor_lead_code.clone_from(&call.lead_ref);
        live.lead_id = call.lead_id;
    }
    live
}

fn status(agent: &Agent) -> (String, &'static str) {
    match agent.state {
        AgentState::LoggedOut | AgentState::Available => ("READY".to_owned(), "primary"),
        AgentState::Ringing | AgentState::Dialing | AgentState::OnCall | AgentState::OnHold => {
            ("IN CALL".to_owned(), "green")
        }
        AgentState::WrapUp | AgentState::Dead => ("DISPOSITION".to_owned(), "warning"),
        AgentState::Paused => {
            let text = match agent.pause {
                Some(Pause::Lunch) => "LUNCH BREAK".to_owned(),
                Some(pause) => format!("PAUSE - {}", pause.label().to_uppercase()),
                None => "PAUSE - BREAK".to_owned(),
            };
            (text, "danger")
        }
    }
}
