//! Small pieces that many components share.

use std::fmt::Display;
use std::time::Duration;

use domain::health::HealthStatus;
use domain::view::View;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_location;
use leptos_router::hooks::use_navigate;
use leptos_router::params::ParamsMap;

use super::theme_choice::ThemeChoice;
use crate::i18n::Locale;
use crate::i18n::use_i18n;
use crate::words;

/// The reader's language. Changing it loads the page anew, so it need not be followed.
pub(crate) fn lang() -> Locale {
    use_i18n().get_locale_untracked()
}

/// Marks everything within a page as of the past.
#[derive(Clone, Copy)]
pub(crate) struct Past;

/// A connection's condition in words; for components, when they are made. In the past, what had no cause was simply not read.
pub(crate) fn health_words() -> impl Fn(Locale, HealthStatus, Zone) -> String + Copy + Send + Sync + 'static {
    let is_past = use_context::<Past>().is_some();
    move |locale, status, zone| {
        if is_past && status == HealthStatus::Starting {
            return td_string!(locale, replay_unread).to_owned();
        }
        words::health(locale, status, zone)
    }
}

/// The icons, inline so that `<use>` finds them under the content security policy.
#[component]
pub(crate) fn Sprite() -> impl IntoView {
    view! { <div class="visually-hidden" aria-hidden="true" inner_html=include_str!("sprite.svg")></div> }
}

/// An interface icon.
#[component]
pub(crate) fn Icon(
    /// Its id in the sprite.
    #[prop(into)]
    name: Signal<&'static str>,
) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=move || format!("#{}", name.get())></use></svg> }
}

/// A state's glyph: shape and colour.
#[component]
pub(crate) fn Glyph(
    /// Which glyph, without its prefix.
    #[prop(into)]
    name: Signal<&'static str>,
) -> impl IntoView {
    view! {
        <svg class="glyph" data-state=move || name.get() aria-hidden="true">
            <use href=move || format!("#g-{}", name.get())></use>
        </svg>
    }
    .into_any()
}

/// The product's sign.
#[component]
pub(crate) fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/" rel="external" aria-label="Callboard">
            <svg viewBox="0 0 24 24" aria-hidden="true"><use href="#brand"></use></svg>
        </a>
    }
}

/// The address of a board's view: of the live board, or of the replay where the view names a moment.
pub(crate) fn board_href(tenant: &str, view: &View) -> String {
    with_view(board_path(tenant, view), view)
}

/// The address of a view's rows as a table for spreadsheets.
pub(crate) fn export_href(tenant: &str, view: &View) -> String {
    with_view(format!("/t/{tenant}/board/export.csv"), &View { open: None, ..view.clone() })
}

fn with_view(path: String, view: &View) -> String {
    path + &query(view.to_params())
}

/// What follows the path of an address; empty where there is nothing to say.
pub(crate) fn query<N: Display>(params: impl IntoIterator<Item = (N, String)>) -> String {
    let params: Vec<String> = params.into_iter().map(|(name, value)| format!("{name}={}", encode(&value))).collect();
    if params.is_empty() { String::new() } else { format!("?{}", params.join("&")) }
}

/// Goes to another address of the page without a new entry in the browser's history.
pub(crate) fn use_replace() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |to: String| {
        let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&to, options);
    })
}

/// Runs again and again for as long as the calling component lives; in the browser only, from an effect.
pub(crate) fn every(period: Duration, run: impl Fn() + 'static) {
    match set_interval_with_handle(run, period) {
        Ok(interval) => on_cleanup(move || interval.clear()),
        Err(_no_window) => leptos::logging::warn!("this browser has no timers"),
    }
}

/// The view in an address.
pub(crate) fn view_of(query: &ParamsMap) -> View {
    let params: Vec<_> = query.clone().into_iter().collect();
    View::from_params(params.iter().map(|(name, value)| (name.as_ref(), value.as_str())))
}

/// The page of a view, without what it chooses.
pub(crate) fn board_path(tenant: &str, view: &View) -> String {
    let page = if view.at.is_some() { "replay" } else { "board" };
    format!("/t/{tenant}/{page}")
}

/// The address of an agent's page.
pub(crate) fn agent_href(tenant: &str, key: &str) -> String {
    format!("/t/{tenant}/agents/{}", encode(key))
}

/// A value as part of a query.
pub(crate) fn encode(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Language and theme, as forms that work without JavaScript.
#[component]
pub(crate) fn PageLinks() -> impl IntoView {
    let locale = lang();
    let other = match locale {
        Locale::en => "vi",
        Locale::vi => "en",
    };
    view! {
        <nav class="page-links">
            <Preference name="lang" value=other label=td_string!(locale, switch_language)>
                <Icon name="i-globe"/>
                {td_string!(locale, switch_language)}
            </Preference>
            <ThemeChoice/>
        </nav>
    }
}

/// One preference as a form with one button; it comes back to the same address.
#[component]
pub(crate) fn Preference(
    /// Which preference.
    name: &'static str,
    /// Its new value.
    value: &'static str,
    /// What the button does.
    label: &'static str,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    view! {
        <form method="post" action="/preferences">
            <input type="hidden" name="back" value=back_here()/>
            <button class="button is-plain" type="submit" name=name value=value aria-label=label title=label>
                {children()}
            </button>
        </form>
    }
}

/// The address that the page is at, to come back to.
pub(super) fn back_here() -> impl Fn() -> String + Clone + Send + 'static {
    let location = use_location();
    move || format!("{}{}", location.pathname.get(), with_mark(&location.search.get()))
}

fn with_mark(search: &str) -> String {
    if search.is_empty() || search.starts_with('?') { search.to_owned() } else { format!("?{search}") }
}
