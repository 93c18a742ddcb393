//! The second step of signing in, by a plain form. Until it is done the browser holds a token that opens nothing. What is
//! said about a refusal is the same for every reason.

use app::ssr::second_factor::HALF_COOKIE;
use axum::Extension;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::ClientAddress;
use backend::auth::second_factor;
use backend::auth::second_factor::CodeError;
use backend::auth::second_factor::WAITS_S;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::local_path::is_local;
use crate::routes::entry;
use crate::routes::sign_in::Problem;
use crate::routes::sign_in::begin;
use crate::routes::signed_in;
use crate::site::Site;

const PATH: &str = "/sign-in/code";

/// What the form holds.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    code: String,
    next: Option<String>,
}

/// Sends a browser whose password was right to the form for the code.
pub(crate) fn ask(site: &Site, token: &SecretString, next: Option<&str>) -> Response {
    let response = Redirect::to(&signed_in::with_next(PATH, '?', next)).into_response();
    with_token(site, token.expose_secret(), WAITS_S, response)
}

/// Checks the code and begins a session.
pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    session: Session,
    request: Request,
) -> Response {
    let (parts, Fields { code, next }) = entry::read(request).await;
    let next = next.as_deref();
    let Some(token) = token(&parts.headers) else { return Redirect::to(PATH).into_response() };
    if code.trim().is_empty() {
        return back(Problem::Incomplete, next);
    }
    let (store, keys, clock) = (site.backend.store(), site.backend.keys(), site.backend.clock());
    let signed_in = match second_factor::finish(store, keys, clock, &token, &code, client.0).await {
        Ok(signed_in) => signed_in,
        Err(CodeError::Refused) => return back(Problem::Refused, next),
        // The page says so by itself.
        Err(CodeError::Over) => {
            let over = Redirect::to(&signed_in::with_next(PATH, '?', next)).into_response();
            return with_token(&site, "", 0, over);
        }
        Err(CodeError::Unavailable(error)) => {
            tracing::warn!("a code could not be checked: {error}");
            return back(Problem::Unavailable, next);
        }
    };
    match begin(&site, &session, &signed_in, &entry::origin(client, &parts.headers)).await {
        Ok(()) => with_token(&site, "", 0, Redirect::to(&signed_in::address(next)).into_response()),
        Err(problem) => back(problem, next),
    }
}

fn back(problem: Problem, next: Option<&str>) -> Response {
    let mut address = format!("{PATH}?problem={}", problem.word());
    if let Some(next) = next.filter(|next| is_local(next)) {
        address.push_str("&next=");
        address.push_str(&encode(next));
    }
    Redirect::to(&address).into_response()
}

fn token(headers: &HeaderMap) -> Option<SecretString> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';'));
    let token = pairs.find_map(|pair| pair.trim().strip_prefix(HALF_COOKIE)?.strip_prefix('='))?;
    Some(SecretString::from(token))
}

fn with_token(site: &Site, token: &str, kept_s: i64, mut response: Response) -> Response {
    let secure = if site.is_secure { "; Secure" } else { "" };
    let cookie = format!("{HALF_COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/sign-in; Max-Age={kept_s}{secure}");
    let mut cookie = HeaderValue::from_str(&cookie).expect("a token is plain ASCII");
    cookie.set_sensitive(true);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
