//! A set of changes as a table for spreadsheets: what was planned for every agent, and how it ended. That it was taken out
//! stands in the audit log.

use axum::Extension;
use axum::extract::Query;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::audit::Actor;
use backend::auth::ClientAddress;
use backend::auth::TenantCtx;
use backend::changes::ChangeSetView;
use backend::changes::ChangesError;
use backend::changes::EXPORT_HEADINGS;
use backend::changes::export_rows;
use domain::csv_cell::harmless;
use domain::id::ChangeSetId;
use serde::Deserialize;

use crate::gate::unavailable;
use crate::site::Site;

/// Tells a spreadsheet that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

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
            let file = format!("attachment; filename=\"changes-{}.csv\"", ctx.slug());
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, file),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, csv(&view)).into_response()
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

fn csv(view: &ChangeSetView) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    let headings = writer.write_record(EXPORT_HEADINGS);
    headings.expect("memory takes what is written to it");
    for row in export_rows(&view.rows) {
        let cells = writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
        cells.expect("memory takes what is written to it");
    }
    writer.into_inner().expect("memory takes what is written to it")
}
