//! What the pages behind a link have in common: how they are fetched, what is wrong with the whole form, and the page that
//! says that a link is over.

use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::FailurePage;
use crate::api::entry::Draft;
use crate::components::Icon;
use crate::components::PageLinks;
use crate::components::lang;
use crate::error::AppError;
use crate::words;

/// A page behind a link: what the link opens, or that it is over and whom to ask.
pub(super) fn link_page<T, Reading>(
    ask: &'static str,
    read: fn(String) -> Reading,
    card: fn(T, String) -> AnyView,
) -> AnyView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    Reading: Future<Output = Result<T, AppError>> + Send + 'static,
{
    // The token never changes while the page is open.
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    let form = Resource::new_blocking(|| (), {
        let token = token.clone();
        move |()| read(token.clone())
    });
    let show = move || {
        let token = token.clone();
        Suspend::new(async move {
            match form.await {
                Ok(form) => card(form, token),
                Err(error) => view! { <OverPage error ask/> }.into_any(),
            }
        })
    };
    view! { <Suspense fallback=|| ()>{show}</Suspense> }.into_any()
}

/// What is wrong with no field.
pub(super) fn notice(draft: &Draft) -> Option<AnyView> {
    let locale = lang();
    let problem = draft.problem.as_ref()?;
    let text = if let AppError::TooSoon { retry_after_s } = problem {
        td_string!(locale, entry_too_many, seconds = *retry_after_s)
    } else {
        words::error(locale, problem, Zone::UTC)
    };
    Some(view! { <p class="notice" role="alert">{text}</p> }.into_any())
}

/// The link opens nothing: used, withdrawn, replaced or too old, which nobody is told apart.
#[component]
fn OverPage(
    /// Why the page could not be shown; anything but a missing link is told as itself.
    error: AppError,
    /// Whom to ask.
    ask: &'static str,
) -> impl IntoView {
    let locale = lang();
    if error != AppError::NotFound {
        return view! { <FailurePage error/> }.into_any();
    }
    #[cfg(feature = "ssr")]
    crate::ssr::answer_with(&error);
    view! {
        <Title text=td_string!(locale, link_over_title)/>
        <main class="message-page">
            <Icon name="i-info"/>
            <h1>{td_string!(locale, link_over_title)}</h1>
            <p>{td_string!(locale, link_over_text)} " " {ask}</p>
            <a class="button is-primary" href="/sign-in" rel="external">{td_string!(locale, sign_in)}</a>
            <PageLinks/>
        </main>
    }
    .into_any()
}
