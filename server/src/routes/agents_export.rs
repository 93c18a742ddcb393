//! The agents of a connection as a table for spreadsheets: exactly those that the page shows, in its order, as they were
//! last read. That it was taken out stands in the audit log.

use app::ssr::agents::AgentsTable;
use app::ssr::agents::agents_table;
use axum::Extension;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
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
use domain::csv_cell::harmless;

use crate::gate::unavailable;
use crate::site::Site;

/// Tells a spreadsheet that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Sends the rows.
pub(crate) async fn export(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Extension(ClientAddress(remote)): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
    request: HeaderMap,
) -> Response {
    let table = match agents_table(&site.backend, &ctx, &query.unwrap_or_default(), &request).await {
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
    let written = async { Ok::<_, StoreError>(csv(&table)) };
    match audit::recorded(site.backend.store(), site.backend.clock(), ctx.tenant_id(), &actor, entry, written).await {
        Ok(csv) => {
            let file = format!("attachment; filename=\"agents-{}.csv\"", ctx.slug());
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, file),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, csv).into_response()
        }
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

fn csv(table: &AgentsTable) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let headings = writer.write_record(table.headings);
    headings.expect("memory takes what is written to it");
    for row in &table.rows {
        let cells = writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
        cells.expect("memory takes what is written to it");
    }
    writer.into_inner().expect("memory takes what is written to it")
}
