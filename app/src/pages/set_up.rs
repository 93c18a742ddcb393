//! The first run: the company and its first person, on a form that works without JavaScript.

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::entry::link_page;
use super::entry::notice;
use crate::api::entry::Draft;
use crate::api::entry::set_up_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;

/// The set-up page.
#[component]
pub(crate) fn SetUpPage() -> impl IntoView {
    let ask = td_string!(lang(), link_over_set_up);
    link_page(ask, set_up_form, |draft, token| view! { <SetUpCard draft token/> }.into_any())
}

#[component]
fn SetUpCard(
    /// The form as it was sent before.
    draft: Draft,
    /// The link's token.
    token: String,
) -> impl IntoView {
    let locale = lang();
    let value = |field| draft.value(field).unwrap_or_default();
    let errors = Signal::stored(draft.errors.clone());
    view! {
        <Title text=td_string!(locale, set_up_title)/>
        <main class="sign-in">
            <form class="card" method="post" action=format!("/set-up/{token}")>
                <Brand/>
                <h1>{td_string!(locale, set_up_title)}</h1>
                <p>{td_string!(locale, set_up_text)}</p>
                {notice(&draft)}
                <fieldset class="field-group">
                    <legend>{td_string!(locale, your_company)}</legend>
                    <TextField
                        field=Field::Company
                        label=td_string!(locale, company_name)
                        value=value(Field::Company)
                        autocomplete="organization"
                        errors
                    />
                    <TextField
                        field=Field::Slug
                        label=td_string!(locale, company_slug)
                        value=value(Field::Slug)
                        hint=td_string!(locale, company_slug_hint)
                        required=false
                        errors
                    />
                </fieldset>
                <fieldset class="field-group">
                    <legend>{td_string!(locale, yourself)}</legend>
                    <TextField
                        field=Field::Name
                        label=td_string!(locale, your_name)
                        value=value(Field::Name)
                        autocomplete="name"
                        errors
                    />
                    <TextField
                        field=Field::Email
                        label=td_string!(locale, email)
                        value=value(Field::Email)
                        kind="email"
                        autocomplete="username"
                        errors
                    />
                    <TextField
                        field=Field::Password
                        label=td_string!(locale, password)
                        kind="password"
                        autocomplete="new-password"
                        hint=td_string!(locale, new_password_hint)
                        errors
                    />
                </fieldset>
                <button class="button is-primary" type="submit">{td_string!(locale, set_up_button)}</button>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}
