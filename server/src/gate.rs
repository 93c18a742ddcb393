//! The one door: a request goes on only where the policy table has a rule for it, and only for whom the rule names.
//! Server functions carry their tenant in the body, so they ask the same questions themselves.

use app::ssr::Spoken;
use axum::extract::Request;
use axum::extract::State;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::AuthError;
use backend::auth::DisplayCtx;
use backend::auth::Principal;
use backend::auth::display::device_token;
use backend::auth::policy;
use backend::auth::policy::Access;
use backend::auth::policy::Target;
use domain::role::Role;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::routes::site_files;
use crate::site::Site;

/// Lets a request through to its route, or answers in its place.
pub(crate) async fn keep(State(site): State<Site>, session: Session, request: Request, next: Next) -> Response {
    let method = if request.method() == Method::HEAD { Method::GET.as_str() } else { request.method().as_str() };
    let Some(rule) = policy::rule_for(method, request.uri().path()) else {
        return site_files::serve(site, request).await;
    };
    let Target::Route { pattern, .. } = rule.target else { return next.run(request).await };
    let outcome = match rule.access {
        Access::Public if pattern == "/wall" => return next.run(with_language_of_display(&site, request).await).await,
        Access::Public => return next.run(request).await,
        Access::SignedIn => signed_in(&site, &session, request).await,
        Access::Display => display(&site, request).await,
        Access::Tenant(roles) => member(&site, &session, roles, request).await,
    };
    let is_page = !pattern.ends_with("/events");
    // Only a page's answer is sure to take a fresh identifier to the browser.
    let outcome = match outcome {
        Ok(request) if is_page && request.method() == Method::GET => {
            match site.sessions.renew_if_changed(&session).await {
                Ok(()) => Ok(request),
                Err(error) => Err((error, request)),
            }
        }
        other => other,
    };
    match outcome {
        Ok(request) => next.run(request).await,
        Err((AuthError::SignedOut, request)) if is_page => to_sign_in(&request),
        Err((AuthError::SignedOut, _)) => plain(StatusCode::UNAUTHORIZED, "Sign in first.\n"),
        // The page itself finds out the same and says so; the status does not depend on it.
        Err((AuthError::NotFound, request)) if is_page => with_status(StatusCode::NOT_FOUND, next.run(request).await),
        Err((AuthError::Forbidden, request)) if is_page => with_status(StatusCode::FORBIDDEN, next.run(request).await),
        Err((AuthError::NotFound, _)) => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
        Err((AuthError::Forbidden, _)) => plain(StatusCode::FORBIDDEN, "This is not open to your role.\n"),
        Err((AuthError::Unavailable(error), _)) => {
            tracing::warn!("a session could not be checked: {error}");
            unavailable()
        }
    }
}

type Outcome = Result<Request, (AuthError, Request)>;

async fn signed_in(site: &Site, session: &Session, mut request: Request) -> Outcome {
    match Principal::of_session(session, site.backend.store()).await {
        Ok(principal) => {
            request.extensions_mut().insert(spoken_by(&principal, None));
            request.extensions_mut().insert(principal);
            Ok(request)
        }
        Err(error) => Err((error, request)),
    }
}

async fn display(site: &Site, mut request: Request) -> Outcome {
    let lines = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let Some(token) = device_token(lines, site.is_secure) else { return Err((AuthError::SignedOut, request)) };
    match DisplayCtx::of_token(site.backend.store(), &token, site.backend.now()).await {
        Ok(ctx) => {
            request.extensions_mut().insert(ctx);
            Ok(request)
        }
        Err(error) => Err((error, request)),
    }
}

async fn member(site: &Site, session: &Session, roles: &[Role], mut request: Request) -> Outcome {
    let principal = match Principal::of_session(session, site.backend.store()).await {
        Ok(principal) => principal,
        Err(error) => return Err((error, request)),
    };
    // Every such path is `/t/{tenant}/…`, which a test of the table proves.
    let slug = request.uri().path().split('/').nth(2).unwrap_or_default().to_owned();
    request.extensions_mut().insert(spoken_by(&principal, Some(&slug)));
    match principal.in_tenant(&slug).and_then(|ctx| ctx.require(roles).map(|()| ctx)) {
        Ok(ctx) => {
            request.extensions_mut().insert(ctx);
            Ok(request)
        }
        Err(error) => Err((error, request)),
    }
}

/// A screen speaks its own language, else its company's. One that is nobody's yet, or that cannot be found now, speaks its browser's: the
/// page itself says what is wrong.
async fn with_language_of_display(site: &Site, request: Request) -> Request {
    let mut request = match display(site, request).await {
        Ok(request) => request,
        Err((_, request)) => return request,
    };
    let Some(ctx) = request.extensions().get::<DisplayCtx>() else { return request };
    let own = ctx.facts().language;
    if let Ok(company) = site.backend.store().regional_of_company(ctx.tenant_id()).await {
        request.extensions_mut().insert(Spoken { own: own.or(company.language), company: None });
    }
    request
}

/// The person's language, and that of the company they look at or else of their first one.
fn spoken_by(principal: &Principal, slug: Option<&str>) -> Spoken {
    let tenants = || principal.memberships().iter().map(|membership| &membership.tenant);
    let company = match slug {
        Some(slug) => tenants().find(|tenant| tenant.slug == slug),
        None => tenants().next(),
    };
    Spoken { own: principal.language(), company: company.and_then(|tenant| tenant.language) }
}

fn to_sign_in(request: &Request) -> Response {
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    if wanted == "/" {
        return Redirect::to("/sign-in").into_response();
    }
    Redirect::to(&format!("/sign-in?next={}", encode(wanted))).into_response()
}

fn with_status(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    (status, text).into_response()
}

/// The store does not answer. Nobody is signed out by it.
pub(crate) fn unavailable() -> Response {
    let text = "Callboard cannot reach its database. Try again in a moment.\n";
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")], text).into_response()
}
