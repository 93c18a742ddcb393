//! Language, theme and whether single keys work, kept in cookies of this browser; they can be chosen before anybody signs in.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use serde::Deserialize;

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
pub(crate) async fn keep(State(site): State<Site>, form: Result<Form<Fields>, FormRejection>) -> Response {
    let Ok(Form(fields)) = form else { return Redirect::to("/").into_response() };
    let lang = match fields.lang.as_deref() {
        Some("en") => Some("en"),
        Some("vi") => Some("vi"),
        Some(_) | None => None,
    };
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
    for (name, value) in [("lang", lang), ("theme", theme), ("keys", keys)] {
        if let Some(value) = value {
            response.headers_mut().append(header::SET_COOKIE, cookie(&site, name, value));
        }
    }
    response
}

fn cookie(site: &Site, name: &str, value: &str) -> HeaderValue {
    let secure = if site.is_secure { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; SameSite=Lax; Path=/; Max-Age={KEPT_S}{secure}"))
        .expect("our own words are plain ASCII")
}
