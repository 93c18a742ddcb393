//! Preferences kept from a page that goes on: the same cookies as the forms set, told to the server in the background.

use leptos::prelude::*;
use web_sys::UrlSearchParams;

/// Keeps one preference for this browser.
pub(crate) fn keep(name: &str, value: &str) {
    let told = UrlSearchParams::new().and_then(|form| {
        form.append(name, value);
        // The answer sends a form's browser on; here nobody looks where to.
        form.append("back", "/healthz");
        window().navigator().send_beacon_with_opt_url_search_params("/preferences", Some(&form))
    });
    if !matches!(told, Ok(true)) {
        leptos::logging::warn!("the preference {name} could not be kept");
    }
}

/// Changes the theme of the page and keeps it.
pub(crate) fn keep_theme(theme: &str) {
    let shown = document().document_element().map(|root| root.set_attribute("data-theme", theme));
    if let Some(Ok(())) = shown {
        keep("theme", theme);
    }
}
