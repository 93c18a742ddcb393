//! The board of a moment of the past, and the time that runs on from it.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;
use leptos_router::hooks::use_query_map;

use super::FailurePage;
use crate::api::ReplayPaint;
use crate::api::replay;
use crate::components::ReplayBoard;
use crate::components::lang;
use crate::error::AppError;

/// Fetches the first paint and shows it, or says what is wrong.
#[component]
pub(crate) fn ReplayPage() -> impl IntoView {
    let params = use_params_map();
    let tenant = move || params.read().get("tenant").unwrap_or_default();
    let query = use_query_map();
    // Only the first paint depends on the server's reading of the address; later the player follows it.
    let first = Resource::new_blocking(tenant, move |tenant| {
        let query = query.get_untracked().to_query_string();
        replay(tenant, query.trim_start_matches('?').to_owned())
    });
    let show = |paint: Result<ReplayPaint, AppError>| match paint {
        Ok(paint) => view! { <ReplayBoard paint/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    view! {
        <Transition fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading)}</p></main> }>
            {move || Suspend::new(async move { show(first.await) })}
        </Transition>
    }
}
