//! How this browser tells of a new alarm: a sound, armed by one tap, and a notification, allowed once. Both are chosen for
//! this browser and kept in it; the server knows nothing of either.
//!
//! A browser makes no sound before somebody has touched the page, so "on" here means that it can sound now.

use js_sys::Array;
use js_sys::Function;
use js_sys::Promise;
use js_sys::Reflect;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

const SOUND: &str = "callboard-alarm-sound";
const NOTIFY: &str = "callboard-alarm-notification";
/// Two tones, the second one higher, told apart from a telephone.
const TONES: [(f64, f64); 2] = [(660.0, 0.0), (880.0, 0.22)];
const TONE_S: f64 = 0.18;
const LOUDNESS: f64 = 0.25;

/// What this browser does when an alarm is raised.
#[derive(Clone, Copy)]
pub(crate) struct Alert {
    /// It can sound now.
    pub(crate) sounds: RwSignal<bool>,
    /// It notifies.
    pub(crate) notifies: RwSignal<bool>,
    audio: StoredValue<Option<SendWrapper<JsValue>>>,
}

impl Alert {
    /// Silent, until [`Alert::resume`] has looked what was chosen.
    pub(crate) fn new() -> Self {
        let (sounds, notifies) = (RwSignal::new(false), RwSignal::new(false));
        Self { sounds, notifies, audio: StoredValue::new(None) }
    }

    /// Takes up what was chosen before. Runs in the browser only, from an effect.
    pub(crate) fn resume(self) {
        if is_chosen(SOUND) {
            self.prepare();
        }
        self.notifies.set(is_chosen(NOTIFY) && permission().as_deref() == Some("granted"));
    }

    /// Arms the sound or switches it off; called from a tap.
    pub(crate) fn toggle_sound(self) {
        if self.sounds.get_untracked() {
            choose(SOUND, false);
            self.sounds.set(false);
            return;
        }
        choose(SOUND, true);
        self.prepare();
        self.sound();
    }

    /// Asks whether it may notify, or stops; called from a tap.
    pub(crate) fn toggle_notification(self) {
        if self.notifies.get_untracked() {
            choose(NOTIFY, false);
            self.notifies.set(false);
            return;
        }
        let answered = move |answer: JsValue| {
            let is_granted = answer.as_string().as_deref() == Some("granted");
            choose(NOTIFY, is_granted);
            self.notifies.try_set(is_granted);
        };
        let Some(notification) = get(&window(), "Notification") else { return };
        let asked = call(&notification, "requestPermission", &[]).and_then(|asked| asked.dyn_into::<Promise>().ok());
        when_done(asked, answered);
    }

    /// Tells of an alarm, as far as this browser was asked to.
    pub(crate) fn raise(self, title: &str, body: &str, sounds: bool, notifies: bool) {
        if sounds && self.sounds.get_untracked() {
            self.sound();
        }
        if notifies && self.notifies.get_untracked() {
            let options: JsValue = js_sys::Object::new().into();
            set(&options, "body", &JsValue::from_str(body));
            set(&options, "tag", &JsValue::from_str(title));
            if let Some(class) = get(&window(), "Notification") {
                construct(&class, &[JsValue::from_str(title), options]);
            }
        }
    }

    /// Whether a tab in the background has something to listen for.
    pub(crate) fn is_armed(self) -> bool {
        self.sounds.get_untracked() || self.notifies.get_untracked()
    }

    fn prepare(self) {
        if self.audio.read_value().is_none() {
            let context = get(&window(), "AudioContext").and_then(|class| construct(&class, &[]));
            self.audio.set_value(context.map(SendWrapper::new));
        }
        let Some(context) = self.context() else { return };
        let look = move || {
            let state = get(&context, "state").and_then(|state| state.as_string());
            self.sounds.try_set(state.as_deref() == Some("running"));
        };
        look();
        let resumed = self.context().and_then(|context| call(&context, "resume", &[]));
        when_done(resumed.and_then(|resumed| resumed.dyn_into().ok()), move |_| look());
    }

    fn context(self) -> Option<JsValue> {
        self.audio.read_value().as_ref().map(|context| JsValue::clone(context))
    }

    fn sound(self) {
        let Some(context) = self.context() else { return };
        let now_s = get(&context, "currentTime").and_then(|now| now.as_f64()).unwrap_or(0.0);
        for (pitch, after_s) in TONES {
            tone(&context, pitch, now_s + after_s);
        }
    }
}

fn tone(context: &JsValue, pitch: f64, at_s: f64) -> Option<()> {
    let oscillator = call(context, "createOscillator", &[])?;
    let gain = call(context, "createGain", &[])?;
    set(&get(&oscillator, "frequency")?, "value", &pitch.into());
    set(&get(&gain, "gain")?, "value", &LOUDNESS.into());
    call(&oscillator, "connect", std::slice::from_ref(&gain))?;
    call(&gain, "connect", &[get(context, "destination")?])?;
    call(&oscillator, "start", &[at_s.into()]);
    call(&oscillator, "stop", &[(at_s + TONE_S).into()]);
    Some(())
}

fn permission() -> Option<String> {
    get(&get(&window(), "Notification")?, "permission")?.as_string()
}

/// Kept in the browser, where it keeps anything.
fn is_chosen(what: &str) -> bool {
    let kept = get(&window(), "localStorage").and_then(|kept| call(&kept, "getItem", &[what.into()]));
    kept.and_then(|word| word.as_string()).as_deref() == Some("on")
}

fn choose(what: &str, is_on: bool) {
    if let Some(kept) = get(&window(), "localStorage") {
        call(&kept, "setItem", &[what.into(), if is_on { "on" } else { "off" }.into()]);
    }
}

/// A property, where the browser has it. None of these is worth a line in `web-sys` that the server would compile too.
fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    drop(Reflect::set(object, &name.into(), value));
}

fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method = get(object, method)?.dyn_into::<Function>().ok()?;
    Reflect::apply(&method, object, &arguments.iter().collect::<Array>()).ok()
}

fn construct(class: &JsValue, arguments: &[JsValue]) -> Option<JsValue> {
    Reflect::construct(class.dyn_ref::<Function>()?, &arguments.iter().collect::<Array>()).ok()
}

fn when_done(promise: Option<Promise>, done: impl FnOnce(JsValue) + 'static) {
    let Some(promise) = promise else { return };
    let done = Closure::once_into_js(done);
    call(&promise, "then", &[done]);
}
