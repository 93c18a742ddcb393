//! Which tabs of one browser hold a stream. Over HTTP/1.1 a browser keeps six connections to a host, whatever tab they
//! belong to: six streams would let nothing else through, not even the next page. Tabs tell each other when somebody
//! turns to them, and only those turned to last keep their streams; the others look in from time to time. Nothing is
//! asked of the server, and no tab depends on another: one that never answers costs the others nothing.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use web_sys::BroadcastChannel;
use web_sys::MessageEvent;

/// So many tabs keep a stream; two connections stay free for pages and for looking in.
const STREAMS: usize = 4;
const CHANNEL: &str = "callboard-streams";
/// What precedes a tab's name when it was turned to, and when it needs no stream any more.
const TURNED_TO: char = '+';
const LEFT: char = '-';

/// This tab among the others.
pub(crate) struct Turns {
    /// None in a browser without channels: then every tab keeps its stream.
    channel: Option<BroadcastChannel>,
    name: String,
    /// The tabs turned to after this one.
    later: Rc<RefCell<BTreeSet<String>>>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Turns {
    /// Joins the other tabs as the one turned to last.
    pub(crate) fn join() -> Self {
        let later = Rc::new(RefCell::new(BTreeSet::new()));
        let known = Rc::clone(&later);
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            note(&mut known.borrow_mut(), &event.data().as_string().unwrap_or_default());
        });
        let channel = BroadcastChannel::new(CHANNEL).ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        }
        let turns = Self { channel, name: js_sys::Math::random().to_string(), later, _listener: listener };
        turns.take();
        turns
    }

    /// Somebody turned to this tab.
    pub(crate) fn take(&self) {
        self.later.borrow_mut().clear();
        self.tell(TURNED_TO);
    }

    /// This tab needs no stream any more.
    pub(crate) fn leave(&self) {
        self.tell(LEFT);
    }

    /// Whether this tab may keep a stream.
    pub(crate) fn is_ours(&self) -> bool {
        self.later.borrow().len() < STREAMS
    }

    fn tell(&self, what: char) {
        let Some(channel) = &self.channel else { return };
        if channel.post_message(&JsValue::from_str(&format!("{what}{}", self.name))).is_err() {
            leptos::logging::warn!("the other tabs could not be told");
        }
    }
}

impl Drop for Turns {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

/// Notes what another tab says.
fn note(later: &mut BTreeSet<String>, message: &str) {
    if let Some(name) = message.strip_prefix(TURNED_TO) {
        later.insert(name.to_owned());
    } else if let Some(name) = message.strip_prefix(LEFT) {
        later.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_that_left_is_not_counted_any_more() {
        let mut later = BTreeSet::new();

        for message in ["+a", "+b", "+b", "-a", "+", "x", ""] {
            note(&mut later, message);
        }

        assert_eq!(later, BTreeSet::from(["b".to_owned(), String::new()]));
    }
}
