//! A page of a tenant: fetched once for its address, then shown, or what is wrong instead.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::FailurePage;
use crate::components::lang;
use crate::error::AppError;

/// Fetches what a page is made of for the tenant in the address, and shows it.
pub(crate) fn tenant_page<T, Answer>(
    fetch: impl Fn(String) -> Answer + Send + Sync + 'static,
    show: fn(T) -> AnyView,
) -> AnyView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    Answer: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let params = use_params_map();
    let tenant = move || params.read().get("tenant").unwrap_or_default();
    let page = Resource::new_blocking(tenant, fetch);
    let locale = lang();
    // A transition, because what is fetched later within the page is no reason to take it away.
    view! {
        <Transition fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading_page)}</p></main> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => show(page),
                    Err(error) => view! { <FailurePage error/> }.into_any(),
                }
            })}
        </Transition>
    }
    .into_any()
}
