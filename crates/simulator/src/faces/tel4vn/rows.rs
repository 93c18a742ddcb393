//! The rows of the monitor: one per registered device. Pauses and wrap-up do not exist here, only calls do.

use serde_json::{Map, Value};

use crate::{
    faces::time::{self, House},
    world::{
        agent::{Agent, AgentState},
        call::{Call, Direction},
        population::Population,
        roster::WITHOUT_USER_ID,
    },
};

pub(super) const DOMAIN_ID: &str = "9eb34970-dec2-466d-98c7-9532439be7eb";

const USER_AGENTS: [&str; 4] = ["MicroSIP/3.20.6", "Zoiper rv2.10.19.2", "Yealink SIP-T31P 124.85.0.40", "JsSIP 3.9.0"];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Names ending in `_id`.
    V1,
    /// Names ending in `_uuid`, and more about the numbers and the person.
    V3,
}

pub(super) fn of(floor: &Population, spelling: Spelling) -> Vec<Value> {
    let mut rows = Vec::with_capacity(floor.agents.len());
    for agent in floor.agents.iter().filter(|agent| agent.logged_in()) {
        rows.push(row(floor, agent, spelling, false));
        // Every ninth agent has a second telephone registered, which never carries the call.
        if agent.index % 9 == 2 {
            rows.push(row(floor, agent, spelling, true));
        }
    }
    rows
}

fn row(floor: &Population, agent: &Agent, spelling: Spelling, second_device: bool) -> Value {
    let mut row = Map::new();
    let mut put = |name: &str, value: &str| row.insert(name.to_owned(), Value::from(value));
    let user_id = if agent.index == WITHOUT_USER_ID { "" } else { &agent.uuid };
    let (domain, extension, user) = match spelling {
        Spelling::V1 => ("domain_id", "extension_id", "user_id"),
        Spelling::V3 => ("domain_uuid", "extension_uuid", "user_uuid"),
    };
    put("agent_name", &agent.name.full);
    put(domain, DOMAIN_ID);
    put("domain_name", floor.profile.groups[0]);
    put("extension", &agent.extension);
    put(extension, &extension_id(agent));
    put("network_ip", &format!("10.0.{}.{}", agent.index / 200, 15 + agent.index % 200));
    put("server_host", "10.0.0.1");
    put("user_agent", USER_AGENTS[(agent.index + usize::from(second_device)) % USER_AGENTS.len()]);
    put(user, user_id);
    put("username", &agent.login);
    if spelling == Spelling::V3 {
        put("first_name", &agent.name.first);
        put("middle_name", &agent.name.middle);
        put("last_name", &agent.name.last);
    }
    let call = agent.call.as_ref().filter(|_| agent.state.has_live_call() && !second_device);
    match call {
        Some(call) => put_call(&mut row, agent, call, spelling),
        None => put_no_call(&mut row, agent.index, spelling),
    }
    Value::Object(row)
}

/// An identifier of its own for the extension, from the agent's.
fn extension_id(agent: &Agent) -> String {
    format!("663dec3e{}", &agent.uuid[8..])
}

fn put_call(row: &mut Map<String, Value>, agent: &Agent, call: &Call, spelling: Spelling) {
    let ringing = matches!(agent.state, AgentState::Ringing | AgentState::Dialing);
    // The destination of an inbound call is the agent's own extension; the caller is not told here.
    let (direction, destination) = match (call.direction, spelling) {
        (Direction::Inbound, _) => ("inbound", agent.extension.as_str()),
        (Direction::Outbound, _) | (Direction::Internal, Spelling::V1) => ("outbound", call.customer.as_str()),
        (Direction::Internal, Spelling::V3) => ("local", call.customer.as_str()),
    };
    let mut put = |name: &str, value: &str| row.insert(name.to_owned(), Value::from(value));
    put("call_id", &call.id);
    put("call_state", if ringing { "RINGING" } else { "ONCALL" });
    put("call_time", &time::naive(call.started_ms, House::HoChiMinh));
    put("destination", destination);
    put("direction", direction);
    if spelling == Spelling::V3 {
        let caller = if call.direction == Direction::Inbound { &call.customer } else { &agent.extension };
        put("cid_num", caller);
        put("b_cid_num", destination);
    }
}

/// The documents do not say how an idle agent looks, so all three ways occur: missing, null and empty.
fn put_no_call(row: &mut Map<String, Value>, index: usize, spelling: Spelling) {
    let nothing = match index % 3 {
        0 => return,
        1 => Value::Null,
        _ => Value::from(""),
    };
    for name in ["call_id", "call_state", "call_time", "destination", "direction"] {
        row.insert(name.to_owned(), nothing.clone());
    }
    if spelling == Spelling::V3 {
        row.insert("cid_num".to_owned(), nothing.clone());
        row.insert("b_cid_num".to_owned(), nothing);
    }
}
