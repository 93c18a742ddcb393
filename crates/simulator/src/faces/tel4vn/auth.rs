//! TEL4VN's credentials: a static bearer, and tokens issued from an API key in the shapes of v1 and v3. Tokens expire.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{API_KEY, STATIC_TOKEN};
use crate::{
    faults::Fault,
    provider::ProviderName,
    shared::{Shared, lock},
};

const DOMAIN_ID: &str = super::rows::DOMAIN_ID;
const API_USER_ID: &str = "0f7f1f0a-5f0e-4e9e-9d5a-000000000001";

/// The tokens that were issued, with the end of their life.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    issued: u64,
    expiry_ms: HashMap<String, i64>,
}

impl Tokens {
    fn issue(&mut self, now_ms: i64, life_s: i64) -> (String, i64) {
        self.expiry_ms.retain(|_, expiry_ms| *expiry_ms > now_ms);
        self.issued += 1;
        let token = format!("sim-tel4vn-issued-{}", self.issued);
        let expiry_ms = now_ms + life_s * 1000;
        self.expiry_ms.insert(token.clone(), expiry_ms);
        (token, expiry_ms)
    }
}

pub(super) fn accepted(shared: &Shared, headers: &HeaderMap) -> bool {
    let Some(bearer) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else { return false };
    let Some(token) = bearer.strip_prefix("Bearer ") else { return false };
    if shared.fault(ProviderName::Tel4vn) == Fault::AuthRevoked {
        return false;
    }
    let now_ms = shared.now_ms();
    token == STATIC_TOKEN || lock(&shared.tokens).expiry_ms.get(token).is_some_and(|expiry_ms| *expiry_ms > now_ms)
}

#[derive(Deserialize)]
struct IssueRequest {
    api_key: String,
}

#[derive(Serialize)]
struct IssuedV1 {
    token: String,
    expired: i64,
    user_id: &'static str,
}

#[derive(Serialize)]
struct IssuedV3 {
    token: String,
    token_type: &'static str,
    expired_in: i64,
    refresh_token: &'static str,
    client_id: &'static str,
    domain_uuid: &'static str,
    user_id: &'static str,
}

pub(super) async fn issue_v1(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match issue(&shared, &body) {
        Ok((token, expiry_ms, _)) => {
            let data = IssuedV1 { token, expired: expiry_ms / 1000, user_id: API_USER_ID };
            Json(json!({ "data": data })).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

pub(super) async fn issue_v3(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match issue(&shared, &body) {
        Ok((token, _, life_s)) => Json(IssuedV3 {
            token,
            token_type: "Bearer",
            expired_in: life_s,
            refresh_token: "",
            client_id: "sim-tel4vn-client",
            domain_uuid: DOMAIN_ID,
            user_id: API_USER_ID,
        })
        .into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// Why no token was issued.
enum NotIssued {
    NoKey,
    WrongKey,
}

impl IntoResponse for NotIssued {
    fn into_response(self) -> Response {
        match self {
            // The vendor's other error form: an array of objects with one key each.
            Self::NoKey => {
                let error = json!({ "error": [{ "api_key": "api_key is required" }] });
                (StatusCode::BAD_REQUEST, Json(error)).into_response()
            }
            Self::WrongKey => super::refusal(StatusCode::UNAUTHORIZED, "api_key is invalid"),
        }
    }
}

fn issue(shared: &Shared, body: &[u8]) -> Result<(String, i64, i64), NotIssued> {
    let Ok(request) = serde_json::from_slice::<IssueRequest>(body) else {
        return Err(NotIssued::NoKey);
    };
    if request.api_key != API_KEY || shared.fault(ProviderName::Tel4vn) == Fault::AuthRevoked {
        return Err(NotIssued::WrongKey);
    }
    let life_s = shared.options().tel4vn.token_life_s;
    let (token, expiry_ms) = lock(&shared.tokens).issue(shared.now_ms(), life_s);
    Ok((token, expiry_ms, life_s))
}
