//! One EventSource with its listeners, closed when dropped. It only passes on what it hears.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;
use web_sys::EventSource;
use web_sys::MessageEvent;

/// What a stream says.
pub(crate) enum Heard {
    /// The server answered; frames follow.
    Opened,
    /// A whole board, as JSON.
    Snapshot(String),
    /// One step, as JSON.
    Delta(String),
    /// The alarms that are open, as JSON.
    Alarms(String),
    /// The server is alive; its time, as JSON.
    Beat(String),
    /// What the desk decided about this screen, as JSON.
    Display(String),
    /// The server ends the stream for good.
    Gone,
    /// The stream broke or was refused.
    Broken,
}

type Listener = Closure<dyn FnMut(Event)>;

/// An open stream.
pub(crate) struct Stream {
    source: EventSource,
    _listeners: Vec<Listener>,
}

impl Stream {
    /// Opens `url`; `hear` is called for every event.
    pub(crate) fn open(url: &str, hear: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let source = EventSource::new(url).ok()?;
        let mut listeners = Vec::new();
        let mut listen = |name: &str, heard: fn(String) -> Heard| {
            let hear = hear.clone();
            let listener = Listener::new(move |event: Event| {
                let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                hear(heard(text.unwrap_or_default()));
            });
            let attached = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
            debug_assert!(attached.is_ok(), "an EventSource takes listeners");
            listeners.push(listener);
        };
        listen("open", |_| Heard::Opened);
        listen("snapshot", Heard::Snapshot);
        listen("delta", Heard::Delta);
        listen("alarms", Heard::Alarms);
        listen("beat", Heard::Beat);
        listen("display", Heard::Display);
        listen("gone", |_| Heard::Gone);
        listen("error", |_| Heard::Broken);
        Some(Self { source, _listeners: listeners })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Whether the tab is in the background.
pub(crate) fn tab_is_hidden() -> bool {
    window().document().is_some_and(|document| document.hidden())
}
