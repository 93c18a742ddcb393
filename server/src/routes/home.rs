//! The start page is the first board a person has.

use axum::Extension;
use axum::response::Html;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::Principal;

const NO_TENANT: &str = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Callboard</title>\
    <p>You do not belong to a company here yet. Ask your administrator.</p>\
    <form method=\"post\" action=\"/sign-out\"><button>Sign out</button></form></html>";

/// Sends the person to the board.
pub(crate) async fn home(Extension(principal): Extension<Principal>) -> Response {
    match principal.memberships().first() {
        Some(membership) => Redirect::to(&format!("/t/{}/board", membership.tenant.slug)).into_response(),
        None => Html(NO_TENANT).into_response(),
    }
}
