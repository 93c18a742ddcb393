//! Recovery codes, shown once: to print, to copy, and to go on from.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::Icon;
use crate::components::clipboard::copy_text;
use crate::components::lang;

/// The codes.
#[component]
pub(super) fn FreshCodesSection(
    /// The codes.
    codes: Vec<String>,
) -> impl IntoView {
    let locale = lang();
    let copied = RwSignal::new(None);
    let text = codes.join("\n");
    let copy = move |_| copied.set(Some(copy_text(&text)));
    let print = move |_| {
        // A browser that cannot print says so itself.
        let _ = window().print();
    };
    let note = move || match copied.get() {
        Some(true) => td_string!(locale, people_link_copied),
        Some(false) => td_string!(locale, factor_not_copied),
        None => "",
    };
    let items = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <section class="settings-section" aria-labelledby="fresh-codes">
            <h2 id="fresh-codes">{td_string!(locale, factor_fresh_title)}</h2>
            <p>{td_string!(locale, factor_fresh_text)}</p>
            <ol class="recovery-codes" aria-labelledby="fresh-codes">{items}</ol>
            <div class="factor-actions">
                <button class="button" type="button" on:click=print>{td_string!(locale, factor_print)}</button>
                <button class="button" type="button" on:click=copy>
                    <Icon name="i-copy"/>
                    {td_string!(locale, people_copy)}
                </button>
                <a class="button is-primary" href="/" rel="external">{td_string!(locale, factor_kept_them)}</a>
                <span role="status">{note}</span>
            </div>
        </section>
    }
    .into_any()
}
