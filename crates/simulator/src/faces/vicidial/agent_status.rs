//! `agent_status`: one agent, in the program's columns, in an old build's, or in the article's seven values.

use axum::response::Response;

use super::{live, login::Account, text};
use crate::{
    faces::{
        params::Params,
        time::{self, House},
    },
    options::VicidialOptions,
    world::{
        agent::{Agent, AgentState},
        population::Population,
    },
};

const COLUMNS: [&str; 13] = [
    "status",
    "callerid",
    "lead_id",
    "campaign_id",
    "calls_today",
    "full_name",
    "user_group",
    "user_level",
    "pause_code",
    "real_time_sub_status",
    "phone_number",
    "vendor_lead_code",
    "session_id",
];

pub(super) fn answer(floor: &Population, account: &Account, params: &Params, options: &VicidialOptions) -> Response {
    let user = account.name;
    if !account.view_reports || !account.api_access {
        let line = if options.article_columns {
            "ERROR: USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION".to_owned()
        } else {
            format!("ERROR: agent_status USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |{user}|0|")
        };
        return text::line(&line, options);
    }
    let Some(wanted) = params.filled("agent_user") else {
        return text::line(&format!("ERROR: agent_status INVALID SEARCH PARAMETERS: {user}|"), options);
    };
    let agent = floor
        .agents
        .iter()
        .find(|agent| agent.login.eq_ignore_ascii_case(wanted))
        .filter(|agent| account.sees(live::group(floor, agent)));
    let Some(agent) = agent else {
        let line = if options.article_columns {
            "ERROR: AGENT NOT FOUND".to_owned()
        } else {
            format!("ERROR: agent_status AGENT NOT FOUND: {user}|{wanted}")
        };
        return text::line(&line, options);
    };
    let delimiter = text::delimiter(params);
    if options.article_columns {
        return text::data(format!("{}\n", article(floor, agent).join(delimiter)), options);
    }
    if !agent.logged_in() {
        return text::line(&format!("ERROR: agent_status AGENT NOT LOGGED IN: {user}|{wanted}"), options);
    }
    let with_ip = params.text("include_ip") == "YES";
    let mut values = columns(floor, agent);
    if options.twelve_columns {
        values.truncate(12);
    } else if with_ip && has_old_login(agent) {
        values.push(address(agent));
    }
    let mut body = String::new();
    if text::wants_header(params) {
        let mut names = COLUMNS.to_vec();
        if options.twelve_columns {
            names.truncate(8);
        } else if with_ip {
            names.push("computer_ip");
        }
        body.push_str(&names.join(delimiter));
        body.push('\n');
    }
    body.push_str(&values.join(delimiter));
    body.push('\n');
    text::data(body, options)
}

fn columns(floor: &Population, agent: &Agent) -> Vec<String> {
    let live = live::of(agent);
    let has_lead = live.lead_id > 0;
    let call = agent.call.as_ref().filter(|_| has_lead);
    vec![
        live.status.to_owned(),
        live.callerid,
        live.lead_id.max(live.preview_lead_id).to_string(),
        floor.campaign_of(agent).id.to_owned(),
        agent.calls_today.to_string(),
        agent.name.full.clone(),
        live::group(floor, agent).to_owned(),
        "1".to_owned(),
        live.pause_code.to_owned(),
        live.sub_status.to_owned(),
        call.map_or_else(String::new, |call| call.customer.clone()),
        call.map_or_else(String::new, |call| call.lead_ref.clone()),
        agent.extension.clone(),
    ]
}

/// The program finds an address only for logins older than two days, which a few browsers left open have.
fn has_old_login(agent: &Agent) -> bool {
    agent.index % 5 == 1
}

fn address(agent: &Agent) -> String {
    format!("192.168.{}.{}", 1 + agent.index / 250, 1 + agent.index % 250)
}

fn article(floor: &Population, agent: &Agent) -> Vec<String> {
    let status = match agent.state {
        AgentState::LoggedOut => "LOGGED_OUT",
        AgentState::Available | AgentState::Ringing => "WAITING",
        AgentState::Dialing | AgentState::OnCall | AgentState::OnHold | AgentState::Dead => "ONCALL",
        AgentState::WrapUp | AgentState::Paused => "PAUSED",
    };
    vec![
        agent.login.clone(),
        agent.name.full.clone(),
        status.to_owned(),
        floor.campaign_of(agent).id.to_owned(),
        time::naive(agent.since_ms, House::NewYork),
        address(agent),
        (8001 + agent.index).to_string(),
    ]
}
