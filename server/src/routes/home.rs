//! The start page is the first board a person has.

use axum::Extension;
use axum::response::Redirect;
use backend::auth::Principal;

/// Sends the person to the board; whoever belongs to no company, to the page that says so.
pub(crate) async fn home(Extension(principal): Extension<Principal>) -> Redirect {
    match principal.memberships().first() {
        Some(membership) => Redirect::to(&format!("/t/{}/board", membership.tenant.slug)),
        None => Redirect::to("/account"),
    }
}
