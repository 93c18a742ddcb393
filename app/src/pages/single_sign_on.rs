//! Signing in at one's company's own identity provider: which company, why it did not work, and the page between two sites.
//! Plain forms and links that work without JavaScript.

use domain::form::Field;
use domain::single_sign_on::SignOnProblem;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Meta;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::single_sign_on::Turn;
use crate::api::single_sign_on::sign_on_turn;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;
use crate::words;

/// The page. `company`, `next` and `problem` stand in the address; where the server says so, it goes on by itself.
#[component]
pub(crate) fn SingleSignOnPage() -> impl IntoView {
    let turn = Resource::new_blocking(|| (), |()| sign_on_turn());
    let show = move || {
        Suspend::new(async move {
            match turn.await {
                Ok(Some(turn)) => view! { <Onward turn/> }.into_any(),
                Ok(None) => view! { <Company/> }.into_any(),
                Err(error) => view! { <FailurePage error/> }.into_any(),
            }
        })
    };
    view! {
        <Title text=td_string!(lang(), sso_title)/>
        <Suspense fallback=|| ()>{show}</Suspense>
    }
    .into_any()
}

#[component]
fn Company() -> impl IntoView {
    let locale = lang();
    let query = use_query_map().get_untracked();
    let problem = query.get("problem").and_then(|word| word.parse::<SignOnProblem>().ok());
    let notice = problem.map(|problem| {
        view! { <p class="notice" role="alert">{words::sign_on_problem(locale, problem)}</p> }
    });
    let button = if problem.is_some() { td_string!(locale, sso_again) } else { td_string!(locale, sso_go_on) };
    view! {
        <main class="sign-in">
            <form class="card" method="post" action="/sign-in/sso">
                <Brand/>
                <h1>{td_string!(locale, sso_title)}</h1>
                {notice}
                <input type="hidden" name="next" value=query.get("next").unwrap_or_default()/>
                <TextField
                    field=Field::Company
                    label=td_string!(locale, sso_company)
                    value=query.get("company").unwrap_or_default()
                    autocomplete="organization"
                    hint=td_string!(locale, sso_company_hint)
                    errors=Signal::stored(Vec::new())
                />
                <button class="button is-primary" type="submit">{button}</button>
                <a href="/sign-in" rel="external">{td_string!(locale, sso_password)}</a>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}

/// Between two sites: it goes on by itself, and by a link where the browser does not follow.
#[component]
fn Onward(
    /// Where to.
    turn: Turn,
) -> impl IntoView {
    let locale = lang();
    let text = match turn.host {
        Some(host) => td_string!(locale, sso_onward_to, host = host),
        None => td_string!(locale, sso_onward).to_owned(),
    };
    view! {
        <Meta http_equiv="refresh" content=format!("0; url={}", turn.address)/>
        <main class="sign-in">
            <div class="card">
                <Brand/>
                <h1>{td_string!(locale, sso_title)}</h1>
                <p>{text}</p>
                <a class="button is-primary" href=turn.address rel="external">{td_string!(locale, sso_go_on)}</a>
            </div>
        </main>
    }
    .into_any()
}
