//! Preferences kept from a page that goes on: the same cookies as the forms set, told to the server in the background.

use leptos::prelude::*;
use web_sys::UrlSearchParams;

/// How pages look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the reader's system has it.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// With more contrast, light or dark as the system has it.
    Contrast,
}

impl Theme {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// The word in the cookie and at the root of the document.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// The theme of a word; whatever is none is the system's.
    pub(crate) fn from_slug(slug: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|theme| Some(theme.slug()) == slug).unwrap_or(Self::System)
    }

    /// What the document says of it: nothing where the system decides.
    pub(crate) fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.slug())
    }

    /// What a browser may paint its own bars with, on a light and on a dark system: the surface of ours.
    pub(crate) const fn surfaces(self) -> [(&'static str, &'static str); 2] {
        let (light, dark) = match self {
            Self::System => ("#ffffff", "#161d26"),
            Self::Light => ("#ffffff", "#ffffff"),
            Self::Dark => ("#161d26", "#161d26"),
            Self::Contrast => ("#ffffff", "#000000"),
        };
        [("(prefers-color-scheme: light)", light), ("(prefers-color-scheme: dark)", dark)]
    }
}

/// The theme of this page: the server knows it by the cookie, and the browser reads it from the document.
pub(crate) fn theme() -> Theme {
    #[cfg(feature = "ssr")]
    return crate::ssr::theme();
    #[cfg(not(feature = "ssr"))]
    Theme::from_slug(document().document_element().and_then(|root| root.get_attribute("data-theme")).as_deref())
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
    for (media, colour) in theme.surfaces() {
        let bar = document().query_selector(&format!("meta[name=theme-color][media=\"{media}\"]"));
        // A browser that paints no bars has nothing to be told.
        if let Ok(Some(bar)) = bar
            && bar.set_attribute("content", colour).is_err()
        {
            leptos::logging::warn!("the colour of the browser's bar could not be changed");
        }
    }
    if let Some(Ok(())) = shown {
        keep("theme", theme.slug());
    }
}
