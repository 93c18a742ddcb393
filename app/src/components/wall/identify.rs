//! The name and place of the screen across all of it, so that somebody who stands before a wall knows which one it is.

use domain::display::DisplayFacts;
use domain::time::UnixMs;
use leptos::prelude::*;

/// Covers the screen until the desk's time is over.
#[component]
pub(super) fn Identify(
    /// What the screen is told about itself.
    facts: RwSignal<DisplayFacts>,
    /// Server time.
    now: RwSignal<UnixMs>,
) -> impl IntoView {
    let is_asked = Memo::new(move |_| facts.read().identify_until.is_some_and(|until| now.get() < until));
    view! {
        <Show when=move || is_asked.get()>
            <div class="wall-identify" role="alert">
                <p class="wall-identify-name">{move || facts.read().name.clone()}</p>
                <p class="wall-identify-place">{move || facts.read().place.clone()}</p>
            </div>
        </Show>
    }
    .into_any()
}
