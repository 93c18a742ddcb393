//! Which handler answers which path, and what every request passes on its way. Who may call what is in the policy table
//! of `backend`; `gate` keeps to it.

use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::Version;
use axum::http::header;
use axum::middleware::from_fn;
use axum::middleware::from_fn_with_state;
use axum::routing::any_service;
use axum::routing::get;
use axum::routing::post;
use http::Extensions;
use leptos::context::provide_context;
use leptos_axum::LeptosRoutes;
use leptos_axum::generate_route_list_with_exclusions;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use crate::client_address;
use crate::csrf;
use crate::gate;
use crate::headers;
use crate::observe;
use crate::routes;
use crate::routes::single_sign_on::CALLBACK;
use crate::site::Site;

/// Forms and calls of server functions are far smaller.
const LARGEST_BODY_BYTES: usize = 64 * 1024;
/// Plans for many agents and pasted tables: 20,000 lines of a hundred bytes, twice as long as form fields.
const LARGEST_PLAN_BYTES: usize = 4 * 1024 * 1024;
/// Where plans are asked for.
const PLANS: [&str; 3] = ["/api/plan_changes", "/api/plan_import", "/api/plan_recording"];
/// A body that pauses for longer is given up.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// All of it.
pub(crate) fn router(site: Site) -> Router {
    let context = site.app_context();
    let options = site.options.clone();
    let sessions = site.sessions.clone().layer(site.is_secure);
    let pages = Router::new()
        .route("/healthz", get(routes::health::alive))
        .route("/readyz", get(routes::health::ready))
        .route("/", get(routes::home::home))
        .route("/sign-in", post(routes::sign_in::sign_in))
        .route("/forgotten", post(routes::forgotten::send))
        .route("/sign-in/code", post(routes::sign_in_code::sign_in))
        .route("/sign-in/sso", post(routes::single_sign_on::begin))
        .route(CALLBACK, get(routes::single_sign_on::callback))
        .route("/account/proof/provider", post(routes::single_sign_on::prove))
        .route("/account/second-factor", post(routes::second_factor::change))
        .route("/account/proof", post(routes::proof::prove))
        .route("/signed-in", get(routes::signed_in::signed_in))
        .route("/set-up/{token}", post(routes::set_up::set_up))
        .route("/join/{token}", post(routes::join::join))
        .route("/reset/{token}", post(routes::reset::reset))
        .route("/account", post(routes::account::change))
        .route("/sign-out", post(routes::sign_out::sign_out))
        .route("/preferences", post(routes::preferences::keep))
        .route("/t/{tenant}/board/export.csv", get(routes::board_export::export))
        .route("/t/{tenant}/events", get(routes::events::events))
        .route("/t/{tenant}/agents/{key}/export.csv", get(routes::agent_export::export))
        .route("/design", get(routes::design::design))
        .route("/wall/events", get(routes::wall_events::events))
        .route("/t/{tenant}/history/export.csv", get(routes::history_export::csv))
        .route("/t/{tenant}/history/export.xlsx", get(routes::history_export::xlsx))
        .route("/t/{tenant}/queues/changes.csv", get(routes::changes_export::export))
        .route("/t/{tenant}/queues/agents.csv", get(routes::agents_export::export))
        .route("/t/{tenant}/settings/audit/export.csv", get(routes::audit_export::export))
        .leptos_routes_with_context(
            &site,
            generate_route_list_with_exclusions(app::App, Some(vec![CALLBACK.to_owned()])),
            move || provide_context(context.clone()),
            move || app::shell(options.clone()),
        )
        .layer(from_fn_with_state(site.clone(), gate::keep))
        .layer(sessions)
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(is_page))
        .layer(from_fn_with_state(site.clone(), csrf::guard))
        .layer(from_fn(observe::note_route))
        .with_state(site.clone());
    limited(pages)
        .layer(RequestBodyTimeoutLayer::new(BODY_WITHIN))
        .layer(from_fn_with_state(site.clone(), client_address::find))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(site.clone(), headers::complete))
        .layer(from_fn_with_state(site, observe::follow))
}

/// A body is read only after the gate has let its sender in, and no further than its place allows.
fn limited(pages: Router) -> Router {
    let plans = pages.clone().layer(RequestBodyLimitLayer::new(LARGEST_PLAN_BYTES));
    let pages = pages.layer(RequestBodyLimitLayer::new(LARGEST_BODY_BYTES));
    PLANS
        .into_iter()
        .fold(Router::new(), |router, path| router.route(path, any_service(plans.clone())))
        .fallback_service(pages)
}

/// Pages and the answers of server functions: a minute of a large floor is long. Files are compressed beforehand and streams
/// must not wait for a block to fill.
fn is_page(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_text = |kind: &str| kind.starts_with("text/html") || kind.starts_with("application/json");
    kind.is_some_and(is_text) && !headers.contains_key(header::CONTENT_ENCODING)
}
