//! A question before something that cannot be taken back: what will happen, to whom, and two buttons.

use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::close_dialog;
use crate::components::lang;
use crate::components::show_dialog;

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
    view! {
        <button class="button is-danger" type="button" aria-haspopup="dialog" on:click=move |_| show_dialog(dialog)>{label}</button>
        <dialog class="confirm" node_ref=dialog aria-label=move || title.get()>
            <form method="dialog" on:submit=move |_| run.run(())>
                <h2>{move || title.get()}</h2>
                <p>{text}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| close_dialog(dialog)>{td_string!(locale, people_cancel)}</button>
                    <button class="button is-danger" type="submit">{button}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
