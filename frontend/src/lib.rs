//! Starts the page in the browser. Everything it shows is in `app`.

use leptos::mount::hydrate_from_async;

/// Called once by the page's script. The part of the program that the page needs is fetched first.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let body = leptos::prelude::document().body().expect("a page has a body");
        hydrate_from_async(body, app::App).await.forget();
        tell_the_document();
    });
}

/// From now on the page hears what a person does; `app/src/early.js` waits for this.
fn tell_the_document() {
    let event = web_sys::Event::new("callboard:hydrated").expect("a browser makes events");
    // Nobody can stop it, so whether somebody did is of no interest.
    let _ = leptos::prelude::window().dispatch_event(&event);
}
