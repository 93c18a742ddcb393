//! `non_agent_api.php`: what is answered without a login, then login, source, permission and the function.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};

use super::{agent_status, counters, live, logged_in, login, text};
use crate::{
    faces::{
        params::Params,
        time::{self, House},
    },
    options::VicidialOptions,
    provider::ProviderName,
    shared::Shared,
    world::population::Population,
};

const FUNCTIONS: [&str; 5] =
    ["logged_in_agents", "agent_status", "in_group_status", "user_group_status", "agent_ingroup_info"];

pub(super) async fn answer(State(shared): State<Arc<Shared>>, params: Params) -> Response {
    let options = shared.options().vicidial;
    let function = text::filtered(params.text("function"));
    match function.as_str() {
        "version" => {
            shared.count_function(ProviderName::Vicidial, "version");
            return text::line(&version(shared.now_ms()), &options);
        }
        "coffee" => {
            return text::respond(
                StatusCode::IM_A_TEAPOT,
                "Coffee: coffee|Error 418 I'm a teapot".to_owned(),
                &options,
            );
        }
        _ => {}
    }
    let account = match login::log_in(&shared, &params) {
        Ok(account) => account,
        Err(_) if options.article_columns => return text::line("ERROR: INVALID USERNAME OR PASSWORD", &options),
        Err(refused) => return text::line(&refused.line(), &options),
    };
    let source = text::filtered_source(params.text("source"));
    if source.len() < 2 {
        let lines = format!("ERROR: Invalid Source - {source}\nERROR: Invalid Source: |{source}|");
        return text::line(&lines, &options);
    }
    if !FUNCTIONS.contains(&function.as_str()) {
        return text::line("ERROR: NO FUNCTION SPECIFIED", &options);
    }
    shared.count_function(ProviderName::Vicidial, &function);
    if !account.may_use(&function) {
        let line =
            format!("ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |{}|{function}|", account.name);
        return text::line(&line, &options);
    }
    let floor = shared.floor(ProviderName::Vicidial);
    match function.as_str() {
        "logged_in_agents" => logged_in::answer(&floor, account, &params, &options),
        "agent_status" => agent_status::answer(&floor, account, &params, &options),
        "in_group_status" => counters::in_groups(&floor, account, &params, &options),
        "user_group_status" => counters::user_groups(&floor, account, &params, &options),
        _ => ingroup_info(&floor, account, &params, &options),
    }
}

fn version(now_ms: i64) -> String {
    let now = time::local(now_ms, House::NewYork);
    let offset_h = f64::from(now.offset().seconds()) / 3600.0;
    let summer = u8::from(offset_h > -5.0);
    format!(
        "VERSION: 2.14-202|BUILD: 250720-1841|DATE: {}|EPOCH: {}|DST: {summer}|TZ: -5.00|TZNOW: {offset_h:.2}|",
        time::naive(now_ms, House::NewYork),
        now_ms / 1000
    )
}

/// What the agent's screen has taken, and whether a supervisor's change still waits.
fn ingroup_info(floor: &Population, account: &login::Account, params: &Params, options: &VicidialOptions) -> Response {
    let wanted = params.text("agent_user");
    let agent = floor
        .agents
        .iter()
        .find(|agent| agent.login.eq_ignore_ascii_case(wanted) && agent.logged_in())
        .filter(|agent| account.sees(live::group(floor, agent)));
    let Some(agent) = agent else {
        return text::line(&format!("ERROR: agent_ingroup_info INVALID USER ID - {wanted}|{}", account.name), options);
    };
    let queues: String = agent.callin.iter().map(|queue| format!("{} ", floor.queues[*queue].id)).collect();
    let blended = if agent.inbound_only { "N" } else { "Y" };
    let waiting = if agent.callin_pending.is_some() { "SET" } else { "N" };
    text::data(
        format!(
            "SUCCESS:  - {wanted}|text\nSELECTED INGROUPS:  {queues}- \nOUTBOUND AUTODIAL: {blended}\nMANAGER OVERRIDE: {waiting}\nMANAGER: \n"
        ),
        options,
    )
}
