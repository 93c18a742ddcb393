//! The second step of signing in: a code. A plain form that works without JavaScript.

use domain::form::Field;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::second_factor::code_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::TextField;
use crate::components::lang;
use crate::i18n::Locale;

/// The page. `problem` in the address says why a try was refused, `next` where to go afterwards.
#[component]
pub(crate) fn SignInCodePage() -> impl IntoView {
    let awaited = Resource::new_blocking(|| (), |()| code_form());
    let query = use_query_map();
    let problem = query.read_untracked().get("problem");
    let next = query.read_untracked().get("next").unwrap_or_default();
    let show = move || {
        let (problem, next) = (problem.clone(), next.clone());
        Suspend::new(async move {
            match awaited.await {
                Ok(true) => view! { <CodeCard problem next/> }.into_any(),
                Ok(false) => view! { <OverCard next/> }.into_any(),
                Err(error) => view! { <FailurePage error/> }.into_any(),
            }
        })
    };
    view! {
        <Title text=td_string!(lang(), factor_sign_in_title)/>
        <Suspense fallback=|| ()>{show}</Suspense>
    }
    .into_any()
}

fn problem_text(locale: Locale, problem: &str) -> Option<&'static str> {
    Some(match problem {
        "refused" => td_string!(locale, factor_refused),
        "incomplete" => td_string!(locale, factor_incomplete),
        "unavailable" => td_string!(locale, sign_in_unavailable),
        _ => return None,
    })
}

#[component]
fn CodeCard(
    /// Why the last try was refused.
    problem: Option<String>,
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = lang();
    let notice = problem.as_deref().and_then(|problem| problem_text(locale, problem)).map(|text| {
        view! { <p class="notice" role="alert">{text}</p> }
    });
    view! {
        <main class="sign-in">
            <form class="card" method="post" action="/sign-in/code">
                <Brand/>
                <h1>{td_string!(locale, factor_sign_in_title)}</h1>
                <p>{td_string!(locale, factor_sign_in_text)}</p>
                {notice}
                <input type="hidden" name="next" value=next/>
                <TextField
                    field=Field::Code
                    label=td_string!(locale, factor_code)
                    autocomplete="one-time-code"
                    hint=td_string!(locale, factor_sign_in_hint)
                    errors=Signal::stored(Vec::new())
                />
                <button class="button is-primary" type="submit">{td_string!(locale, sign_in)}</button>
                <a href="/sign-in" rel="external">{td_string!(locale, factor_another_account)}</a>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}

/// Nobody has shown a password here lately.
#[component]
fn OverCard(
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = lang();
    view! {
        <main class="sign-in">
            <form class="card" method="get" action="/sign-in">
                <Brand/>
                <h1>{td_string!(locale, factor_over_title)}</h1>
                <p>{td_string!(locale, factor_over_text)}</p>
                <input type="hidden" name="next" value=next/>
                <button class="button is-primary" type="submit">{td_string!(locale, sign_in)}</button>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}
