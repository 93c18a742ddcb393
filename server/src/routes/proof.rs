//! The form that asks who it is before a file, or before a page's own form.

use app::ssr::second_factor::is_proved_file;
use axum::Extension;
use axum::extract::Query;
use axum::extract::Request;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::auth::Principal;
use backend::auth::proof;
use domain::proof::ProofBy;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::local_path::local_or_home;
use crate::routes::entry;
use crate::site::Site;

/// What the form holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    code: String,
    current_password: String,
}

/// Where the person is on the way to.
#[derive(Default, Deserialize)]
pub(crate) struct Wish {
    next: Option<String>,
}

/// Takes the proof and goes on.
pub(crate) async fn prove(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    Extension(principal): Extension<Principal>,
    session: Session,
    wish: Result<Query<Wish>, QueryRejection>,
    request: Request,
) -> Response {
    let next = wish.ok().and_then(|Query(wish)| wish.next);
    let (parts, fields): (_, Fields) = entry::read(request).await;
    let typed = SecretString::from(match principal.proves_by() {
        // It is proved there; nothing is typed here.
        ProofBy::Provider => String::new(),
        ProofBy::Code => fields.code,
        ProofBy::Password => fields.current_password,
    });
    let (store, keys, clock) = (site.backend.store(), site.backend.keys(), site.backend.clock());
    match proof::prove(store, &site.passwords, keys, clock, &principal, &session, client.0, typed).await {
        Ok(()) => match next.as_deref() {
            // A file leaves the page as it is, so the page says that it comes and leads back.
            Some(file) if is_proved_file(file) => {
                Redirect::to(&format!("/account/proof?next={}", encode(file))).into_response()
            }
            next => Redirect::to(local_or_home(next)).into_response(),
        },
        Err(error) => entry::again(&site, parts, error, Vec::new()).await,
    }
}
