//! The page asks to be loaded anew. When that is done is not decided here: `healing.js` waits until the server answers.

use leptos::prelude::window;
use web_sys::Event;

/// Loads the page anew once the server answers. Asked for twice it is done once.
pub(crate) fn load_anew() {
    let told = Event::new("callboard:anew").and_then(|event| window().dispatch_event(&event));
    if told.is_err() {
        leptos::logging::warn!("the page could not be loaded anew");
    }
}
