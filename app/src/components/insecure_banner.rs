//! Says for as long as it is true that the site comes without encryption, and what does not work therefore.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::lang;

/// A line above everything else; nothing where the site is encrypted or is the reader's own machine.
#[component]
pub(crate) fn InsecureBanner() -> impl IntoView {
    let locale = lang();
    is_insecure()
        .then(|| {
            view! {
                <aside class="insecure-banner" aria-label=td_string!(locale, insecure_label)>
                    <b>{td_string!(locale, insecure_label)}</b>
                    <span>{td_string!(locale, insecure_banner)}</span>
                </aside>
            }
        })
        .into_any()
}

/// The server knows; the browser reads it from the document, so that both draw the same.
fn is_insecure() -> bool {
    #[cfg(feature = "ssr")]
    return crate::ssr::is_insecure();
    #[cfg(not(feature = "ssr"))]
    return document().query_selector("meta[name=callboard-insecure]").ok().flatten().is_some();
}
