//! VICIdial: the non-agent interface a board reads and the agent interface a supervisor writes through. Plain text and
//! HTTP 200 for almost everything. Written from the recorded program's answers; none of its code is here.

mod agent_api;
mod agent_status;
mod counters;
mod live;
mod logged_in;
mod login;
mod non_agent;
mod text;

use std::sync::Arc;

use axum::{Router, routing::any};

pub(crate) use self::login::Logins;
use crate::shared::Shared;

/// The account that may do everything.
pub(crate) const USER: &str = "apiuser";

/// The password of every account; only characters that survive VICIdial's filter.
pub(crate) const PASSWORD: &str = "sim-vicidial-pass";

pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/vicidial/non_agent_api.php", any(non_agent::answer))
        .route("/agc/api.php", any(agent_api::answer))
}
