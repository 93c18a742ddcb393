//! A new password by a link, for who has forgotten the old one.

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::entry::OverPage;
use super::entry::notice;
use super::entry::token;
use crate::api::entry::ResetForm;
use crate::api::entry::reset_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;

/// The page of a link to set a password.
#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    let locale = lang();
    let token = token();
    let form = Resource::new_blocking(|| (), {
        let token = token.clone();
        move |()| reset_form(token.clone())
    });
    let show = move || {
        let token = token.clone();
        Suspend::new(async move {
            match form.await {
                Ok(form) => view! { <ResetCard form token/> }.into_any(),
                Err(error) => view! { <OverPage error ask=td_string!(locale, link_over_reset)/> }.into_any(),
            }
        })
    };
    view! { <Suspense fallback=|| ()>{show}</Suspense> }.into_any()
}

#[component]
fn ResetCard(
    /// Whose password, and the form as it was sent before.
    form: ResetForm,
    /// The link's token.
    token: String,
) -> impl IntoView {
    let locale = lang();
    let errors = Signal::stored(form.draft.errors.clone());
    view! {
        <Title text=td_string!(locale, reset_title)/>
        <main class="sign-in">
            <form class="card" method="post" action=format!("/reset/{token}")>
                <Brand/>
                <h1>{td_string!(locale, reset_title)}</h1>
                <p>{td_string!(locale, reset_text, email = form.email)}</p>
                {notice(&form.draft)}
                <TextField
                    field=Field::Password
                    label=td_string!(locale, new_password)
                    kind="password"
                    autocomplete="new-password"
                    hint=td_string!(locale, new_password_hint)
                    errors
                />
                <button class="button is-primary" type="submit">{td_string!(locale, reset_button)}</button>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}
