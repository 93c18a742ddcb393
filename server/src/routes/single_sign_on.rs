//! Signing in at a company's own identity provider: where it begins, where the provider sends the browser back to, and the same
//! again for somebody who has to prove anew who they are.
//!
//! A form is never answered by a redirect to the provider, since browsers hold it to the addresses that forms may go to; and the
//! way back is never answered by a redirect to a page, since on a way that began at another site browsers leave the session's
//! cookie at home. Both are answered by a page that goes on by itself.

use app::api::single_sign_on::Turn;
use axum::Extension;
use axum::body::Body;
use axum::extract::Query;
use axum::extract::Request;
use axum::extract::State;
use axum::extract::rejection::QueryRejection;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::auth::Principal;
use backend::auth::session;
use backend::single_sign_on::Answer;
use backend::single_sign_on::NotSignedOn;
use backend::single_sign_on::Onward;
use backend::single_sign_on::SignedOn;
use backend::single_sign_on::TRY_S;
use domain::single_sign_on::SignOnProblem;
use leptos::context::provide_context;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::local_path::is_local;
use crate::routes::entry;
use crate::routes::sign_in::note;
use crate::routes::signed_in;
use crate::site::Site;

const PATH: &str = "/sign-in/sso";
/// Where providers send browsers back to.
pub(crate) const CALLBACK: &str = "/sign-in/sso/callback";
/// Comes along when a provider sends the browser back, which the session's cookie does not.
const SECURE_COOKIE: &str = "__Host-callboard-sso";
const INSECURE_COOKIE: &str = "callboard-sso";

/// What the forms hold.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    company: String,
    next: Option<String>,
}

/// What a provider sends along. Its words about an error are read by nobody: they are a stranger's.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Sends somebody to their company's provider.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    request: Request,
) -> Response {
    let (parts, Fields { company, next }) = entry::read(request).await;
    let next = next.filter(|next| is_local(next));
    let begun = site.backend.begin_sign_on(company.trim(), next, &site.link(CALLBACK), client.0).await;
    answer(&site, parts, begun).await
}

/// Sends somebody whom a provider let in there again, to prove who they are.
pub(crate) async fn prove(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    Extension(principal): Extension<Principal>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, Fields { next, .. }) = entry::read(request).await;
    let next = next.filter(|next| is_local(next));
    if principal.confined_to().is_none() {
        // Whoever came otherwise proves it here.
        return Redirect::to(&signed_in::with_next("/account/proof", '?', next.as_deref())).into_response();
    }
    let begun = site.backend.begin_proof(&principal, &session, next, &site.link(CALLBACK), client.0).await;
    answer(&site, parts, begun).await
}

async fn answer(site: &Site, parts: Parts, begun: Result<Onward, NotSignedOn>) -> Response {
    match begun {
        Ok(Onward { address, host, browser }) => {
            let turn = Turn { address: address.expose_secret().to_owned(), host: Some(host) };
            let response = page(site, parts, turn).await;
            with_cookie(site, browser.expose_secret(), TRY_S, response)
        }
        Err(failed) => Redirect::to(&address_of(&failed)).into_response(),
    }
}

/// Takes what the provider sent, begins the session, and goes on to where the person wanted to go.
pub(crate) async fn callback(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    session: Session,
    sent: Result<Query<Sent>, QueryRejection>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let Sent { code, state, error, iss } = sent.map(|Query(sent)| sent).unwrap_or_default();
    let given = Answer {
        code: code.map(SecretString::from),
        state: state.map(SecretString::from),
        is_refusal: error.is_some(),
        issuer: iss,
    };
    let browser = cookie(&site, &parts.headers);
    let finished = site.backend.finish_sign_on(&given, browser.as_ref(), &site.link(CALLBACK), client.0).await;
    let begun = match finished {
        Ok(signed_on) => enter(&site, &session, &signed_on, client, &parts.headers).await,
        Err(failed) => Err(failed),
    };
    let address = match begun {
        Ok(address) => address,
        Err(failed) => address_of(&failed),
    };
    let response = page(&site, parts, Turn { address, host: None }).await;
    with_cookie(&site, "", 0, response)
}

async fn enter(
    site: &Site,
    session: &Session,
    signed_on: &SignedOn,
    client: ClientAddress,
    headers: &HeaderMap,
) -> Result<String, NotSignedOn> {
    let origin = entry::origin(client, headers);
    let SignedOn { signed_in, tenant, proved_at, slug, next } = signed_on;
    session::begin_confined(session, signed_in, &origin, *tenant, *proved_at).await.map_err(|error| {
        tracing::warn!("a session could not be begun: {error}");
        NotSignedOn { problem: SignOnProblem::Unavailable, company: Some(slug.clone()), next: next.clone() }
    })?;
    note(site, *signed_in, origin);
    let board = format!("/t/{slug}/board");
    Ok(signed_in::address(Some(next.as_deref().unwrap_or(&board))))
}

/// The page that says why nobody was signed in, and what to do.
fn address_of(failed: &NotSignedOn) -> String {
    let mut address = format!("{PATH}?problem={}", failed.problem.as_str());
    if let Some(company) = &failed.company {
        address.push_str("&company=");
        address.push_str(&encode(company));
    }
    signed_in::with_next(&address, '&', failed.next.as_deref())
}

/// The page that goes on by itself.
async fn page(site: &Site, parts: Parts, turn: Turn) -> Response {
    let mut request = Request::from_parts(parts, Body::empty());
    *request.method_mut() = Method::GET;
    let context = site.app_context();
    let options = site.options.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(context.clone());
            provide_context(turn.clone());
        },
        move || app::shell(options.clone()),
    );
    render(request).await
}

fn cookie_name(site: &Site) -> &'static str {
    if site.is_secure { SECURE_COOKIE } else { INSECURE_COOKIE }
}

fn cookie(site: &Site, headers: &HeaderMap) -> Option<SecretString> {
    let name = cookie_name(site);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    (!value.is_empty()).then(|| SecretString::from(value))
}

fn with_cookie(site: &Site, value: &str, kept_s: i64, mut response: Response) -> Response {
    let secure = if site.is_secure { "; Secure" } else { "" };
    let name = cookie_name(site);
    // Lax: it has to come along on the way back from the provider.
    let cookie = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={kept_s}{secure}");
    let mut cookie = HeaderValue::from_str(&cookie).expect("a token is plain ASCII");
    cookie.set_sensitive(true);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
