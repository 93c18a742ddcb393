//! CrocoDial: one agent's live state, the roster and the totals. JSON as PHP writes it, HTTP 200 for every error.

mod live;
mod roster;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
    routing::any,
};
use serde::Serialize;

use super::{params::Params, php_json};
use crate::{
    faults::Fault,
    provider::ProviderName,
    shared::Shared,
    world::{agent::AgentState, population::Population},
};

/// The API user.
pub(crate) const USER: &str = "apiuser";

/// The API user's password.
pub(crate) const PASSWORD: &str = "sim-crocodial-pass";

const XML_START: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\\n<goautodialapi version=\"4.0\">(\\n<action>\"";

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/goAPIv2/goUsers/goAPI.php", any(users))
        .route("/goAPIv2/goDashboard/goAPI.php", any(dashboard))
}

#[derive(Serialize)]
struct Success<T> {
    result: &'static str,
    data: T,
}

#[derive(Serialize)]
struct MessageError<'a> {
    result: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct CodeMessage<'a> {
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct CodeResult<'a> {
    code: &'a str,
    result: &'a str,
}

async fn users(State(shared): State<Arc<Shared>>, params: Params) -> Response {
    answer(&shared, &params, |floor| match params.text("goAction") {
        "getLiveAgentInfo" => Some(match params.filled("user") {
            None => php_json(&CodeMessage { code: "40001", message: "Error: Missing required parameters" }),
            Some(user) => live_agent(floor, user),
        }),
        "goGetAllUsers" => {
            let only_inactives = params.text("only_inactives") == "1";
            Some(php_json(&success(roster::of(floor, only_inactives))))
        }
        _ => None,
    })
}

async fn dashboard(State(shared): State<Arc<Shared>>, params: Params) -> Response {
    answer(&shared, &params, |floor| match params.text("goAction") {
        "getAgentStatus" => Some(php_json(&success(totals(floor)))),
        _ => None,
    })
}

/// What every action has in common: the four required parameters, the format, the login, and an unknown action.
fn answer(shared: &Shared, params: &Params, action: impl FnOnce(&Population) -> Option<String>) -> Response {
    let name = params.text("goAction");
    let format = params.get("responsetype").unwrap_or("xml").to_ascii_lowercase();
    if format != "json" && format != "xml" {
        let text = "result=error;message=This API function only accepts XML or JSON value on responsetype";
        return open_html(text.to_owned());
    }
    let missing = ["goAction", "goUser", "goPass"].iter().any(|required| params.filled(required).is_none());
    let refused = params.text("goUser") != USER
        || params.text("goPass") != PASSWORD
        || shared.fault(ProviderName::Crocodial) == Fault::AuthRevoked;
    let json = if missing {
        php_json(&CodeMessage { code: "40001", message: "Error: Missing required parameters" })
    } else if refused {
        php_json(&MessageError { result: "error", message: "Invalid Username/Password" })
    } else {
        let known = action(&shared.floor(ProviderName::Crocodial));
        if known.is_some() {
            shared.count_function(ProviderName::Crocodial, name);
        }
        known.unwrap_or_else(|| php_json(&MessageError { result: "error", message: "Command Not Found" }))
    };
    if format == "json" { open_html(json) } else { open_html(xml(name, &json)) }
}

/// HTML by name, and readable from every page.
fn open_html(text: String) -> Response {
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], super::html_text(text)).into_response()
}

/// The recorded XML is not well-formed: literal `\n`, a stray bracket, stray quotes. Nobody can read data from it.
fn xml(action: &str, json: &str) -> String {
    let result = if json.starts_with(r#"{"result":"success""#) { "success" } else { "error" };
    format!("{XML_START}{action} \"</action>\\n\" )<result>{result}</result>")
}

fn success<T: Serialize>(data: T) -> Success<T> {
    Success { result: "success", data }
}

fn live_agent(floor: &Population, user: &str) -> String {
    match floor.agent(user) {
        None => php_json(&CodeResult { code: "41004", result: "Invalid value in user. Doesn't exist" }),
        // PHP's empty array: nobody there.
        Some(agent) if !agent.logged_in() => php_json(&success([0_u8; 0])),
        Some(agent) => php_json(&success(live::of(floor, agent))),
    }
}

#[derive(Serialize)]
struct Totals {
    total_live_agents: usize,
    paused_agents: usize,
    ready_agents: usize,
    incall_agents: usize,
    offline_agents: usize,
    total_active_agents: usize,
}

/// As in the vendor's sample, the three kinds add up to the live agents, but live and offline do not to the active ones.
/// Disposition counts as paused there.
fn totals(floor: &Population) -> Totals {
    let count = |wanted: &[AgentState]| floor.agents.iter().filter(|agent| wanted.contains(&agent.state)).count();
    let live = floor.agents.iter().filter(|agent| agent.logged_in()).count();
    Totals {
        total_live_agents: live,
        paused_agents: count(&[AgentState::Paused, AgentState::WrapUp]),
        ready_agents: count(&[AgentState::Available]),
        incall_agents: count(&[
            AgentState::Ringing,
            AgentState::Dialing,
            AgentState::OnCall,
            AgentState::OnHold,
            AgentState::Dead,
        ]),
        offline_agents: floor.agents.len() - live,
        total_active_agents: floor.agents.iter().filter(|agent| agent.enabled).count(),
    }
}
