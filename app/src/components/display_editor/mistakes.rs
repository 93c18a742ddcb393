//! What is wrong with a program, beside the field that is to blame, with what would help.

use domain::wall::check::Mistake;
use leptos::prelude::*;

use super::desk::Desk;
use crate::words::program as words;

/// How the form stands with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was changed since it was last sent.
    Open,
    /// It was sent as it stands.
    Sent,
    /// It was not sent, because something in it is wrong.
    Refused,
}

/// One mistake, or nothing; `id` is what its field refers to.
#[component]
pub(super) fn MistakeNote(
    /// The editor.
    desk: Desk,
    /// Its id in the page.
    id: String,
    /// The mistake.
    #[prop(into)]
    mistake: Signal<Option<Mistake>>,
) -> impl IntoView {
    let text = move || mistake.get().map(|mistake| words::mistake(desk.locale, mistake, desk.work.read().decimetres));
    view! { <span class="field-error" id=id>{text}</span> }.into_any()
}
