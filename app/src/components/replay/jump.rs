//! Goes to a date and time.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::lang;
use crate::live::Player;
use crate::row_model::Reader;
use crate::timing;

/// The field with its button.
#[component]
pub(super) fn Jump(player: Player, reader: Reader) -> impl IntoView {
    let locale = lang();
    let field = NodeRef::<html::Input>::new();
    let is_wrong = RwSignal::new(false);
    // While time goes on the field is left alone: somebody may be typing.
    let value = Memo::new(move |last: Option<&String>| match last {
        Some(last) if player.is_playing.get() => last.clone(),
        Some(_) | None => timing::field_value(player.at.get(), reader.zone),
    });
    let go = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let at = timing::read_field(&typed, reader.zone);
        is_wrong.set(at.is_none());
        if let Some(at) = at {
            player.seek(at);
        }
    };
    view! {
        <form class="replay-jump" method="post" on:submit=go>
            <input
                class="input"
                type="datetime-local"
                step="1"
                node_ref=field
                aria-label=td_string!(locale, replay_when)
                aria-invalid=move || is_wrong.get().then_some("true")
                value=value.get_untracked()
                prop:value=move || value.get()
            />
            <button class="button" type="submit">{td_string!(locale, replay_go)}</button>
        </form>
    }
    .into_any()
}
