//! `/agc/api.php`: pause, logout and in-groups. SUCCESS means only that the wish was written down; the agent's screen
//! takes it a little later.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};

use super::{login, text};
use crate::{
    faces::params::Params,
    provider::ProviderName,
    shared::Shared,
    world::{
        agent::{Agent, AgentState},
        command::Change,
        population::Population,
    },
};

/// How long the agent's browser takes to notice.
const SCREEN_DELAY_MS: i64 = 2_000;

pub(super) async fn answer(State(shared): State<Arc<Shared>>, params: Params) -> Response {
    let options = shared.options().vicidial;
    let source = text::filtered_source(params.text("source"));
    if source.len() < 2 {
        return text::line(&format!("ERROR: Invalid Source - {source}"), &options);
    }
    let account = match login::log_in(&shared, &params) {
        Ok(account) => account,
        Err(refused) => return text::line(&refused_line(&refused), &options),
    };
    if !account.api_access {
        let pass = text::filtered(params.text("pass"));
        return text::line(&format!("ERROR: Invalid Username/Password: |{}|{pass}|1|0|GOOD|", account.name), &options);
    }
    let function = text::filtered(params.text("function"));
    if !["external_pause", "logout", "change_ingroups"].contains(&function.as_str()) {
        return text::respond(StatusCode::OK, String::new(), &options);
    }
    shared.count_function(ProviderName::Vicidial, &function);
    let value = params.text("value");
    if !account.may_use(&function) {
        let user = account.name;
        let line =
            format!("ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION - {value}|{user}|{function}|ADMIN");
        return text::line(&line, &options);
    }
    let mut floor = shared.floor(ProviderName::Vicidial);
    let agent_user = params.text("agent_user");
    let agent = floor.agents.iter().find(|agent| agent.login.eq_ignore_ascii_case(agent_user) && agent.logged_in());
    let Some(agent) = agent else {
        return text::line(&format!("ERROR: agent_user is not logged in - {agent_user}"), &options);
    };
    let index = agent.index;
    let outcome = match function.as_str() {
        "external_pause" => pause(agent, value, shared.now_ms()),
        "logout" => log_out(agent, value, shared.now_ms()),
        _ => change_ingroups(&floor, agent, account, &params),
    };
    match outcome {
        Ok((change, line)) => {
            if let Change::SetCallin { queues, .. } = &change {
                floor.agents[index].callin_pending = Some(queues.clone());
            }
            floor.request(index, change, SCREEN_DELAY_MS);
            shared.count_write(ProviderName::Vicidial);
            text::line(&line, &options)
        }
        Err(line) => text::line(&line, &options),
    }
}

/// The failure prints the password and the statement.
fn refused_line(refused: &login::Refused) -> String {
    let login::Refused { user, pass, key } = refused;
    format!(
        "ERROR: Invalid Username/Password: |{user}|{pass}|0|1|{key}|0|api|SELECT count(*) from vicidial_users where user='{user}' and pass='{pass}' and vdc_agent_api_access = '1';|"
    )
}

fn pause(agent: &Agent, value: &str, now_ms: i64) -> Result<(Change, String), String> {
    let line = format!("SUCCESS: external_pause function set - {value}|{}|{}", now_ms / 1000, agent.login);
    match value {
        "PAUSE" => Ok((Change::Pause, line)),
        "RESUME" if agent.state == AgentState::Paused => Ok((Change::Resume, line)),
        "RESUME" => Err(format!("ERROR: external_pause agent is not paused - RESUME|{}", agent.login)),
        _ => Err(format!("ERROR: external_pause not valid - {value}|{}", agent.login)),
    }
}

fn log_out(agent: &Agent, value: &str, now_ms: i64) -> Result<(Change, String), String> {
    if value == "LOGOUT" {
        let line = format!("SUCCESS: logout function set - LOGOUT|{}|{}", now_ms / 1000, agent.login);
        Ok((Change::LogOutAfterCall, line))
    } else {
        Err(format!("ERROR: logout not valid - {value}|{}", agent.login))
    }
}

fn change_ingroups(
    floor: &Population,
    agent: &Agent,
    account: &login::Account,
    params: &Params,
) -> Result<(Change, String), String> {
    let user = &agent.login;
    let value = params.text("value");
    let blended = params.text("blended");
    let choices = params.text("ingroup_choices");
    if !account.may_change_ingroups {
        return Err(format!("ERROR: user is not allowed to change agent in-groups - {}", account.name));
    }
    if !["CHANGE", "ADD", "REMOVE"].contains(&value) || !["YES", "NO"].contains(&blended) {
        return Err(format!("ERROR: change_ingroups not valid - {value}|{blended}|{choices}|{user}"));
    }
    let campaign = floor.campaign_of(agent).id;
    if campaign == "SALES" {
        return Err(format!("ERROR: campaign does not allow inbound calls - {user}"));
    }
    if blended == "YES" {
        return Err(format!("ERROR: campaign dial_method does not allow outbound autodial - {user}|YES"));
    }
    if value != "CHANGE" && choices.is_empty() {
        return Err(format!("ERROR: ingroup_choices are required for ADD and REMOVE values - {user}|{value}|"));
    }
    // The list is cut at its spaces and the first piece skipped: without a leading space a group is lost.
    let mut named = Vec::new();
    for group in choices.split(' ').skip(1).filter(|piece| !piece.is_empty() && *piece != "-") {
        match floor.queues.iter().position(|queue| queue.id == group) {
            Some(queue) => named.push(queue),
            None => return Err(format!("ERROR: ingroup does not exist - {user}|{group}|{choices}")),
        }
    }
    // ADD and REMOVE start from what the screen has acknowledged, not from a change that still waits.
    let queues = match value {
        "ADD" => {
            agent.callin.iter().copied().chain(named.into_iter().filter(|it| !agent.callin.contains(it))).collect()
        }
        "REMOVE" => agent.callin.iter().copied().filter(|queue| !named.contains(queue)).collect(),
        _ => named,
    };
    let line = format!("SUCCESS: change_ingroups function set - {}|{user}|{choices}|{blended}|", account.name);
    Ok((Change::SetCallin { queues, priority: None }, line))
}
