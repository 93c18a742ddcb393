//! The question who it is before a file: a plain form. Answered, the file is sent and the way back stands beside it.

use domain::proof::ProofBy;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Meta;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use super::entry::notice;
use crate::api::second_factor::ProofForm;
use crate::api::second_factor::proof_form;
use crate::components::Brand;
use crate::components::PageLinks;
use crate::components::ProofField;
use crate::components::lang;
use crate::components::query;

/// The page. `next` in the address is the file.
#[component]
pub(crate) fn ProofPage() -> impl IntoView {
    let next = use_query_map().read_untracked().get("next").unwrap_or_default();
    let form = Resource::new_blocking(|| (), {
        let next = next.clone();
        move |()| proof_form(next.clone())
    });
    let show = move || {
        let next = next.clone();
        Suspend::new(async move {
            match form.await {
                Ok(form) if form.is_fresh => view! { <Proved form/> }.into_any(),
                Ok(form) => view! { <ProofCard form next/> }.into_any(),
                Err(error) => view! { <FailurePage error/> }.into_any(),
            }
        })
    };
    view! {
        <Title text=td_string!(lang(), proof_title)/>
        <Suspense fallback=|| ()>{show}</Suspense>
    }
    .into_any()
}

#[component]
fn ProofCard(
    /// What proves it.
    form: ProofForm,
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = lang();
    if form.by == ProofBy::Provider {
        return view! { <ProviderCard form next/> }.into_any();
    }
    let errors = Signal::stored(form.draft.errors.clone());
    let text = if form.file.is_some() { td_string!(locale, proof_file_text) } else { td_string!(locale, proof_text) };
    let back = form.page.clone().unwrap_or_else(|| "/account".to_owned());
    // The address carries where to go, so that a page that is shown again still knows.
    let action = format!("/account/proof{}", query([("next", next)]));
    view! {
        <main class="sign-in">
            <form class="card" method="post" action=action>
                <Brand/>
                <h1>{td_string!(locale, proof_title)}</h1>
                <p>{text}</p>
                {notice(&form.draft)}
                <ProofField by=form.by errors/>
                <button class="button is-primary" type="submit">{td_string!(locale, proof_button)}</button>
                <a href=back rel="external">{td_string!(locale, proof_back)}</a>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}

/// It is proved where the person signs in.
#[component]
fn ProviderCard(
    /// What stands before the file.
    form: ProofForm,
    /// Where to go afterwards.
    next: String,
) -> impl IntoView {
    let locale = lang();
    // A file leaves the page as it is, so that the page after the proof says that it comes.
    let next = if form.file.is_some() || next.is_empty() {
        format!("/account/proof{}", query([("next", next)]))
    } else {
        next
    };
    view! {
        <main class="sign-in">
            <form class="card" method="post" action="/account/proof/provider">
                <Brand/>
                <h1>{td_string!(locale, proof_title)}</h1>
                <p>{td_string!(locale, sso_proof_page_text)}</p>
                <input type="hidden" name="next" value=next/>
                <button class="button is-primary" type="submit">{td_string!(locale, sso_proof_button)}</button>
                <a href=form.page.unwrap_or_else(|| "/account".to_owned()) rel="external">{td_string!(locale, proof_back)}</a>
            </form>
            <PageLinks/>
        </main>
    }
    .into_any()
}

/// It was lately proved: the file comes by itself, and by a link where the browser does not follow.
#[component]
fn Proved(
    /// What is on the way.
    form: ProofForm,
) -> impl IntoView {
    let locale = lang();
    let back = form.page.clone().unwrap_or_else(|| "/".to_owned());
    let file = form.file.map(|file| {
        view! {
            <Meta http_equiv="refresh" content=format!("0; url={file}")/>
            <p>{td_string!(locale, proof_file_comes)}</p>
            <a class="button is-primary" href=file rel="external">{td_string!(locale, proof_file_again)}</a>
        }
    });
    view! {
        <main class="sign-in">
            <div class="card">
                <Brand/>
                <h1>{td_string!(locale, proof_done_title)}</h1>
                {file}
                <a href=back rel="external">{td_string!(locale, proof_back)}</a>
            </div>
            <PageLinks/>
        </main>
    }
    .into_any()
}
