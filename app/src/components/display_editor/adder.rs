//! Choosing one more for a list and adding it. The choice alone adds nothing: whoever goes through it by keyboard hears
//! every one of them on the way.

use leptos::html;
use leptos::prelude::*;

/// What is offered, and the button that adds it.
#[component]
pub(super) fn Adder(
    /// Names the field in the page.
    id: String,
    /// What is chosen.
    label: &'static str,
    /// What the button does.
    button: &'static str,
    /// What is offered: the word on the wire and what it is called.
    #[prop(into)]
    offered: Signal<Vec<(&'static str, &'static str)>>,
    /// Why nothing can be added; it stands beside the button.
    #[prop(into)]
    full: Signal<Option<&'static str>>,
    /// Adds what has this word.
    add: Callback<String>,
) -> impl IntoView {
    let field = NodeRef::<html::Select>::new();
    let options = move || {
        let offered = offered.get().into_iter();
        offered.map(|(word, text)| view! { <option value=word>{text}</option> }).collect_view()
    };
    let press = move |_| {
        if full.get_untracked().is_none()
            && let Some(field) = field.get_untracked()
        {
            add.run(field.value());
        }
    };
    view! {
        <div class="editor-add">
            <label class="visually-hidden" for=id.clone()>{label}</label>
            <select id=id class="input" node_ref=field>{options}</select>
            <button
                class="button"
                type="button"
                aria-disabled=move || full.get().is_some().then_some("true")
                on:click=press
            >
                {button}
            </button>
            {move || full.get().map(|why| view! { <small>{why}</small> })}
        </div>
    }
    .into_any()
}
