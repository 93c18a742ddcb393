//! A question before something that cannot be taken back: what will happen, to whom, and two buttons.

use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::lang;

/// A button that asks before it does.
#[component]
pub(super) fn Confirm(
    /// What the button says.
    label: &'static str,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What will happen.
    text: &'static str,
    /// What the button that does it says.
    button: &'static str,
    /// Does it.
    run: Callback<()>,
) -> impl IntoView {
    let locale = lang();
    let dialog = NodeRef::<html::Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // It fails only for a dialog that is open already.
            drop(dialog.show_modal());
        }
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <button class="button is-danger" type="button" aria-haspopup="dialog" on:click=open>{label}</button>
        <dialog class="confirm" node_ref=dialog aria-label=move || title.get()>
            <form method="dialog" on:submit=move |_| run.run(())>
                <h2>{move || title.get()}</h2>
                <p>{text}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=close>{td_string!(locale, people_cancel)}</button>
                    <button class="button is-danger" type="submit">{button}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
