//! A command under way, beside the name of whom it concerns.

use domain::command::ActionKind;
use leptos::prelude::*;

use super::bits::lang;
use crate::words;

/// The badge; nothing while nothing is under way.
#[component]
pub(crate) fn PendingBadge(
    /// What is under way.
    #[prop(into)]
    pending: Signal<Option<ActionKind>>,
) -> impl IntoView {
    move || {
        let word = words::under_way(lang(), pending.get()?);
        Some(view! {
            <span class="badge is-pending" title=word>
                <svg class="icon is-small spinner" aria-hidden="true"><use href="#i-busy"></use></svg>
                {word}
            </span>
        })
    }
}
