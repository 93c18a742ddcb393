//! One agent's day as a table for spreadsheets: every stretch of it, also those in which nobody looked.

use app::ssr::agent_day::named_agent;
use app::ssr::agent_day::named_day;
use axum::Extension;
use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::auth::TenantCtx;
use backend::history::AgentDayError;
use backend::history::KnownAgent;
use domain::agent_day::AgentDay;
use domain::agent_day::DayStretch;
use domain::clock::SinceSource;
use domain::time::UnixMs;
use serde::Deserialize;

use super::download::CSV;
use super::download::csv;
use super::download::kept_as;
use crate::gate::unavailable;
use crate::site::Site;

const HEADINGS: [&str; 13] = [
    "connection",
    "agent",
    "name",
    "state",
    "sub_state",
    "reason",
    "from",
    "until",
    "from_utc",
    "until_utc",
    "seconds",
    "origin",
    "over_limit_from",
];

/// Which day.
#[derive(Debug, Deserialize)]
pub(crate) struct Wish {
    #[serde(default)]
    day: String,
}

/// Sends the day.
pub(crate) async fn export(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    Path((_, key)): Path<(String, String)>,
    Query(wish): Query<Wish>,
) -> Response {
    let missing = || (StatusCode::NOT_FOUND, "There is no such agent.\n").into_response();
    let Some((connection, external_id)) = named_agent(&key) else { return missing() };
    let day = match named_day(&site.backend, &ctx, &wish.day) {
        Ok((day, false)) => day,
        Ok((_, true)) => return (StatusCode::BAD_REQUEST, "The day is a date such as 2026-11-20.\n").into_response(),
        Err(_no_today) => return unavailable(),
    };
    let known = site.backend.known_agent(&ctx, connection, external_id).await;
    let told = site.backend.agent_day(&ctx, connection, external_id, day).await;
    let (known, day) = match (known, told) {
        (Ok(known), Ok(day)) => (known, day),
        (Err(AgentDayError::NotFound), _) | (_, Err(AgentDayError::NotFound)) => return missing(),
        (Err(AgentDayError::Unavailable(error)), _) | (_, Err(AgentDayError::Unavailable(error))) => {
            tracing::warn!("a day could not be exported: {error}");
            return unavailable();
        }
    };
    let lines = day.stretches.iter().map(|stretch| cells(&known, &day, stretch));
    kept_as(&format!("agent-{}.csv", day.day.date), CSV, csv(HEADINGS, lines))
}

fn cells(known: &KnownAgent, day: &AgentDay, stretch: &DayStretch) -> [String; HEADINGS.len()] {
    let DayStretch { stretch, over_from } = stretch;
    let doing = stretch.doing.as_ref();
    let origin = doing.map_or("", |doing| match doing.source {
        SinceSource::ProviderDuration | SinceSource::ProviderTimestamp => "reported",
        SinceSource::CallStart => "call_start",
        SinceSource::FirstSeen if doing.is_lower_bound => "at_least",
        SinceSource::FirstSeen => "observed",
    });
    [
        known.connection_name.clone(),
        known.agent.external_id.clone(),
        known.agent.display_name.clone(),
        doing.map_or("not_observed", |doing| doing.state.slug()).to_owned(),
        doing.and_then(|doing| doing.sub).map_or("", |sub| sub.slug()).to_owned(),
        doing.and_then(|doing| doing.pause_reason.clone()).unwrap_or_default(),
        local(day, stretch.from),
        local(day, stretch.until),
        utc(stretch.from),
        utc(stretch.until),
        (stretch.lasted_ms() / 1000).to_string(),
        origin.to_owned(),
        over_from.map(|at| local(day, at)).unwrap_or_default(),
    ]
}

/// As the clock on the wall showed it, with its offset, so that the hour that comes twice is told apart.
fn local(day: &AgentDay, at: UnixMs) -> String {
    let offset = jiff::tz::Offset::from_seconds(day.day.clocks.utc_offset_s(at)).unwrap_or(jiff::tz::Offset::UTC);
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.display_with_offset(offset).to_string()
}

fn utc(at: UnixMs) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}
