//! Preferences kept from a page that goes on: the same cookies as the forms set, told to the server in the background.

use domain::theme::Theme;
use leptos::prelude::*;
use web_sys::UrlSearchParams;

/// What a browser may paint its own bars with, on a light and on a dark system: the surface of ours.
pub(crate) const fn surfaces(theme: Theme) -> [(&'static str, &'static str); 2] {
    let (light, dark) = match theme {
        Theme::System => ("#ffffff", "#161d26"),
        Theme::Light => ("#ffffff", "#ffffff"),
        Theme::Dark => ("#161d26", "#161d26"),
        Theme::Contrast => ("#ffffff", "#000000"),
    };
    [("(prefers-color-scheme: light)", light), ("(prefers-color-scheme: dark)", dark)]
}

/// The theme of this page: the server knows it by the cookie, and the browser reads it from the document.
pub(crate) fn theme() -> Theme {
    #[cfg(feature = "ssr")]
    return crate::ssr::theme();
    #[cfg(not(feature = "ssr"))]
    Theme::of(document().document_element().and_then(|root| root.get_attribute("data-theme")).as_deref())
}

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
pub(crate) fn keep_theme(theme: Theme) {
    let shown = document().document_element().map(|root| match theme.attribute() {
        Some(word) => root.set_attribute("data-theme", word),
        None => root.remove_attribute("data-theme"),
    });
    for (media, colour) in surfaces(theme) {
        let bar = document().query_selector(&format!("meta[name=theme-color][media=\"{media}\"]"));
        // A browser that paints no bars has nothing to be told.
        if let Ok(Some(bar)) = bar
            && bar.set_attribute("content", colour).is_err()
        {
            leptos::logging::warn!("the colour of the browser's bar could not be changed");
        }
    }
    if let Some(Ok(())) = shown {
        keep("theme", theme.as_str());
    }
}
