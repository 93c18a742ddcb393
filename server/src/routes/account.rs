//! The forms of a person's own account: name, language and zone of time, password, sessions.

use axum::Extension;
use axum::extract::Request;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::auth::Principal;
use backend::people::PeopleError;
use backend::people::account;
use backend::people::sessions;
use backend::people::sessions::SessionName;
use domain::form::Field;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::routes::entry;
use crate::site::Site;

/// What the forms hold, by the names of the fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    change: Option<Change>,
    name: String,
    current_password: String,
    password: String,
    session: String,
    language: String,
    zone: String,
}

/// Which of the forms was sent.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Name,
    Regional,
    Password,
    Session,
    Others,
}

impl Change {
    /// The page again, saying what was done.
    const fn done(self) -> &'static str {
        match self {
            Self::Name => "/account?done=name",
            Self::Regional => "/account?done=regional",
            Self::Password => "/account?done=password",
            Self::Session => "/account?done=session",
            Self::Others => "/account?done=others",
        }
    }
}

/// Changes what the form says.
pub(crate) async fn change(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    Extension(principal): Extension<Principal>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, fields): (_, Fields) = entry::read(request).await;
    let Some(change) = fields.change else { return Redirect::to("/account").into_response() };
    let values = match change {
        Change::Name => vec![(Field::Name, fields.name.clone())],
        Change::Regional => vec![(Field::Language, fields.language.clone()), (Field::Zone, fields.zone.clone())],
        Change::Password | Change::Session | Change::Others => Vec::new(),
    };
    match work(&site, &principal, &session, client, change, fields).await {
        // A session that was ended already is as the person wants it.
        Ok(()) | Err(PeopleError::NotFound) => Redirect::to(change.done()).into_response(),
        Err(error) => entry::again(&site, parts, error, values).await,
    }
}

async fn work(
    site: &Site,
    principal: &Principal,
    session: &Session,
    client: ClientAddress,
    change: Change,
    fields: Fields,
) -> Result<(), PeopleError> {
    let (store, clock, remote) = (site.backend.store(), site.backend.clock(), client.0);
    match change {
        Change::Name => account::rename(store, clock, principal, Some(remote), &fields.name).await.map(drop),
        // What is no language of ours is no choice.
        Change::Regional => account::read_in(store, principal, fields.language.parse().ok(), &fields.zone).await,
        Change::Password => {
            let current = SecretString::from(fields.current_password);
            let new = SecretString::from(fields.password);
            account::change_password(store, &site.passwords, clock, principal, session, remote, current, new).await
        }
        Change::Session => {
            let name: SessionName = fields.session.parse().map_err(|_no_name| PeopleError::NotFound)?;
            sessions::revoke_own(store, clock, principal, Some(remote), &name).await
        }
        Change::Others => sessions::revoke_others(store, clock, principal, session, Some(remote)).await,
    }
}
