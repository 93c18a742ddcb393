//! The audit log as a table for spreadsheets, with the filter of its page. That it was taken out stands in the log.

use app::ssr::audit::AuditWish;
use axum::Extension;
use axum::body::Body;
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
use bytes::Bytes;
use domain::audit::AuditLine;
use domain::audit::Deed;
use domain::audit::Done;
use domain::audit::Ended;
use domain::audit::Matter;
use domain::time::UnixMs;
use futures::stream;
use uuid::Uuid;

use super::download::CSV;
use super::download::csv;
use super::download::csv_lines;
use super::download::kept_as;
use crate::gate::unavailable;
use crate::site::Site;

/// Lines that are read at once; a log of years is never in memory as a whole.
const LINES_AT_ONCE: u32 = 500;
const HEADINGS: [&str; 10] =
    ["at_utc", "who", "address", "action", "subject", "agent", "connection", "before", "after", "outcome"];

/// Sends the log.
pub(crate) async fn export(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Extension(ClientAddress(remote)): Extension<ClientAddress>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let Ok(wish) = AuditWish::parse(&query, &site.backend.zone_for(&ctx)) else {
        return (StatusCode::BAD_REQUEST, "This filter cannot be read. Clear it and try again.\n").into_response();
    };
    let matter = wish.words.iter().fold(Matter::about(""), |matter, (name, value)| matter.with(name, value));
    let actor = Actor::of(&ctx, Some(remote));
    let (store, clock) = (site.backend.store(), site.backend.clock());
    let entry = Entry::new(Deed::ExportAudit, matter);
    let first = audit::read(store, &ctx, &wish.filter, None, LINES_AT_ONCE);
    let first = match audit::recorded(store, clock, ctx.tenant_id(), &actor, entry, first).await {
        Ok(lines) => lines,
        Err(error) => {
            tracing::warn!("the audit log could not be exported: {error}");
            return unavailable();
        }
    };
    let file = format!("audit-{}.csv", ctx.slug());
    let export = Export { site, ctx, wish, next: Next::Lines(first), is_first: true };
    let parts = stream::unfold(export, |mut export| async move { Some((export.part().await?, export)) });
    kept_as(&file, CSV, Body::from_stream(parts))
}

struct Export {
    site: Site,
    ctx: TenantCtx,
    wish: AuditWish,
    next: Next,
    is_first: bool,
}

enum Next {
    /// These have been read.
    Lines(Vec<AuditLine>),
    /// Those older than this line come next.
    After(UnixMs, Uuid),
    Nothing,
}

impl Export {
    /// The next part of the table; none at its end.
    async fn part(&mut self) -> Option<Result<Bytes, Cut>> {
        let lines = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return None,
            Next::Lines(lines) => lines,
            Next::After(at, id) => {
                let store = self.site.backend.store();
                match audit::read(store, &self.ctx, &self.wish.filter, Some((at, id)), LINES_AT_ONCE).await {
                    Ok(lines) => lines,
                    // A table that ends early must not look whole, so the answer is broken off.
                    Err(_store) => return Some(Err(Cut)),
                }
            }
        };
        let last = lines.last().and_then(|line| Some((line.at, line.id.parse().ok()?)));
        if let (Some((at, id)), true) = (last, lines.len() == LINES_AT_ONCE as usize) {
            self.next = Next::After(at, id);
        }
        let is_first = std::mem::take(&mut self.is_first);
        let lines = lines.iter().map(cells);
        Some(Ok(Bytes::from(if is_first { csv(HEADINGS, lines) } else { csv_lines(lines) })))
    }
}

/// The table could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[error("the audit log could not be read to its end")]
struct Cut;

fn cells(line: &AuditLine) -> [String; HEADINGS.len()] {
    let at = jiff::Timestamp::from_millisecond(line.at.0).map(|at| at.to_string()).unwrap_or_default();
    let action = match &line.done {
        Done::Deed(deed) => deed.as_str().to_owned(),
        Done::Command(action) => action.slug().to_owned(),
        Done::Other(word) => word.clone(),
    };
    let after = match &line.done {
        Done::Command(action) => {
            let parts = [word_of(action), fields(&line.matter.after)];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
        }
        Done::Deed(_) | Done::Other(_) => fields(&line.matter.after),
    };
    let outcome = match &line.ended {
        None => "not_known".to_owned(),
        Some(Ended::Deed(outcome)) => word_of(outcome),
        Some(Ended::Command(outcome)) => word_of(outcome),
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        at,
        line.actor.clone(),
        text(&line.remote),
        action,
        line.matter.subject.clone(),
        text(&line.agent),
        text(&line.connection),
        fields(&line.matter.before),
        after,
        outcome,
    ]
}

fn fields(fields: &[(String, String)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

/// The parts of a stored value as they are stored, without the signs of its notation.
fn word_of(value: &impl serde::Serialize) -> String {
    let Ok(serde_json::Value::Object(parts)) = serde_json::to_value(value) else { return String::new() };
    match parts.get("outcome") {
        Some(serde_json::Value::String(outcome)) => outcome.clone(),
        Some(_) | None => {
            let parts = parts.iter().filter(|(name, _)| name.as_str() != "action");
            parts.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
        }
    }
}
