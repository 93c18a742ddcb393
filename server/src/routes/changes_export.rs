//! A set of changes as a table for spreadsheets: what was planned for every agent, and how it ended. That it was taken out
//! stands in the audit log.

use axum::Extension;
use axum::extract::Query;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::audit::Actor;
use backend::auth::ClientAddress;
use backend::auth::TenantCtx;
use backend::changes::ChangesError;
use backend::changes::EXPORT_HEADINGS;
use backend::changes::export_rows;
use domain::id::ChangeSetId;
use serde::Deserialize;

use super::download::CSV;
use super::download::csv;
use super::download::kept_as;
use crate::gate::unavailable;
use crate::site::Site;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    set: String,
}

/// Sends the agents of a set.
pub(crate) async fn export(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Extension(ClientAddress(remote)): Extension<ClientAddress>,
    Query(Wanted { set }): Query<Wanted>,
) -> Response {
    let Ok(set) = set.parse::<ChangeSetId>() else {
        return (StatusCode::BAD_REQUEST, "This is no set of changes. Open the page again.\n").into_response();
    };
    let actor = Actor::of(&ctx, Some(remote));
    match site.backend.export_changes_as(&ctx, &actor, set).await {
        Ok(view) => {
            let table = csv(EXPORT_HEADINGS, export_rows(&view.rows));
            kept_as(&format!("changes-{}.csv", ctx.slug()), CSV, table)
        }
        Err(ChangesError::Forbidden) => (StatusCode::FORBIDDEN, "Your role may not do this.\n").into_response(),
        Err(ChangesError::Store(error)) => {
            tracing::warn!("a set of changes could not be exported: {error}");
            unavailable()
        }
        Err(
            ChangesError::NotFound
            | ChangesError::NotOffered(_)
            | ChangesError::SwitchedOff
            | ChangesError::Provider(_)
            | ChangesError::NothingAsked
            | ChangesError::TooMany { .. }
            | ChangesError::ReasonNeeded
            | ChangesError::ReasonTooLong
            | ChangesError::TypeTheNumber
            | ChangesError::Conflict,
        ) => (StatusCode::NOT_FOUND, "There is no such set of changes.\n").into_response(),
    }
}
