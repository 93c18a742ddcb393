//! Deleting asks once, naming the connection and what is kept.

use domain::id::ConnectionId;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_navigate;

use super::desk::Desk;
use super::failure;
use super::side::Side;
use crate::api::connections::DeleteConnection;
use crate::components::bits::lang;

/// The question.
#[component]
pub(super) fn DeleteDialog(
    desk: Desk,
    id: ConnectionId,
    /// What the connection is called.
    name: Memo<Option<String>>,
    /// The element, for whoever opens it.
    dialog: NodeRef<leptos::html::Dialog>,
) -> impl IntoView {
    let locale = lang();
    let delete = ServerAction::<DeleteConnection>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(())) = delete.value().get() {
            navigate(&desk.href(&Side::Nothing), leptos_router::NavigateOptions::default());
            desk.refresh();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get() {
            dialog.close();
        }
    };
    let trouble = move || delete.value().get()?.err().map(|error| failure(desk.reader, &error));
    view! {
        <dialog class="confirm" node_ref=dialog aria-labelledby="delete-title">
            <ActionForm action=delete>
                <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
                <input type="hidden" name="id" value=id.to_string()/>
                <h2 id="delete-title">
                    {move || td_string!(locale, connection_delete_title, name = name.get().unwrap_or_default())}
                </h2>
                <p>{td_string!(locale, connection_delete_text)}</p>
                {trouble}
                <div class="action-row">
                    <button class="button" type="button" on:click=close>{td_string!(locale, connection_cancel)}</button>
                    <button class="button is-danger" type="submit" disabled=move || delete.pending().get()>
                        {td_string!(locale, connection_delete_confirm)}
                    </button>
                </div>
            </ActionForm>
        </dialog>
    }
    .into_any()
}
