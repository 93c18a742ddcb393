//! Moving one thing within its list: a handle to drag, and two buttons that say what they move. The focus stays on the
//! button, and the thing that moved says where it stands now.

use leptos::prelude::*;
use leptos_i18n::td_string;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

use super::desk::Desk;
use super::desk::List;
use crate::components::bits::Icon;

/// The handle and the buttons.
#[component]
pub(super) fn Movers(
    /// The editor.
    desk: Desk,
    /// In which list.
    list: List,
    /// Where it stands, from 0.
    #[prop(into)]
    at: Signal<usize>,
    /// How many there are.
    #[prop(into)]
    total: Signal<usize>,
    /// What it is called.
    #[prop(into)]
    name: Signal<String>,
    /// Names the thing in the page.
    id: String,
) -> impl IntoView {
    let locale = desk.locale;
    let start = move |event: leptos::ev::DragEvent| {
        desk.dragged.set(Some((list, at.get_untracked())));
        carry(&event, &name.get_untracked());
        event.stop_propagation();
    };
    let button = move |is_up: bool| {
        let own_id = format!("{id}-{}", if is_up { "up" } else { "down" });
        let to = move || {
            let at = at.get();
            if is_up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < total.get()) }
        };
        let label = move || {
            let name = name.get();
            if is_up {
                td_string!(locale, program_move_up, name = name)
            } else {
                td_string!(locale, program_move_down, name = name)
            }
        };
        let focus = own_id.clone();
        let press = move |_| {
            if let Some(to) = untrack(to) {
                desk.reorder(list, at.get_untracked(), to, &name.get_untracked());
                keep_focus(focus.clone());
            }
        };
        view! {
            <button
                class="button is-tiny is-plain"
                type="button"
                id=own_id
                aria-label=label
                aria-disabled=move || to().is_none().then_some("true")
                on:click=press
            >
                <Icon name=if is_up { "i-up" } else { "i-down" }/>
            </button>
        }
    };
    view! {
        <span class="editor-movers">
            <span
                class="editor-handle"
                draggable="true"
                aria-hidden="true"
                title=td_string!(locale, program_drag)
                on:dragstart=start
                on:dragend=move |_| desk.dragged.set(None)
            ></span>
            {button.clone()(true)}
            {button(false)}
        </span>
    }
    .into_any()
}

/// Whether what is dragged belongs to a list, so that it may be let go there.
pub(super) fn takes(desk: Desk, list: List) -> impl Fn(leptos::ev::DragEvent) + Copy {
    move |event| {
        if desk.dragged.get_untracked().is_some_and(|(of, _)| of == list) {
            event.prevent_default();
        }
    }
}

/// Lets go of what is dragged where `at` says.
pub(super) fn drops(
    desk: Desk,
    list: List,
    at: impl Fn() -> usize + Copy,
    name: impl Fn(usize) -> String + Copy,
) -> impl Fn(leptos::ev::DragEvent) + Copy {
    move |event| {
        let Some((of, from)) = desk.dragged.get_untracked().filter(|(of, _)| *of == list) else { return };
        event.prevent_default();
        event.stop_propagation();
        desk.dragged.set(None);
        desk.reorder(of, from, untrack(at), &untrack(|| name(from)));
    }
}

/// Without anything to carry some browsers do not drag at all.
fn carry(event: &leptos::ev::DragEvent, text: &str) {
    let get = |object: &JsValue, name: &str| js_sys::Reflect::get(object, &JsValue::from_str(name)).ok();
    let Some(carried) = get(event.as_ref(), "dataTransfer") else { return };
    if let Some(set) = get(&carried, "setData").and_then(|set| set.dyn_into::<js_sys::Function>().ok()) {
        drop(set.call2(&carried, &JsValue::from_str("text/plain"), &JsValue::from_str(text)));
    }
}

/// Moving or removing an element takes the focus from what is in it; it is given to `id` once the page has done so.
pub(super) fn keep_focus(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            drop(element.focus());
        }
    });
}
