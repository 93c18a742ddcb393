//! The keys of a replay: space plays and pauses, arrows step, with shift further.
//!
//! A key that means something where the focus is keeps that meaning: text is typed, buttons are pressed, lists are chosen
//! from. Only the slider, which would step in its own way, steps as everything else does.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::controls::LONG_STEP_S;
use super::controls::STEP_S;
use crate::live::Player;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Toggle,
    Step(i64),
}

/// Listens for as long as the calling component lives.
pub(super) fn listen(player: Player) {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !event.default_prevented();
            let Some(deed) = deed(&event.key(), event.shift_key()).filter(|_| is_plain) else { return };
            if is_taken(&event, deed) {
                return;
            }
            event.prevent_default();
            match deed {
                Deed::Toggle => player.toggle(),
                Deed::Step(seconds) => player.step(seconds),
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn deed(key: &str, with_shift: bool) -> Option<Deed> {
    let step_s = if with_shift { LONG_STEP_S } else { STEP_S };
    match key {
        " " if !with_shift => Some(Deed::Toggle),
        "ArrowLeft" => Some(Deed::Step(-step_s)),
        "ArrowRight" => Some(Deed::Step(step_s)),
        _ => None,
    }
}

/// Whether what has the focus wants the key for itself.
fn is_taken(event: &KeyboardEvent, deed: Deed) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    match element.tag_name().as_str() {
        "INPUT" => element.get_attribute("type").as_deref() != Some("range"),
        "SELECT" | "TEXTAREA" => true,
        "BUTTON" | "A" | "SUMMARY" => deed == Deed::Toggle,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_step_and_with_shift_step_far() {
        assert_eq!(deed("ArrowLeft", false), Some(Deed::Step(-10)));
        assert_eq!(deed("ArrowRight", true), Some(Deed::Step(300)));
        assert_eq!(deed(" ", false), Some(Deed::Toggle));
        assert_eq!(deed("ArrowUp", false), None);
    }
}
