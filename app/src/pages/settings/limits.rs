//! How long is too long in a tenant: states, reasons of pauses, and what differs at a connection.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;

use crate::api::limits::LimitsPage as Page;
use crate::api::limits::limits;
use crate::components::LimitsDesk;
use crate::components::lang;
use crate::error::AppError;
use crate::pages::FailurePage;

/// Fetches the limits and shows them, or says what is wrong.
#[component]
pub(crate) fn LimitsPage() -> impl IntoView {
    let params = use_params_map();
    let tenant = move || params.read().get("tenant").unwrap_or_default();
    let first = Resource::new_blocking(tenant, limits);
    let show = |first: Result<Page, AppError>| match first {
        Ok(first) => view! { <LimitsDesk first/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    view! {
        <Transition fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading_page)}</p></main> }>
            {move || Suspend::new(async move { show(first.await) })}
        </Transition>
    }
    .into_any()
}
