//! The set-up form of the first run.

use axum::Extension;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::people::first_run;
use backend::people::first_run::FirstRun;
use domain::form::Field;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::routes::entry;
use crate::site::Site;

/// What the form holds, by the names of the fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    company: String,
    slug: String,
    name: String,
    email: String,
    password: String,
}

/// Sets the installation up and signs its operator in.
pub(crate) async fn set_up(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    Path(token): Path<String>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, Fields { company, slug, name, email, password }) = entry::read(request).await;
    let values = vec![
        (Field::Company, company.clone()),
        (Field::Slug, slug.clone()),
        (Field::Name, name.clone()),
        (Field::Email, email.clone()),
    ];
    let wanted = FirstRun { company, slug, display_name: name, email, password: SecretString::from(password) };
    let (store, token) = (site.backend.store(), SecretString::from(token));
    match first_run::set_up(store, &site.passwords, site.backend.clock(), &token, wanted, client.0).await {
        Ok(entered) => entry::enter(&site, &session, &entry::origin(client, &parts.headers), &entered).await,
        Err(error) => entry::again(&site, parts, error, values).await,
    }
}
