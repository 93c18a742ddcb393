//! Starts the page in the browser. Everything it shows is in `app`.

/// Called once by the page's script.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    tell_the_document();
}

/// From now on the page hears what a person does; `app/src/early.js` waits for this.
fn tell_the_document() {
    let event = web_sys::Event::new("callboard:hydrated").expect("a browser makes events");
    // Nobody can stop it, so whether somebody did is of no interest.
    let _ = leptos::prelude::window().dispatch_event(&event);
}
