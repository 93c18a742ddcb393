//! The past as files: totals as the page has them, or every change of state. That it was taken out stands in the log.
//!
//! Changes are read half an hour at a time and sent as they are read: a month is never in memory as a whole.

mod csv_file;
mod rows;
mod xlsx_file;

use std::borrow::Cow;

use app::ssr::history::HistoryWish;
use axum::Extension;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::audit;
use backend::audit::Actor;
use backend::audit::Entry;
use backend::auth::ClientAddress;
use backend::auth::TenantCtx;
use domain::audit::Deed;
use domain::audit::Matter;

use super::download::CSV;
use super::download::kept_as;
use crate::gate::unavailable;
use crate::routes::history_export::rows::Rows;
use crate::site::Site;

/// The table could not be read to its end. One that ends early must not look whole, so the answer is broken off.
#[derive(Debug, thiserror::Error)]
#[error("the history could not be read to its end")]
struct Cut;

/// Sends it as comma-separated values.
pub(crate) async fn csv(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Extension(address): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
) -> Response {
    match taken_out(&site, &ctx, address, query, "csv").await {
        Ok((file, rows)) => kept_as(&file, CSV, csv_file::body(rows)),
        Err(refused) => refused,
    }
}

/// Sends it as a workbook.
pub(crate) async fn xlsx(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Extension(address): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    match taken_out(&site, &ctx, address, query, "xlsx").await {
        Ok((file, rows)) => kept_as(&file, kind, xlsx_file::body(rows)),
        Err(refused) => refused,
    }
}

/// Writes down that it is taken out, and begins to read; the file's name with its rows.
async fn taken_out(
    site: &Site,
    ctx: &TenantCtx,
    ClientAddress(remote): ClientAddress,
    query: Option<String>,
    ending: &str,
) -> Result<(String, Rows), Response> {
    let query = query.unwrap_or_default();
    let (backend, zone) = (&site.backend, site.backend.zone_for(ctx));
    let wish = HistoryWish::parse(&query, backend.now(), &zone)
        .map_err(|_no_query| (StatusCode::BAD_REQUEST, "This address cannot be read.\n").into_response())?;
    let wants_events = params(&query).any(|(name, value)| name == "what" && value == "events");
    let what = if wants_events { "events" } else { wish.question.by.slug() };
    let (first, last) = (&wish.question.first, &wish.question.last);
    let matter = Matter::about("").with("what", what).with("from", first).with("until", last).with("format", ending);
    let entry = Entry::new(Deed::ExportHistory, matter);
    let reading = async {
        let days = wish.days(&zone);
        if wants_events {
            Rows::events(backend, ctx, &days).await
        } else {
            Rows::totals(backend, ctx, &days, &wish).await
        }
    };
    let actor = Actor::of(ctx, Some(remote));
    match audit::recorded(backend.store(), backend.clock(), ctx.tenant_id(), &actor, entry, reading).await {
        Ok(Some(rows)) => Ok((format!("history-{what}-{}-{first}-{last}.{ending}", ctx.slug()), rows)),
        // A limited person whose limits are not known sees nothing.
        Ok(None) => Err((StatusCode::NOT_FOUND, "There is no such page.\n").into_response()),
        Err(error) => {
            tracing::warn!("the history could not be exported: {error}");
            Err(unavailable())
        }
    }
}

fn params(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    url::form_urlencoded::parse(query.as_bytes())
}
