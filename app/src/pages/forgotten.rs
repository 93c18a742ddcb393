//! A link to set a new password, for who has forgotten the old one. What it answers is the same for every address.

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::sign_in_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;

/// The page. `sent` in the address says that it was asked for.
#[component]
pub(crate) fn ForgottenPage() -> impl IntoView {
    let locale = lang();
    let form = Resource::new_blocking(|| (), |()| sign_in_form());
    let sent = use_query_map().read_untracked().get("sent").is_some();
    let show = move || {
        Suspend::new(async move {
            match form.await {
                Ok(form) if form.sends_mail => view! { <Card sent/> }.into_any(),
                Ok(_) => view! { <AskSomebody/> }.into_any(),
                Err(error) => view! { <FailurePage error/> }.into_any(),
            }
        })
    };
    view! {
        <Title text=td_string!(locale, forgotten_password)/>
        <Suspense fallback=|| ()>{show}</Suspense>
    }
    .into_any()
}

/// No mail is sent here: whom to ask.
#[component]
fn AskSomebody() -> impl IntoView {
    let locale = lang();
    view! {
        <main class="sign-in">
            <div class="card">
                <Brand/>
                <h1>{td_string!(locale, forgotten_password)}</h1>
                <p>{td_string!(locale, forgotten_password_text)}</p>
                <a href="/sign-in" rel="external">{td_string!(locale, sign_in)}</a>
            </div>
            <PageLinks/>
        </main>
    }
    .into_any()
}

#[component]
fn Card(
    /// Whether it was asked for.
    sent: bool,
) -> impl IntoView {
    let locale = lang();
    let notice =
        sent.then(|| view! { <p class="notice is-info" role="status">{td_string!(locale, mail_forgotten_sent)}</p> });
    view! {
        <main class="sign-in">
            <form class="card" method="post" action="/forgotten">
                <Brand/>
                <h1>{td_string!(locale, forgotten_password)}</h1>
                <p>{td_string!(locale, mail_forgotten_text)}</p>
                {notice}
                <TextField
                    field=Field::Email
                    label=td_string!(locale, email)
                    kind="email"
                    autocomplete="username"
                    errors=Signal::stored(Vec::new())
                />
                <button class="button is-primary" type="submit">{td_string!(locale, mail_forgotten_button)}</button>
                <a href="/sign-in" rel="external">{td_string!(locale, sign_in)}</a>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}
