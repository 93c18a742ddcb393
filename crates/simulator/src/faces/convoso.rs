//! Convoso: the agent monitor's search and logout. Parameters come from the query or the form, whichever holds them.
//! Other sections of the vendor's interface are answered with its HTML page for unknown addresses.

mod rows;
mod search;
mod totals;

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use serde::Serialize;

use super::{json_text, params::Params, php_json};
use crate::{faults::Fault, provider::ProviderName, shared::Shared, world::command::Change};

/// The token of the "Agent Monitor" section.
pub(crate) const TOKEN: &str = "sim-convoso-token";

/// A token whose section list leaves the agent monitor out.
const TOKEN_OF_ANOTHER_SECTION: &str = "sim-convoso-leads-only";

const NOT_FOUND_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body>\n</html>\n";

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v1/agent-monitor/search", any(search))
        .route("/v1/agent-monitor/logout", any(logout))
        .fallback(|| async {
            (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=UTF-8")], NOT_FOUND_PAGE)
                .into_response()
        })
}

/// The refusals of the document's tables, and the vendor's 403.
#[derive(Clone, Copy)]
enum Refusal {
    /// Without a code, as the document prints them.
    Text(&'static str),
    Code(u16, &'static str),
    /// The token is good, but not for this section.
    Forbidden,
}

#[derive(Serialize)]
struct TextBody {
    success: bool,
    error: &'static str,
}

#[derive(Serialize)]
struct CodeBody {
    success: bool,
    code: u16,
    text: &'static str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let coded = |code, text| json_text(php_json(&CodeBody { success: false, code, text }));
        match self {
            Self::Text(error) => json_text(php_json(&TextBody { success: false, error })),
            Self::Code(code, text) => coded(code, text),
            Self::Forbidden => (StatusCode::FORBIDDEN, coded(403, "Forbidden")).into_response(),
        }
    }
}

fn authorise(shared: &Shared, params: &Params) -> Result<(), Refusal> {
    let token = params.text("auth_token");
    if token == TOKEN_OF_ANOTHER_SECTION {
        return Err(Refusal::Forbidden);
    }
    if token != TOKEN || shared.fault(ProviderName::Convoso) == Fault::AuthRevoked {
        return Err(Refusal::Text("Invalid authentication token"));
    }
    Ok(())
}

async fn search(State(shared): State<Arc<Shared>>, params: Params) -> Response {
    if let Err(refusal) = authorise(&shared, &params) {
        return refusal.into_response();
    }
    let floor = shared.floor(ProviderName::Convoso);
    match search::Filter::read(&floor, &params) {
        Ok(filter) => json_text(search::answer(&floor, &filter, shared.options().convoso.shape)),
        Err(refusal) => refusal.into_response(),
    }
}

async fn logout(State(shared): State<Arc<Shared>>, params: Params) -> Response {
    if let Err(refusal) = authorise(&shared, &params) {
        return refusal.into_response();
    }
    let options = shared.options().convoso;
    if options.logout_unanswered {
        return std::future::pending().await;
    }
    let mut floor = shared.floor(ProviderName::Convoso);
    let Some(agent) = params.filled("user_id").and_then(|id| floor.agent(id)) else {
        return Refusal::Code(6006, "Missing or invalid user").into_response();
    };
    if !agent.logged_in() || options.logout_6012_while_live {
        return Refusal::Code(6012, "User is not logged in").into_response();
    }
    let index = agent.index;
    floor.request(index, Change::LogOut, options.logout_delay_ms);
    shared.count_write(ProviderName::Convoso);
    json_text(r#"{"success":true}"#.to_owned())
}
