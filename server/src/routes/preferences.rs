//! Language, theme and whether single keys work, kept in cookies of this browser; they can be chosen before anybody signs in.
//! Whoever is signed in reads that language everywhere from then on.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use backend::auth::AuthError;
use backend::auth::Principal;
use backend::store::StoreError;
use domain::language::Language;
use serde::Deserialize;
use tower_sessions::Session;

use crate::gate::unavailable;
use crate::local_path::local_or_home;
use crate::site::Site;

const KEPT_S: u32 = 365 * 24 * 3600;

/// What the form holds: one of the three, and where to go back to.
#[derive(Deserialize)]
pub(crate) struct Fields {
    lang: Option<String>,
    theme: Option<String>,
    keys: Option<String>,
    back: Option<String>,
}

/// Keeps what was chosen; a word that is none is left out.
pub(crate) async fn keep(
    State(site): State<Site>,
    session: Session,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let Ok(Form(fields)) = form else { return Redirect::to("/").into_response() };
    let language: Option<Language> = fields.lang.and_then(|word| word.parse().ok());
    if let Some(language) = language
        && let Err(error) = keep_for_person(&site, &session, language).await
    {
        tracing::warn!("a language could not be kept: {error}");
        return unavailable();
    }
    let theme = match fields.theme.as_deref() {
        Some("system") => Some("system"),
        Some("light") => Some("light"),
        Some("dark") => Some("dark"),
        Some("contrast") => Some("contrast"),
        Some(_) | None => None,
    };
    let keys = match fields.keys.as_deref() {
        Some("on") => Some("on"),
        Some("off") => Some("off"),
        Some(_) | None => None,
    };
    let mut response = Redirect::to(local_or_home(fields.back.as_deref())).into_response();
    for (name, value) in [("lang", language.map(Language::as_str)), ("theme", theme), ("keys", keys)] {
        if let Some(value) = value {
            response.headers_mut().append(header::SET_COOKIE, cookie(&site, name, value));
        }
    }
    response
}

/// Keeps the language of whoever is signed in; nobody is no error.
async fn keep_for_person(site: &Site, session: &Session, language: Language) -> Result<(), StoreError> {
    let store = site.backend.store();
    match Principal::of_session(session, store).await {
        Ok(principal) => store.set_language_of_person(principal.user_id(), language).await,
        Err(AuthError::Unavailable(error)) => Err(error),
        Err(
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_),
        ) => Ok(()),
    }
}

fn cookie(site: &Site, name: &str, value: &str) -> HeaderValue {
    let secure = if site.is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; SameSite=Lax; Path=/; Max-Age={KEPT_S}{secure}"))
        .expect("our own words are plain ASCII")
}
