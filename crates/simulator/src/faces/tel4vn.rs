//! TEL4VN: the monitor in its v1 and v3 spellings, and the issue of tokens. Times are naive, in the zone of Ho Chi Minh City.

mod auth;
mod rows;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;

pub(crate) use self::auth::Tokens;
use self::rows::Spelling;
use crate::{provider::ProviderName, shared::Shared};

/// The bearer a customer was handed once and for all.
pub(crate) const STATIC_TOKEN: &str = "sim-tel4vn-token";

/// The key from which tokens are issued.
pub(crate) const API_KEY: &str = "sim-tel4vn-api-key";

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v1/monitor/agent", get(monitor_v1))
        .route("/v3/monitor", get(monitor_v3))
        .route("/v1/auth/token", post(auth::issue_v1))
        .route("/v3/auth/token", post(auth::issue_v3))
        .fallback(|| async { refusal(StatusCode::NOT_FOUND, "Not Found") })
        .method_not_allowed_fallback(|| async { refusal(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed") })
}

async fn monitor_v1(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    monitor(&shared, &headers, Spelling::V1)
}

async fn monitor_v3(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    monitor(&shared, &headers, Spelling::V3)
}

fn monitor(shared: &Shared, headers: &HeaderMap, spelling: Spelling) -> Response {
    if !auth::accepted(shared, headers) {
        return refusal(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let rows = rows::of(&shared.floor(ProviderName::Tel4vn), spelling);
    let total = rows.len();
    Json(json!({ "data": rows, "total": total })).into_response()
}

fn refusal(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}
