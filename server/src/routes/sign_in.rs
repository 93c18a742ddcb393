//! Signing in by a plain form. What is said about a refusal is the same for every reason.

use axum::Extension;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::AuthError;
use backend::auth::ClientAddress;
use backend::auth::SignInError;
use backend::auth::session;
use backend::auth::session::Origin;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::local_path::is_local;
use crate::routes::entry::origin;
use crate::routes::signed_in;
use crate::site::Site;

/// Keeps the typed address for the form that comes next.
const EMAIL_COOKIE: &str = "callboard_email";
const EMAIL_KEPT_S: u32 = 300;
/// Longer addresses do not exist, and a longer cookie would only be carried about.
const LONGEST_EMAIL_KEPT: usize = 254;

/// What the form holds.
#[derive(Deserialize)]
pub(crate) struct Fields {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    next: Option<String>,
}

#[derive(Clone, Copy)]
enum Problem {
    Incomplete,
    Refused,
    Unavailable,
}

impl Problem {
    const fn word(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Refused => "refused",
            Self::Unavailable => "unavailable",
        }
    }
}

/// Checks the form and begins a session.
pub(crate) async fn sign_in(
    State(site): State<Site>,
    Extension(client): Extension<ClientAddress>,
    headers: HeaderMap,
    session: Session,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let Ok(Form(Fields { email, password, next })) = form else {
        return back(&site, Problem::Incomplete, "", None);
    };
    let next = next.as_deref();
    if email.trim().is_empty() || password.is_empty() {
        return back(&site, Problem::Incomplete, &email, next);
    }
    let origin = origin(client, &headers);
    let problem = match check(&site, &session, &email, password, &origin, client).await {
        Ok(()) => return welcome(&site, next),
        Err(problem) => problem,
    };
    back(&site, problem, &email, next)
}

async fn check(
    site: &Site,
    session: &Session,
    email: &str,
    password: String,
    origin: &Origin,
    client: ClientAddress,
) -> Result<(), Problem> {
    let password = SecretString::from(password);
    let (store, now) = (site.backend.store(), site.backend.now());
    let signed_in = backend::auth::sign_in::sign_in(store, &site.passwords, email, password, client.0, now)
        .await
        .map_err(|error| match error {
            SignInError::Refused => Problem::Refused,
            SignInError::Unavailable(error) => {
                tracing::warn!("a sign-in could not be checked: {error}");
                Problem::Unavailable
            }
        })?;
    session::begin_from(session, &signed_in, origin).await.map_err(|error| match error {
        AuthError::SignedOut | AuthError::NotFound | AuthError::Forbidden => Problem::Refused,
        AuthError::Unavailable(error) => {
            tracing::warn!("a session could not be begun: {error}");
            Problem::Unavailable
        }
    })
}

fn welcome(site: &Site, next: Option<&str>) -> Response {
    with_cookie(site, "", 0, Redirect::to(&signed_in::address(next)).into_response())
}

fn back(site: &Site, problem: Problem, email: &str, next: Option<&str>) -> Response {
    let mut address = format!("/sign-in?problem={}", problem.word());
    if let Some(next) = next.filter(|next| is_local(next)) {
        address.push_str("&next=");
        address.push_str(&encode(next));
    }
    let email = if email.len() > LONGEST_EMAIL_KEPT { "" } else { email.trim() };
    with_cookie(site, email, EMAIL_KEPT_S, Redirect::to(&address).into_response())
}

fn with_cookie(site: &Site, email: &str, kept_s: u32, mut response: Response) -> Response {
    let secure = if site.is_secure { "; Secure" } else { "" };
    let cookie =
        format!("{EMAIL_COOKIE}={}; HttpOnly; SameSite=Strict; Path=/sign-in; Max-Age={kept_s}{secure}", encode(email));
    let cookie = HeaderValue::from_str(&cookie).expect("encoded text is plain ASCII");
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}
