//! The list of the keys, and the switch that turns those of one character off.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Icon;
use super::bits::lang;
use super::board_keys::Controls;
use crate::preference;

/// The dialog.
#[component]
pub(crate) fn KeyHelp(
    /// What opens it, and whether single keys work.
    controls: Controls,
) -> impl IntoView {
    let locale = lang();
    let on = controls.single_keys;
    let close = move |_| {
        if let Some(dialog) = controls.help.get_untracked() {
            dialog.close();
        }
    };
    let switch = move |event: leptos::ev::Event| {
        let wanted = event_target_checked(&event);
        on.set(wanted);
        preference::keep("keys", if wanted { "on" } else { "off" });
    };
    let line = |keys: &[&'static str], text: &'static str| {
        let keys = keys.iter().map(|key| view! { <kbd class="kbd">{*key}</kbd> }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{text}</dd></div> }
    };
    view! {
        <dialog class="key-help" node_ref=controls.help aria-labelledby="key-help-title">
            <header>
                <h2 id="key-help-title">{td_string!(locale, desk_keys)}</h2>
                <button
                    type="button"
                    class="button is-plain is-icon"
                    aria-label=td_string!(locale, close)
                    title=td_string!(locale, close)
                    on:click=close
                >
                    <Icon name="i-close"/>
                </button>
            </header>
            <dl class="key-list">
                {line(&["Ctrl K", "⌘ K"], td_string!(locale, desk_palette))}
                {line(&["↓", "↑"], td_string!(locale, desk_key_arrows))}
                {line(&["Enter"], td_string!(locale, desk_key_enter))}
                {line(&["Esc"], td_string!(locale, desk_key_escape))}
            </dl>
            <h3>{td_string!(locale, desk_single_keys)}</h3>
            <dl class="key-list" class:is-off=move || !on.get()>
                {line(&["/"], td_string!(locale, desk_key_search))}
                {line(&["?"], td_string!(locale, desk_key_help))}
                {line(&["j", "k"], td_string!(locale, desk_key_rows))}
                {line(&["x"], td_string!(locale, desk_key_select))}
                {line(&["Shift X"], td_string!(locale, desk_key_range))}
            </dl>
            <label class="key-switch">
                <input type="checkbox" role="switch" prop:checked=move || on.get() on:change=switch/>
                <span><b>{td_string!(locale, desk_single_switch)}</b><small>{td_string!(locale, desk_single_text)}</small></span>
            </label>
        </dialog>
    }
    .into_any()
}
