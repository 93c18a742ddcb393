//! A link that is shown once: to copy, with how long it is good for.

use domain::zone::Zone;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::people::OneTimeLink;
use crate::components::Icon;
use crate::components::clipboard::copy_text;
use crate::components::lang;
use crate::timing;

/// The link.
#[component]
pub(super) fn LinkBox(
    /// The link.
    link: OneTimeLink,
    /// What is said about it: whom to send it to.
    #[prop(into)]
    text: String,
    /// Offset of the installation's zone, in seconds.
    zone: Zone,
) -> impl IntoView {
    let locale = lang();
    let field = NodeRef::<html::Input>::new();
    let copied = RwSignal::new(None);
    let until = timing::date_time(locale, link.expires_at, zone);
    let url = link.url.clone();
    let copy = move |_| {
        // Selected in any case: where the page may not copy, the person can.
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        copied.set(Some(copy_text(&url)));
    };
    let select = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
    };
    let mailed =
        link.mailed.then(|| view! { <p><b>{td_string!(locale, mail_link_goes, email = link.email.clone())}</b></p> });
    let note = move || match copied.get() {
        Some(true) => td_string!(locale, people_link_copied),
        Some(false) => td_string!(locale, people_link_selected),
        None => "",
    };
    view! {
        <section class="link-box">
            {mailed}
            <p>{text}</p>
            <div class="link-row">
                <input
                    class="input"
                    node_ref=field
                    readonly
                    value=link.url
                    aria-label=td_string!(locale, people_link_label)
                    on:focus=select
                />
                <button class="button is-primary" type="button" on:click=copy>
                    <Icon name="i-copy"/>
                    {td_string!(locale, people_copy)}
                </button>
            </div>
            <small>{td_string!(locale, people_link_once, time = until)}" "<span role="status">{note}</span></small>
        </section>
    }
    .into_any()
}
