//! The rows of a board as a table for spreadsheets: exactly those of a view, in its order. That it was taken out stands in
//! the audit log.

use app::ssr::Spoken;
use app::ssr::board_table::board_table;
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
    let Ok(table) = board_table(&site.backend, &ctx, &query.unwrap_or_default(), spoken.language(&request)) else {
        return (StatusCode::BAD_REQUEST, "This view cannot be read. Open the board and try again.\n").into_response();
    };
    let matter = Matter::about("").with("rows", table.rows.len().to_string());
    let matter = table.words.iter().fold(matter, |matter, (name, value)| matter.with(name, value));
    let entry = Entry::new(Deed::ExportBoard, matter);
    let actor = Actor::of(&ctx, Some(remote));
    let written = async { Ok::<_, StoreError>(csv(table.headings, table.rows)) };
    match audit::recorded(site.backend.store(), site.backend.clock(), ctx.tenant_id(), &actor, entry, written).await {
        Ok(table) => kept_as(&format!("board-{}.csv", ctx.slug()), CSV, table),
        Err(error) => {
            tracing::warn!("a board could not be exported: {error}");
            unavailable()
        }
    }
}
