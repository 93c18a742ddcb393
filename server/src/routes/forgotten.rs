//! The form of whoever has forgotten the password. It is answered before anything is looked up, so that neither what it says
//! nor how long it takes tells whether somebody has the address.

use axum::Extension;
use axum::extract::Request;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::people::resets;
use serde::Deserialize;

use crate::routes::entry;
use crate::site::Site;

/// What the form holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    email: String,
}

/// Has a link sent, where mail is sent and somebody has the address.
pub(crate) async fn send(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    request: Request,
) -> Response {
    let (_, Fields { email }) = entry::read(request).await;
    let backend = site.backend.clone();
    tokio::spawn(async move {
        let Some(outbox) = backend.outbox() else { return };
        let sent = resets::send_to_forgetful(backend.store(), backend.clock(), outbox, &email, client.0).await;
        if let Err(error) = sent {
            tracing::warn!("a password link could not be made: {error}");
        }
    });
    Redirect::to("/forgotten?sent=1").into_response()
}
