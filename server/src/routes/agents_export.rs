//! The agents of a connection as a table for spreadsheets: exactly those that the page shows, in its order, as they were
//! last read. That it was taken out stands in the audit log.

use app::ssr::Spoken;
use app::ssr::agents::agents_table;
use axum::Extension;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::audit;
use backend::audit::Actor;
use backend::audit::Entry;
use backend::auth::ClientAddress;
use backend::auth::TenantCtx;
use backend::changes::ChangesError;
use backend::store::StoreError;
use domain::audit::Deed;
use domain::audit::Matter;

use super::download::CSV;
use super::download::csv;
use super::download::kept_as;
use crate::gate::unavailable;
use crate::site::Site;

/// Sends the rows.
pub(crate) async fn export(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Extension(ClientAddress(remote)): Extension<ClientAddress>,
    Extension(spoken): Extension<Spoken>,
    RawQuery(query): RawQuery,
    request: HeaderMap,
) -> Response {
    let table = match agents_table(&site.backend, &ctx, &query.unwrap_or_default(), spoken.language(&request)).await {
        Ok(Some(table)) => table,
        Ok(None) => {
            return (StatusCode::BAD_REQUEST, "This names no connection. Open the page again.\n").into_response();
        }
        Err(error) => return failed(&error),
    };
    let matter = Matter::about("").with("rows", table.rows.len().to_string());
    let words = table.words.iter().filter(|(name, _)| *name != "connection");
    let matter = words.fold(matter, |matter, (name, value)| matter.with(name, value));
    let entry = Entry::about_connection(Deed::ExportAgents, table.connection, matter);
    let actor = Actor::of(&ctx, Some(remote));
    let written = async { Ok::<_, StoreError>(csv(table.headings, table.rows)) };
    match audit::recorded(site.backend.store(), site.backend.clock(), ctx.tenant_id(), &actor, entry, written).await {
        Ok(table) => kept_as(&format!("agents-{}.csv", ctx.slug()), CSV, table),
        Err(error) => {
            tracing::warn!("agents could not be exported: {error}");
            unavailable()
        }
    }
}

fn failed(error: &ChangesError) -> Response {
    match error {
        ChangesError::Forbidden => (StatusCode::FORBIDDEN, "Your role may not do this.\n").into_response(),
        ChangesError::Provider(_) | ChangesError::SwitchedOff => {
            let text = "The provider could not be read. Open the page again.\n";
            (StatusCode::BAD_GATEWAY, text).into_response()
        }
        ChangesError::Store(error) => {
            tracing::warn!("agents could not be exported: {error}");
            unavailable()
        }
        ChangesError::NotFound
        | ChangesError::NotOffered(_)
        | ChangesError::NothingAsked
        | ChangesError::TooMany { .. }
        | ChangesError::ReasonNeeded
        | ChangesError::ReasonTooLong
        | ChangesError::TypeTheNumber
        | ChangesError::Conflict => (StatusCode::NOT_FOUND, "There is no such connection.\n").into_response(),
    }
}
