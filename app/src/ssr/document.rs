//! What the document around a page needs to know of a request: language, theme, and what its browser may do.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use domain::language::Language;
use domain::theme::Theme;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::AppContext;
use crate::i18n::Locale;

/// The value of a cookie of this request, decoded.
pub(super) fn cookie(name: &str) -> Option<String> {
    cookie_in(&use_context::<Parts>()?.headers, name)
}

fn cookie_in(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    let value = pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))?;
    let decoded: Vec<(String, String)> = serde_urlencoded::from_str(&format!("v={value}")).ok()?;
    decoded.into_iter().next().map(|(_, value)| value)
}

/// How the desk wants a screen to look. The door knows it before a page is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScreenTheme(pub Theme);

/// The theme of the document: that of a screen, else what was chosen in this browser; otherwise the reader's system decides.
pub(crate) fn theme() -> Theme {
    let screen = use_context::<Parts>().and_then(|parts| parts.extensions.get::<ScreenTheme>().copied());
    match screen.unwrap_or_default().0 {
        Theme::System => Theme::of(cookie("theme").as_deref()),
        chosen @ (Theme::Light | Theme::Dark | Theme::Contrast) => chosen,
    }
}

/// Whether keys of one character do anything: they do until somebody switches them off.
pub(crate) fn single_keys() -> bool {
    cookie("keys").as_deref() != Some("off")
}

/// The language of the document.
pub(crate) fn lang() -> &'static str {
    let language = use_context::<Parts>().map_or(Language::English, |parts| {
        parts.extensions.get::<Spoken>().copied().unwrap_or_default().language(&parts.headers)
    });
    language.as_str()
}

/// The language of pages for a language of the product.
pub(super) fn locale_of(language: Language) -> Locale {
    match language {
        Language::English => Locale::en,
        Language::Vietnamese => Locale::vi,
    }
}

/// The languages that somebody chose for whoever makes a request. The door knows it before a page is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// The person's or the display's own.
    pub own: Option<Language>,
    /// The company's.
    pub company: Option<Language>,
}

impl Spoken {
    /// Their own; else what was chosen in this browser before anybody signed in, what the browser asks for, the company's, and
    /// English.
    pub fn language(self, headers: &HeaderMap) -> Language {
        let kept = || cookie_in(headers, "lang")?.parse().ok();
        let asked = || Language::accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
        self.own.or_else(kept).or_else(asked).or(self.company).unwrap_or(Language::English)
    }
}

/// Whether this page comes without encryption. A page of the reader's own machine counts as secure.
pub(crate) fn is_insecure() -> bool {
    let Some(context) = use_context::<AppContext>().filter(|context| context.is_insecure) else { return false };
    let base = context.base_url.split_once("://").map_or("", |(_, host)| host);
    // Behind a proxy the host may be that of the way from there to here.
    !(is_this_machine(base) && host().is_some_and(|host| is_this_machine(&host)))
}

/// The host of this installation as the browser has it; HTTP/2 tells it with the address.
pub(super) fn host() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let header = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| parts.uri.authority().map(Authority::as_str)).map(str::to_owned)
}

fn is_this_machine(authority: &str) -> bool {
    let Ok(authority) = Authority::from_str(authority) else { return false };
    let host = authority.host().trim_matches(['[', ']']);
    let is_name = host.eq_ignore_ascii_case("localhost") || host.ends_with(".localhost");
    is_name || IpAddr::from_str(host).is_ok_and(|address| address.is_loopback())
}

/// Whether the document is a wall's: it has its own size of everything, and no desk around it.
pub(crate) fn is_wall() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.uri.path() == "/wall")
}

/// Sends the content security policy with the nonce that the page's scripts carry.
pub(crate) fn send_policy() {
    let (Some(nonce), Some(response)) = (leptos::nonce::use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(HeaderName::from_static("content-security-policy"), value);
    }
}
