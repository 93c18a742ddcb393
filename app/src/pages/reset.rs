//! A new password by a link, for who has forgotten the old one.

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::entry::link_page;
use super::entry::notice;
use crate::api::entry::ResetForm;
use crate::api::entry::reset_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;

/// The page of a link to set a password.
#[component]
pub(crate) fn ResetPage() -> impl IntoView {
    let ask = td_string!(lang(), link_over_reset);
    link_page(ask, reset_form, |form, token| view! { <ResetCard form token/> }.into_any())
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
