//! A page that shows the floor goes on showing it where its program does not come: without JavaScript the browser fetches it
//! again every so often, and without the program `healing.js` does, once the server answers.

use leptos::prelude::*;

/// Belongs directly into what is dimmed while the server is lost.
#[component]
pub(crate) fn Refresh(
    /// How often.
    seconds: u32,
    /// What is said while the server is lost, from the time the page was made.
    #[prop(optional, into)]
    lost: String,
) -> impl IntoView {
    let without_script = format!("<noscript><meta http-equiv=\"refresh\" content=\"{seconds}\"></noscript>");
    view! {
        <div class="refresh" data-refresh=seconds.to_string()>
            <div hidden inner_html=without_script></div>
            <p class="refresh-lost" role="alert" hidden data-lost="">{lost}</p>
        </div>
    }
    .into_any()
}
