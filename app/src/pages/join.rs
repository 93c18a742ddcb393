//! An invitation: who invites whom to what as what, and the one way in that fits whoever looks at it.

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::entry::link_page;
use super::entry::notice;
use crate::api::entry::Draft;
use crate::api::entry::Guest;
use crate::api::entry::JoinForm;
use crate::api::entry::join_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;
use crate::components::mistake_in;
use crate::words;

/// The page of an invitation.
#[component]
pub(crate) fn JoinPage() -> impl IntoView {
    let ask = td_string!(lang(), link_over_join);
    link_page(ask, join_form, |form, token| view! { <JoinCard form token/> }.into_any())
}

#[component]
fn JoinCard(
    /// The invitation.
    form: JoinForm,
    /// The link's token.
    token: String,
) -> impl IntoView {
    let locale = lang();
    let title = td_string!(locale, join_title, company = form.tenant.clone());
    let text = td_string!(
        locale,
        join_text,
        who = form.invited_by.clone(),
        email = form.email.clone(),
        role = words::role(locale, form.role)
    );
    // The address is no field here: what is wrong with it is said once, above.
    let taken = mistake_in(&form.draft.errors, Field::Email)
        .map(|_taken| view! { <p class="notice" role="alert">{td_string!(locale, join_taken)}</p> });
    let way = match form.guest {
        Guest::New => view! { <NewAccount draft=form.draft.clone() token/> }.into_any(),
        Guest::HasAccount => view! { <SignInFirst email=form.email token/> }.into_any(),
        Guest::Invited { name } => view! { <JoinNow name token/> }.into_any(),
        Guest::SomebodyElse { email } => view! { <SignOutFirst email/> }.into_any(),
    };
    view! {
        <Title text=title.clone()/>
        <main class="sign-in">
            <div class="card">
                <Brand/>
                <h1>{title}</h1>
                <p>{text}</p>
                {notice(&form.draft)}
                {taken}
                {way}
            </div>
            <PageLinks/>
        </main>
    }
    .into_any()
}

#[component]
fn NewAccount(
    /// The form as it was sent before.
    draft: Draft,
    /// The link's token.
    token: String,
) -> impl IntoView {
    let locale = lang();
    let errors = Signal::stored(draft.errors.clone());
    view! {
        <form class="card-form" method="post" action=format!("/join/{token}")>
            <TextField
                field=Field::Name
                label=td_string!(locale, your_name)
                value=draft.value(Field::Name).unwrap_or_default()
                autocomplete="name"
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
            <button class="button is-primary" type="submit">{td_string!(locale, join_button)}</button>
        </form>
    }
    .into_any()
}

#[component]
fn SignInFirst(
    /// The invited address.
    email: String,
    /// The link's token.
    token: String,
) -> impl IntoView {
    let locale = lang();
    view! {
        <a class="button is-primary" href=format!("/sign-in?next=/join/{token}") rel="external">
            {td_string!(locale, join_sign_in, email = email)}
        </a>
    }
    .into_any()
}

#[component]
fn JoinNow(
    /// The name of who is signed in.
    name: String,
    /// The link's token.
    token: String,
) -> impl IntoView {
    let locale = lang();
    view! {
        <form class="card-form" method="post" action=format!("/join/{token}")>
            <button class="button is-primary" type="submit">{td_string!(locale, join_as, name = name)}</button>
        </form>
    }
    .into_any()
}

#[component]
fn SignOutFirst(
    /// The address of who is signed in.
    email: String,
) -> impl IntoView {
    let locale = lang();
    view! {
        <p class="notice is-attention">{td_string!(locale, join_somebody_else, email = email)}</p>
        <form class="card-form" method="post" action="/sign-out">
            <button class="button" type="submit">{td_string!(locale, sign_out)}</button>
        </form>
    }
    .into_any()
}
