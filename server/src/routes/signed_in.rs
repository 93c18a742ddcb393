//! The step after a good sign-in: whether the browser has kept the session. One that drops the cookie would otherwise be
//! sent from the board to the sign-in page and back for ever.

use axum::extract::Query;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::AuthError;
use backend::auth::Principal;
use serde::Deserialize;
use tower_sessions::Session;

use crate::gate::unavailable;
use crate::local_path::encode;
use crate::local_path::is_local;
use crate::local_path::local_or_home;
use crate::site::Site;

const PATH: &str = "/signed-in";

/// Where the person wanted to go.
#[derive(Deserialize)]
pub(crate) struct Wish {
    next: Option<String>,
}

/// The address to send a browser to that has just been given a session.
pub(crate) fn address(next: Option<&str>) -> String {
    with_next(PATH, '?', next)
}

/// Goes on where the session came along, else back with the reason.
pub(crate) async fn signed_in(
    State(site): State<Site>,
    session: Session,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Response {
    let next = wish.ok().and_then(|Query(wish)| wish.next);
    match Principal::of_session(&session, site.backend.store()).await {
        Ok(_) => Redirect::to(local_or_home(next.as_deref())).into_response(),
        Err(
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_),
        ) => Redirect::to(&with_next("/sign-in?problem=cookie", '&', next.as_deref())).into_response(),
        Err(AuthError::Unavailable(error)) => {
            tracing::warn!("a session could not be checked: {error}");
            unavailable()
        }
    }
}

pub(crate) fn with_next(path: &str, mark: char, next: Option<&str>) -> String {
    match next.filter(|next| is_local(next)) {
        Some(next) => format!("{path}{mark}next={}", encode(next)),
        None => path.to_owned(),
    }
}
