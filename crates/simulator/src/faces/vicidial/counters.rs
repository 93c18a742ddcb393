//! `in_group_status` and `user_group_status`: one summed row each. An unknown group is zeros, not an error.

use axum::response::Response;

use super::{live, login::Account, text};
use crate::{
    faces::params::Params,
    options::VicidialOptions,
    world::{
        agent::{Agent, AgentState},
        population::Population,
    },
};

const IN_GROUP_COLUMNS: [&str; 9] = [
    "ingroups",
    "total_calls",
    "calls_waiting",
    "agents_logged_in",
    "agents_in_calls",
    "agents_waiting",
    "agents_paused",
    "agents_in_dispo",
    "agents_in_dial",
];
const USER_GROUP_COLUMNS: [&str; 9] = [
    "usergroups",
    "calls_waiting",
    "agents_logged_in",
    "agents_in_calls",
    "agents_waiting",
    "agents_paused",
    "agents_in_dead_calls",
    "agents_in_dispo",
    "agents_in_dial",
];

#[derive(Default)]
struct Count {
    logged_in: usize,
    in_calls: usize,
    waiting: usize,
    paused: usize,
    dead: usize,
    dispo: usize,
    dial: usize,
}

pub(super) fn in_groups(floor: &Population, account: &Account, params: &Params, options: &VicidialOptions) -> Response {
    let user = account.name;
    if !account.view_reports {
        let line = format!("ERROR: in_group_status USER DOES NOT HAVE PERMISSION TO GET IN-GROUP INFO: |{user}|0|");
        return text::line(&line, options);
    }
    let Some(list) = params.filled("in_groups") else {
        return text::line(&format!("ERROR: in_group_status INVALID SEARCH PARAMETERS: {user}|"), options);
    };
    let names: Vec<&str> = list.split('|').collect();
    let wanted = |queue: usize| names.contains(&floor.queues[queue].id);
    let count = count(floor.agents.iter().filter(|agent| agent.callin.iter().any(|queue| wanted(*queue))));
    let calls_waiting: usize =
        floor.queues.iter().filter(|queue| names.contains(&queue.id)).map(|queue| queue.waiting.len()).sum();
    let served = floor.agents.iter().filter(|agent| {
        agent.state.has_live_call() && agent.call.as_ref().and_then(|call| call.queue).is_some_and(wanted)
    });
    let figures = [
        served.count() + calls_waiting,
        calls_waiting,
        count.logged_in,
        // Dead calls are not told apart here.
        count.in_calls + count.dead,
        count.waiting,
        count.paused,
        count.dispo,
        count.dial,
    ];
    summed(&IN_GROUP_COLUMNS, &names, &figures, params, options)
}

pub(super) fn user_groups(
    floor: &Population,
    account: &Account,
    params: &Params,
    options: &VicidialOptions,
) -> Response {
    let user = account.name;
    if !account.view_reports {
        let line = format!("ERROR: user_group_status USER DOES NOT HAVE PERMISSION TO GET USER GROUP INFO: |{user}|0|");
        return text::line(&line, options);
    }
    let Some(list) = params.filled("user_groups") else {
        return text::line(&format!("ERROR: user_group_status INVALID SEARCH PARAMETERS: {user}|"), options);
    };
    let names: Vec<&str> = list.split('|').collect();
    let count = count(floor.agents.iter().filter(|agent| names.contains(&live::group(floor, agent))));
    // All calls the campaigns allow are counted, not the group's: a gap of the program.
    let calls_waiting = floor.queues.iter().map(|queue| queue.waiting.len()).sum();
    let figures = [
        calls_waiting,
        count.logged_in,
        count.in_calls,
        count.waiting,
        count.paused,
        count.dead,
        count.dispo,
        count.dial,
    ];
    summed(&USER_GROUP_COLUMNS, &names, &figures, params, options)
}

fn count<'a>(agents: impl Iterator<Item = &'a Agent>) -> Count {
    let mut count = Count::default();
    for agent in agents.filter(|agent| agent.logged_in()) {
        count.logged_in += 1;
        match agent.state {
            AgentState::Available => count.waiting += 1,
            AgentState::Ringing => match live::of(agent).sub_status {
                "RING" => count.waiting += 1,
                _ => count.in_calls += 1,
            },
            AgentState::Dialing => {
                count.in_calls += 1;
                count.dial += 1;
            }
            AgentState::OnCall | AgentState::OnHold => count.in_calls += 1,
            AgentState::Dead => count.dead += 1,
            AgentState::WrapUp => count.dispo += 1,
            AgentState::Paused => count.paused += 1,
            AgentState::LoggedOut => {}
        }
    }
    count
}

fn summed(columns: &[&str], names: &[&str], figures: &[usize], params: &Params, options: &VicidialOptions) -> Response {
    let delimiter = text::delimiter(params);
    let mut body = String::new();
    if text::wants_header(params) {
        body.push_str(&columns.join(delimiter));
        body.push('\n');
    }
    body.push_str(&names.join(" "));
    for figure in figures {
        body.push_str(delimiter);
        body.push_str(&figure.to_string());
    }
    body.push('\n');
    text::data(body, options)
}
