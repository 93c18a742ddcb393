//! The start page is the first board a person has.

use axum::Extension;
use axum::response::Redirect;
use backend::auth::Principal;

/// Sends the person to the board; whoever belongs to no company, to the page that says so.
pub(crate) async fn home(Extension(principal): Extension<Principal>) -> Redirect {
    // One that is open before one that is suspended, whose page says why.
    let memberships = principal.memberships();
    let open = memberships.iter().find(|membership| membership.tenant.suspension.is_none());
    match open.or(memberships.first()) {
        Some(membership) => Redirect::to(&format!("/t/{}/board", membership.tenant.slug)),
        None => Redirect::to("/account"),
    }
}
