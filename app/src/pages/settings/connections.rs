//! The provider accounts of a tenant: how each is doing and why, and everything that sets one up.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;

use crate::api::connections::ConnectionsPage as Page;
use crate::api::connections::connections;
use crate::components::ConnectionsDesk;
use crate::components::lang;
use crate::error::AppError;
use crate::pages::FailurePage;

/// Fetches the page and shows it, or says what is wrong.
#[component]
pub(crate) fn ConnectionsPage() -> impl IntoView {
    let params = use_params_map();
    let tenant = move || params.read().get("tenant").unwrap_or_default();
    let first = Resource::new_blocking(tenant, connections);
    let show = |first: Result<Page, AppError>| match first {
        Ok(first) => view! { <ConnectionsDesk first/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    view! {
        <Transition fallback=move || {
            view! { <main class="message-page"><p>{td_string!(locale, connection_loading_page)}</p></main> }
        }>
            {move || Suspend::new(async move { show(first.await) })}
        </Transition>
    }
    .into_any()
}
