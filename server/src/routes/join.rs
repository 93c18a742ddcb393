//! The form of an invitation: a new account, or one more company for who is signed in.

use axum::Extension;
use axum::extract::Path;
use axum::extract::Request;
use axum::extract::State;
use axum::response::Response;
use backend::auth::AuthError;
use backend::auth::ClientAddress;
use backend::auth::Principal;
use backend::auth::session;
use backend::people::invitations;
use domain::form::Field;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::gate::unavailable;
use crate::routes::entry;
use crate::site::Site;

/// What the form of a new account holds, by the names of the fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    name: String,
    password: String,
}

/// Lets the invited person in.
pub(crate) async fn join(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    Path(token): Path<String>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, Fields { name, password }) = entry::read(request).await;
    let (store, clock, token) = (site.backend.store(), site.backend.clock(), SecretString::from(token));
    match Principal::of_session(&session, store).await {
        Ok(principal) => match invitations::join_as_member(store, clock, &token, &principal, client.0).await {
            Ok(slug) => fresh(&session, &slug).await,
            Err(error) => entry::again(&site, parts, error, Vec::new()).await,
        },
        Err(AuthError::Unavailable(error)) => {
            tracing::warn!("a session could not be checked: {error}");
            unavailable()
        }
        Err(
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_),
        ) => {
            let values = vec![(Field::Name, name.clone())];
            let password = SecretString::from(password);
            let joined =
                invitations::join_as_new(store, &site.passwords, clock, &token, &name, password, client.0).await;
            match joined {
                Ok(entered) => entry::enter(&site, &session, &entry::origin(client, &parts.headers), &entered).await,
                Err(error) => entry::again(&site, parts, error, values).await,
            }
        }
    }
}

/// What the session may open has changed, so it goes on under a fresh identifier.
async fn fresh(session: &Session, slug: &str) -> Response {
    if let Err(error) = session::rotate(session).await {
        tracing::warn!("a session could not be given a fresh identifier: {error}");
    }
    entry::to_board(Some(slug))
}
