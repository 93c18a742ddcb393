//! The form of a link to set a new password.

use axum::Extension;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::people::resets;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::routes::entry;
use crate::site::Site;

/// What the form holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    password: String,
}

/// Sets the password and signs the person in.
pub(crate) async fn reset(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    Path(token): Path<String>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, Fields { password }) = entry::read(request).await;
    let (store, token, password) = (site.backend.store(), SecretString::from(token), SecretString::from(password));
    match resets::reset(store, &site.passwords, site.backend.clock(), &token, password, client.0).await {
        Ok(entered) => entry::enter(&site, &session, &entry::origin(client, &parts.headers), &entered).await,
        Err(error) => entry::again(&site, parts, error, Vec::new()).await,
    }
}
