//! Signing out, which ends the session in the store and not only in the browser.

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use tower_sessions::Session;

use crate::gate::unavailable;
use crate::site::Site;

/// Ends the session. Twice is no mistake.
pub(crate) async fn sign_out(State(site): State<Site>, session: Session) -> Response {
    match site.sessions.sign_out(&session).await {
        Ok(()) => Redirect::to("/sign-in").into_response(),
        Err(error) => {
            tracing::warn!("a session could not be ended: {error}");
            unavailable()
        }
    }
}
