//! The forms of a person's second factor: starting, confirming, fresh recovery codes, switching off.

use axum::Extension;
use axum::extract::Request;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::auth::Principal;
use backend::people::PeopleError;
use backend::people::second_factor;
use backend::store::StoreError;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::routes::entry;
use crate::site::Site;

const PATH: &str = "/account/second-factor";

/// What the forms hold, by the names of the fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    change: Option<Change>,
    code: String,
    current_password: String,
}

/// Which of the forms was sent.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Change {
    Start,
    Confirm,
    Codes,
    Off,
}

/// What follows a change.
enum Next {
    /// The page as it is now.
    Page(&'static str),
    /// Recovery codes, shown this once.
    Codes(Vec<String>),
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
    let Some(change) = fields.change else { return Redirect::to(PATH).into_response() };
    match work(&site, &principal, &session, client, change, fields).await {
        Ok(Next::Page(address)) => Redirect::to(address).into_response(),
        Ok(Next::Codes(codes)) => entry::with_codes(&site, parts, codes).await,
        // It was done in another tab meanwhile: the page shows how it is now.
        Err(PeopleError::NotFound | PeopleError::Store(StoreError::Conflict)) => Redirect::to(PATH).into_response(),
        Err(error) => entry::again(&site, parts, error, Vec::new()).await,
    }
}

async fn work(
    site: &Site,
    principal: &Principal,
    session: &Session,
    client: ClientAddress,
    change: Change,
    fields: Fields,
) -> Result<Next, PeopleError> {
    let (store, keys, clock, remote) = (site.backend.store(), site.backend.keys(), site.backend.clock(), client.0);
    let code = fields.code.as_str();
    match change {
        Change::Start => {
            second_factor::propose(store, keys, clock, principal).await?;
            Ok(Next::Page(PATH))
        }
        Change::Confirm => {
            second_factor::confirm(store, keys, clock, principal, session, remote, code, site.backend.outbox())
                .await
                .map(Next::Codes)
        }
        Change::Codes => {
            second_factor::new_recovery_codes(store, keys, clock, principal, remote, code).await.map(Next::Codes)
        }
        Change::Off => {
            let outbox = site.backend.outbox();
            let password = SecretString::from(fields.current_password);
            second_factor::switch_off(store, &site.passwords, keys, clock, principal, remote, password, code, outbox)
                .await?;
            Ok(Next::Page("/account/second-factor?done=off"))
        }
    }
}
