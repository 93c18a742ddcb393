//! The screen itself: its sign of life, staying awake, hiding the pointer, and loading its page anew. It is loaded anew
//! only when the server has just answered: a screen that shows old figures is better than one that shows an error.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use crate::api::wall_heartbeat;
use crate::error::AppError;
use crate::live::load_anew;

const HEARTBEAT_EVERY: Duration = Duration::from_secs(60);
/// The pointer is hidden when it has rested so long.
const IDLE_AFTER: Duration = Duration::from_secs(5);
/// Screens that find a new build do not all fetch it in the same second.
const SPREAD_MS: f64 = 10_000.0;

/// This screen.
#[derive(Clone, Copy)]
pub(super) struct Device {
    build: StoredValue<String>,
    reloads: StoredValue<u32>,
    idle: RwSignal<bool>,
}

impl Device {
    /// A screen that shows a page of this build, and was told so often to load it anew.
    pub(super) fn new(build: String, reloads: u32) -> Self {
        Self { build: StoredValue::new(build), reloads: StoredValue::new(reloads), idle: RwSignal::new(true) }
    }

    /// Whether the pointer is hidden.
    pub(super) fn is_idle(self) -> bool {
        self.idle.get()
    }

    /// Runs for as long as the calling component lives; in the browser only, from an effect.
    pub(super) fn watch(self) {
        self.beat();
        let beating = set_interval_with_handle(move || self.beat(), HEARTBEAT_EVERY);
        let resting = StoredValue::new(None::<TimeoutHandle>);
        let moved = window_event_listener_untyped("pointermove", move |_| {
            self.idle.try_set(false);
            if let Some(waiting) = resting.try_get_value().flatten() {
                waiting.clear();
            }
            let rest = move || {
                self.idle.try_set(true);
            };
            resting.try_set_value(set_timeout_with_handle(rest, IDLE_AFTER).ok());
        });
        stay_awake();
        // A browser lets go of the lock while the page is hidden.
        let shown = window_event_listener_untyped("visibilitychange", |_| stay_awake());
        on_cleanup(move || {
            if let Ok(beating) = beating {
                beating.clear();
            }
            moved.remove();
            shown.remove();
        });
    }

    /// The desk says how often the page was to be loaded anew.
    pub(super) fn obey(self, reloads: u32) {
        let Some(known) = self.reloads.try_get_value() else { return };
        if reloads != known {
            self.reloads.try_set_value(reloads);
            self.send(true);
        }
    }

    fn beat(self) {
        self.send(false);
    }

    fn send(self, reload: bool) {
        let Some(build) = self.build.try_get_value() else { return };
        leptos::task::spawn_local(async move {
            match wall_heartbeat(build.clone(), pixels(window().inner_width()), pixels(window().inner_height())).await {
                Ok(_) if reload => load_anew(),
                Ok(newest) if newest != build => {
                    let wait_ms = js_sys::Math::random() * SPREAD_MS;
                    set_timeout(load_anew, Duration::from_millis(wait_ms as u64));
                }
                // It was shut out while its stream was down.
                Err(AppError::SignedOut) => load_anew(),
                Ok(_) | Err(_) => {}
            }
        });
    }
}

fn pixels(size: Result<JsValue, JsValue>) -> u32 {
    size.ok().and_then(|size| size.as_f64()).map_or(0, |size| size as u32)
}

/// Asks the browser not to switch the screen off, where it can be asked; a refusal changes nothing.
fn stay_awake() {
    let get = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &JsValue::from_str(name)).ok();
    let navigator: JsValue = window().navigator().into();
    let Some(lock) = get(&navigator, "wakeLock").filter(|lock| !lock.is_undefined()) else { return };
    let Some(request) = get(&lock, "request").and_then(|request| request.dyn_into::<js_sys::Function>().ok()) else {
        return;
    };
    let Ok(asked) = request.call1(&lock, &JsValue::from_str("screen")) else { return };
    if let Ok(asked) = asked.dyn_into::<js_sys::Promise>() {
        let refused = Closure::once_into_js(|_: JsValue| {});
        if let Some(refused) = refused.dyn_ref::<js_sys::Function>() {
            drop(
                js_sys::Reflect::get(&asked, &JsValue::from_str("catch")).and_then(|catch| {
                    catch.dyn_into::<js_sys::Function>().and_then(|catch| catch.call1(&asked, refused))
                }),
            );
        }
    }
}
