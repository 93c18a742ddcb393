//! The one door: a request goes on only where the policy table has a rule for it, and only for whom the rule names.
//! Server functions carry their tenant in the body, so they ask the same questions themselves.

use app::error::AppError;
use app::proof;
use app::ssr::ScreenTheme;
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
use backend::auth::display::DeviceToken;
use backend::auth::display::device_token;
use backend::auth::display::looks_of;
use backend::auth::policy;
use backend::auth::policy::Access;
use backend::auth::policy::Rule;
use backend::auth::policy::Target;
use backend::auth::proof::require_recent_proof;
use backend::store::Tenant;
use domain::language::Language;
use domain::proof::ProofBy;
use domain::role::Role;
use leptos::server_fn::error::FromServerFnError;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::routes::site_files;
use crate::routes::suspended;
use crate::site::Site;

/// Lets a request through to its route, or answers in its place.
pub(crate) async fn keep(State(site): State<Site>, session: Session, request: Request, next: Next) -> Response {
    let method = if request.method() == Method::HEAD { Method::GET.as_str() } else { request.method().as_str() };
    let Some(rule) = policy::rule_for(method, request.uri().path()) else {
        return site_files::serve(site, request).await;
    };
    let Target::Route { pattern, .. } = rule.target else {
        return match refused_without_proof(&site, &session, rule, is_plain_form(&request)).await {
            Some(answer) => answer,
            None => next.run(request).await,
        };
    };
    let outcome = match rule.access {
        Access::Public if pattern == "/wall" => return next.run(with_looks_of_screen(&site, request).await).await,
        Access::Public => return next.run(request).await,
        Access::SignedIn => signed_in(&site, &session, request).await,
        Access::Display => display(&site, request).await,
        Access::Tenant(roles) => member(&site, &session, roles, rule.needs_proof, request).await,
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
        Err((AuthError::NeedsProof(_), request)) => {
            Redirect::to(&format!("/account/proof?next={}", encode(wanted(&request)))).into_response()
        }
        Err((AuthError::NeedsSecondFactor, _)) if is_page => Redirect::to("/account/second-factor").into_response(),
        Err((AuthError::NeedsSingleSignOn, request)) if is_page => to_provider(&request),
        Err((AuthError::NeedsSingleSignOn, _)) => {
            plain(StatusCode::UNAUTHORIZED, "Sign in with your company account first.\n")
        }
        Err((AuthError::NeedsSecondFactor, _)) => plain(StatusCode::FORBIDDEN, "Set up a second factor first.\n"),
        Err((AuthError::SignedOut, _)) => plain(StatusCode::UNAUTHORIZED, "Sign in first.\n"),
        // The page itself finds out the same and says so; the status does not depend on it.
        Err((AuthError::NotFound, request)) if is_page => with_status(StatusCode::NOT_FOUND, next.run(request).await),
        Err((AuthError::Forbidden, mut request)) if request.extensions().get::<Suspended>().is_some() => {
            let suspended = request.extensions_mut().remove::<Suspended>();
            match suspended.filter(|_| is_page) {
                Some(Suspended { tenant, language }) => suspended::page(&tenant, language),
                None => plain(StatusCode::FORBIDDEN, "This company is suspended.\n"),
            }
        }
        Err((AuthError::Forbidden, request)) if is_page => with_status(StatusCode::FORBIDDEN, next.run(request).await),
        Err((AuthError::NotFound, _)) => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
        Err((AuthError::Forbidden, _)) => plain(StatusCode::FORBIDDEN, "This is not open to your role.\n"),
        Err((AuthError::Unavailable(error), _)) => {
            tracing::warn!("a session could not be checked: {error}");
            unavailable()
        }
    }
}

/// The company of the request, where the operator lets nobody into it, and in which language its page is.
#[derive(Clone)]
struct Suspended {
    tenant: Tenant,
    language: Language,
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
    let Some(token) = token_of(site, &request) else { return Err((AuthError::SignedOut, request)) };
    match DisplayCtx::of_token(site.backend.store(), &token, site.backend.now()).await {
        Ok(ctx) => {
            request.extensions_mut().insert(ctx);
            Ok(request)
        }
        Err(error) => Err((error, request)),
    }
}

/// Server functions find out by themselves who calls. Whether it was lately proved is asked here, before one of them is run.
async fn refused_without_proof(site: &Site, session: &Session, rule: &Rule, is_plain_form: bool) -> Option<Response> {
    if !rule.needs_proof {
        return None;
    }
    let principal = Principal::of_session(session, site.backend.store()).await.ok()?;
    let Err(AuthError::NeedsProof(by)) = require_recent_proof(&principal, site.backend.now()) else { return None };
    let word = match by {
        ProofBy::Provider => proof::PROVIDER,
        ProofBy::Code => proof::CODE,
        ProofBy::Password => proof::PASSWORD,
    };
    let headers = [(header::CONTENT_TYPE.as_str(), "application/json"), (proof::PROOF_HEADER, word)];
    let status = StatusCode::from_u16(proof::PROOF_NEEDED).expect("428 is a status");
    if is_plain_form {
        // A page without its script: what was typed stands in it still when the person comes back.
        return Some(Redirect::to("/account/proof").into_response());
    }
    Some((status, headers, AppError::NeedsProof { by }.ser()).into_response())
}

/// Whether a browser sends it by itself and not the page's script.
fn is_plain_form(request: &Request) -> bool {
    let kinds = request.headers().get(header::ACCEPT).and_then(|kinds| kinds.to_str().ok());
    kinds.is_some_and(|kinds| kinds.contains("text/html"))
}

async fn member(site: &Site, session: &Session, roles: &[Role], needs_proof: bool, mut request: Request) -> Outcome {
    let principal = match Principal::of_session(session, site.backend.store()).await {
        Ok(principal) => principal,
        Err(error) => return Err((error, request)),
    };
    // Every such path is `/t/{tenant}/…`, which a test of the table proves.
    let slug = request.uri().path().split('/').nth(2).unwrap_or_default().to_owned();
    let spoken = spoken_by(&principal, Some(&slug));
    if let Some(tenant) = principal.suspended_tenant(&slug) {
        let language = spoken.own.or(spoken.company).unwrap_or(Language::English);
        request.extensions_mut().insert(Suspended { tenant: tenant.clone(), language });
    }
    request.extensions_mut().insert(spoken);
    let proved = || if needs_proof { require_recent_proof(&principal, site.backend.now()) } else { Ok(()) };
    let let_in = principal.in_tenant(&slug).and_then(|ctx| ctx.require(roles).map(|()| ctx));
    match let_in.and_then(|ctx| proved().map(|()| ctx)) {
        Ok(ctx) => {
            request.extensions_mut().insert(ctx);
            Ok(request)
        }
        Err(error) => Err((error, request)),
    }
}

/// A screen speaks its own language or its company's, and looks as the desk has it; one that is nobody's yet does as its
/// browser.
async fn with_looks_of_screen(site: &Site, mut request: Request) -> Request {
    let Some(token) = token_of(site, &request) else { return request };
    match looks_of(site.backend.store(), &token).await {
        Ok(looks) => {
            request.extensions_mut().insert(Spoken { own: looks.language, company: None });
            request.extensions_mut().insert(ScreenTheme(looks.theme));
        }
        // The page itself finds the store silent and says so.
        Err(error) => tracing::warn!("the looks of a screen could not be read: {error}"),
    }
    request
}

fn token_of(site: &Site, request: &Request) -> Option<DeviceToken> {
    let lines = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    device_token(lines, site.is_secure)
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

/// The address that was asked for, within this site.
fn wanted(request: &Request) -> &str {
    request.uri().path_and_query().map_or("/", |wanted| wanted.as_str())
}

/// The company's own provider lets people in; every such path names the company.
fn to_provider(request: &Request) -> Response {
    let slug = request.uri().path().split('/').nth(2).unwrap_or_default();
    Redirect::to(&format!("/sign-in/sso?company={}&next={}", encode(slug), encode(wanted(request)))).into_response()
}

fn to_sign_in(request: &Request) -> Response {
    let wanted = wanted(request);
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
