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
use backend::auth::FirstStep;
use backend::auth::SignInError;
use backend::auth::SignedIn;
use backend::auth::session;
use backend::auth::session::Origin;
use backend::people::devices;
use backend::single_sign_on::note_break_glass;
use secrecy::SecretString;
use serde::Deserialize;
use tower_sessions::Session;

use crate::local_path::encode;
use crate::local_path::is_local;
use crate::routes::entry::origin;
use crate::routes::sign_in_code;
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

/// Why nobody was signed in, as the page tells it.
#[derive(Clone, Copy)]
pub(super) enum Problem {
    Incomplete,
    Refused,
    Unavailable,
}

impl Problem {
    pub(super) const fn word(self) -> &'static str {
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
        Ok(None) => return welcome(&site, next),
        Ok(Some(token)) => return forget_email(&site, sign_in_code::ask(&site, &token, next)),
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
) -> Result<Option<SecretString>, Problem> {
    let password = SecretString::from(password);
    let (store, now) = (site.backend.store(), site.backend.now());
    let first_step = backend::auth::sign_in::sign_in(store, &site.passwords, email, password, client.0, now)
        .await
        .map_err(|error| match error {
            SignInError::Refused => Problem::Refused,
            SignInError::Unavailable(error) => {
                tracing::warn!("a sign-in could not be checked: {error}");
                Problem::Unavailable
            }
        })?;
    match first_step {
        FirstStep::SignedIn(signed_in) => begin(site, session, &signed_in, origin).await.map(|()| None),
        FirstStep::CodeNeeded(token) => Ok(Some(token)),
    }
}

/// Begins the session of whoever has shown all that is asked for.
pub(super) async fn begin(
    site: &Site,
    session: &Session,
    signed_in: &SignedIn,
    origin: &Origin,
) -> Result<(), Problem> {
    let (store, clock) = (site.backend.store(), site.backend.clock());
    note_break_glass(store, clock, signed_in, origin.remote).await.map_err(|error| {
        tracing::warn!("a sign-in could not be written down: {error}");
        Problem::Unavailable
    })?;
    session::begin_from(session, signed_in, origin).await.map_err(|error| match error {
        AuthError::SignedOut
        | AuthError::NotFound
        | AuthError::Forbidden
        | AuthError::NeedsSecondFactor
        | AuthError::NeedsSingleSignOn
        | AuthError::NeedsProof(_) => Problem::Refused,
        AuthError::Unavailable(error) => {
            tracing::warn!("a session could not be begun: {error}");
            Problem::Unavailable
        }
    })?;
    note(site, *signed_in, origin.clone());
    Ok(())
}

/// Nobody waits for it: the person is signed in.
pub(super) fn note(site: &Site, signed_in: SignedIn, origin: Origin) {
    let backend = site.backend.clone();
    tokio::spawn(async move {
        let noted = devices::note(backend.store(), backend.outbox(), &signed_in, &origin, backend.now()).await;
        if let Err(error) = noted {
            tracing::warn!("it could not be noted from where somebody signed in: {error}");
        }
    });
}

fn welcome(site: &Site, next: Option<&str>) -> Response {
    forget_email(site, Redirect::to(&signed_in::address(next)).into_response())
}

fn forget_email(site: &Site, response: Response) -> Response {
    with_cookie(site, "", 0, response)
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
