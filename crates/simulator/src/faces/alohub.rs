//! AloHub: agents with paging and filters, the three writes, the inbound queues, and the rate limit per ten seconds.
//! The gateway's form (`/v1`, `X-Api-Key`) and the backend's (`/api/v1`, raw `Authorization`) both work.

mod agents;
mod limit;
mod queues;
mod writes;

use std::sync::Arc;

use axum::{
    Router,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, put},
};
use serde::Serialize;

pub(crate) use self::limit::Buckets;
use super::json_text;
use crate::{faults::Fault, provider::ProviderName, shared::Shared};

/// A key with every scope these pages name.
pub(crate) const KEY: &str = "sk_live_sim_alohub";

/// A key with scope `agent` but not `queue`.
const KEY_AGENT_ONLY: &str = "sk_live_sim_agent_only";

/// A key with neither scope.
const KEY_REPORT_ONLY: &str = "sk_live_sim_report_only";

/// The tenant every row belongs to.
pub(crate) const TENANT_ID: u64 = 20_260_310;

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v1/agents", get(agents::list))
        .route("/api/v1/agents", get(agents::list))
        .route("/v1/agents/{id}/queues", put(writes::queues))
        .route("/api/v1/agents/{id}/queues", put(writes::queues))
        .route("/v1/agents/{id}/recording", put(writes::recording))
        .route("/api/v1/agents/{id}/recording", put(writes::recording))
        .route("/v1/queues/inbound", get(queues::inbound))
        .route("/api/v1/queues/inbound", get(queues::inbound))
        .fallback(|| async { failure(Failure::NotFound("Not found")) })
}

/// The six codes of the document.
pub(crate) enum Failure {
    Unauthorized,
    InsufficientScope(&'static str),
    InvalidInput(&'static str),
    NotFound(&'static str),
    RateLimited,
    System,
}

#[derive(Serialize)]
struct Envelope<'a> {
    success: &'a str,
    error_code: &'a str,
    error_message: &'a str,
}

pub(crate) fn failure(failure: Failure) -> Response {
    let scope_message;
    let (status, error_code, error_message) = match failure {
        Failure::Unauthorized => (StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Missing or incorrect API key"),
        Failure::InsufficientScope(scope) => {
            scope_message = format!("Key does not have scope {scope}");
            (StatusCode::FORBIDDEN, "INSUFFICIENT_SCOPE", scope_message.as_str())
        }
        Failure::InvalidInput(message) => (StatusCode::BAD_REQUEST, "INVALID_INPUT", message),
        Failure::NotFound(message) => (StatusCode::NOT_FOUND, "NOT_FOUND", message),
        Failure::RateLimited => (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", "Exceeded request limit"),
        Failure::System => (StatusCode::INTERNAL_SERVER_ERROR, "FAIL", "System error"),
    };
    (status, json(&Envelope { success: "0", error_code, error_message })).into_response()
}

fn success(message: &str) -> Response {
    json(&Envelope { success: "1", error_code: "SUCCESS", error_message: message })
}

fn json(value: &impl Serialize) -> Response {
    json_text(serde_json::to_string(value).expect("the face's own values always serialize"))
}

/// The key decides first, then the allowance, then the request is looked at. Every answer after the key carries the
/// allowance's headers.
fn admitted(
    shared: &Shared,
    headers: &HeaderMap,
    is_backend: bool,
    scope: &'static str,
    route: &'static str,
    answer: impl FnOnce() -> Response,
) -> Response {
    let name = if is_backend { header::AUTHORIZATION.as_str() } else { "x-api-key" };
    let key = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let known = [KEY, KEY_AGENT_ONLY, KEY_REPORT_ONLY].contains(&key);
    if !known || shared.fault(ProviderName::Alohub) == Fault::AuthRevoked || !tenant_fits(headers) {
        return failure(Failure::Unauthorized);
    }
    limit::limited(shared, route, || {
        let granted = key == KEY || (key == KEY_AGENT_ONLY && scope == "agent");
        let permitted = granted && !shared.options().alohub.lost_scopes.iter().any(|lost| lost == scope);
        if permitted { answer() } else { failure(Failure::InsufficientScope(scope)) }
    })
}

/// `totalRecord`, which counts an account that was opened and closed again between two pages on every other one.
fn total(shared: &Shared, rows: usize) -> usize {
    let shifts = shared.options().alohub.shifting_totals;
    rows + usize::from(shifts && shared.counters(ProviderName::Alohub).requests.is_multiple_of(2))
}

/// The tenant header may be left out; the key then says whose it is.
fn tenant_fits(headers: &HeaderMap) -> bool {
    headers.get("x-tenant-id").is_none_or(|value| value.as_bytes() == TENANT_ID.to_string().as_bytes())
}
