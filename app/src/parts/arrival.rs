//! What becomes of a page whose part of the program does not arrive: a server of another version has other files, and networks
//! break off.

use std::future::Future;
use std::future::pending;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_router::hooks::use_url;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Whether the page that came from the server has its program.
static RUNS: AtomicBool = AtomicBool::new(false);

/// What a part makes once it is there. Where it does not arrive, the browser goes to the page by itself, as it does without a
/// program, and finds what the server has now. The first page stays as the server made it, and links are the browser's matter.
pub(super) async fn of<T>(part: impl Future<Output = Result<T, SplitLoaderError>>) -> T {
    let url = use_url().get_untracked();
    let _progress = RUNS.load(Relaxed).then(Progress::begin);
    if let Ok(made) = part.await {
        RUNS.store(true, Relaxed);
        return made;
    }
    if RUNS.load(Relaxed) {
        let search = if url.search().is_empty() { String::new() } else { format!("?{}", url.search()) };
        if window().location().assign(&format!("{}{search}{}", url.path(), url.hash())).is_err() {
            leptos::logging::warn!("the browser did not go to {}", url.path());
        }
    } else {
        leave_links_to_the_browser();
    }
    pending().await
}

/// The router already listens and waits for a page that does not come; it hears of no click any more.
fn leave_links_to_the_browser() {
    let unheard = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| event.stop_propagation());
    let listener = unheard.as_ref().unchecked_ref();
    if window().add_event_listener_with_callback_and_bool("click", listener, true).is_err() {
        leptos::logging::warn!("links wait for a page that does not come");
    }
    unheard.forget();
}

/// The page shows that something is on its way for as long as this lives; `style/components/arrival.css` is its look.
struct Progress;

impl Progress {
    const ATTRIBUTE: &str = "data-arrives";

    fn begin() -> Self {
        if let Some(root) = document().document_element() {
            drop(root.set_attribute(Self::ATTRIBUTE, ""));
        }
        Self
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(root) = document().document_element() {
            drop(root.remove_attribute(Self::ATTRIBUTE));
        }
    }
}
