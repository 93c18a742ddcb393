//! Paths under `/__sim/` for tests and people: what the floors look like, faults, forced states, counters, choices.
//! Nothing here exists in any vendor's documents.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Map, Value, json};

use crate::{
    faults::Fault,
    options::Options,
    provider::ProviderName,
    shared::Shared,
    world::{AgentState, Writer},
};

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/__sim/state", get(state))
        .route("/__sim/counters", get(counters))
        .route("/__sim/fault/{provider}/{name}", post(set_fault))
        .route("/__sim/agents/{provider}/{external_id}/state/{state}", post(force_state))
        .route("/__sim/agents/{provider}/{external_id}/name", post(rename))
        .route("/__sim/agents/{provider}/{external_id}/stamp", post(stamp))
        .route("/__sim/agents/{provider}/{external_id}/callin", post(console))
        .route("/__sim/journal/{provider}", get(journal))
        .route("/__sim/options", get(options).put(set_options))
}

async fn state(State(shared): State<Arc<Shared>>) -> Response {
    let providers: Map<String, Value> = ProviderName::ALL
        .into_iter()
        .map(|provider| {
            let floor = shared.floor(provider);
            let agents: Vec<Value> = floor
                .agents
                .iter()
                .map(|agent| {
                    json!({
                        "external_id": agent.external_id,
                        "name": agent.name.full,
                        "login": agent.login,
                        "state": agent.state.as_str(),
                        "since_ms": agent.since_ms,
                        "enabled": agent.enabled,
                        "recording": agent.recording,
                        "callin": agent.callin.iter().map(|queue| floor.queues[*queue].id).collect::<Vec<_>>(),
                    })
                })
                .collect();
            let fault = shared.fault(provider).to_string();
            (provider.to_string(), json!({ "fault": fault, "agents": agents }))
        })
        .collect();
    Json(json!({ "now_ms": shared.now_ms(), "providers": providers })).into_response()
}

async fn counters(State(shared): State<Arc<Shared>>) -> Response {
    let providers: Map<String, Value> = ProviderName::ALL
        .into_iter()
        .map(|provider| {
            let counters = shared.counters(provider);
            let value = json!({ "requests": counters.requests, "writes": counters.writes, "routes": counters.routes });
            (provider.to_string(), value)
        })
        .collect();
    Json(providers).into_response()
}

async fn set_fault(State(shared): State<Arc<Shared>>, Path((provider, name)): Path<(String, String)>) -> Response {
    let Ok(provider) = provider.parse::<ProviderName>() else { return missing("no such provider") };
    match name.parse::<Fault>() {
        Ok(fault) => {
            shared.set_fault(provider, fault);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => missing(&error.to_string()),
    }
}

async fn force_state(
    State(shared): State<Arc<Shared>>,
    Path((provider, external_id, state)): Path<(String, String, String)>,
) -> Response {
    let Ok(provider) = provider.parse::<ProviderName>() else { return missing("no such provider") };
    let Ok(state) = state.parse::<AgentState>() else { return missing("no such state") };
    match shared.force_state(provider, &external_id, state) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => missing(&error.to_string()),
    }
}

async fn rename(
    State(shared): State<Arc<Shared>>,
    Path((provider, external_id)): Path<(String, String)>,
    name: String,
) -> Response {
    let Ok(provider) = provider.parse::<ProviderName>() else { return missing("no such provider") };
    match shared.rename(provider, &external_id, &name) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => missing(&error.to_string()),
    }
}

/// The provider's own console: `1001226,1000886` replaces an agent's callin queues, and nothing takes all of them.
async fn console(
    State(shared): State<Arc<Shared>>,
    Path((provider, external_id)): Path<(String, String)>,
    queues: String,
) -> Response {
    let Ok(provider) = provider.parse::<ProviderName>() else { return missing("no such provider") };
    let queues: Vec<&str> = queues.split(',').map(str::trim).filter(|queue| !queue.is_empty()).collect();
    match shared.console(provider, &external_id, &queues, None) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => missing(&error.to_string()),
    }
}

/// Every change of anybody's callin queues, with who made it.
async fn journal(State(shared): State<Arc<Shared>>, Path(provider): Path<String>) -> Response {
    let Ok(provider) = provider.parse::<ProviderName>() else { return missing("no such provider") };
    let changes: Vec<Value> = shared
        .journal(provider)
        .into_iter()
        .map(|change| {
            let by = match change.by {
                Writer::Interface => "interface",
                Writer::Console => "console",
            };
            json!({
                "at_ms": change.at_ms,
                "external_id": change.external_id,
                "before": change.before,
                "after": change.after,
                "priority": change.priority,
                "by": by,
            })
        })
        .collect();
    Json(changes).into_response()
}

/// For measuring: a name that tells when the answer was made.
async fn stamp(State(shared): State<Arc<Shared>>, Path((provider, external_id)): Path<(String, String)>) -> Response {
    let Ok(provider) = provider.parse::<ProviderName>() else { return missing("no such provider") };
    match shared.stamp(provider, &external_id) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => missing(&error.to_string()),
    }
}

async fn options(State(shared): State<Arc<Shared>>) -> Json<Options> {
    Json(shared.options())
}

/// Replaces all choices; what the body leaves out returns to its default.
async fn set_options(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match serde_json::from_slice::<Options>(&body) {
        Ok(options) => {
            shared.set_options(options);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

fn missing(text: &str) -> Response {
    (StatusCode::NOT_FOUND, text.to_owned()).into_response()
}
