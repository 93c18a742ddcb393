//! The alarm rules of a tenant: how each stands, and for admins their forms and webhooks.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::FailurePage;
use crate::api::rules::RulesPage as Page;
use crate::api::rules::rules;
use crate::components::PageBar;
use crate::components::RulesDesk;
use crate::components::Section;
use crate::components::lang;
use crate::error::AppError;

/// Fetches the rules and shows them.
#[component]
pub(crate) fn RulesPage() -> impl IntoView {
    let params = use_params_map();
    let tenant = move || params.read().get("tenant").unwrap_or_default();
    let first = Resource::new_blocking(tenant, rules);
    let show = |first: Result<Page, AppError>| match first {
        Ok(first) => view! { <Desk first/> }.into_any(),
        Err(error) => view! { <FailurePage error/> }.into_any(),
    };
    let locale = lang();
    view! {
        <Transition fallback=move || view! { <main class="message-page"><p>{td_string!(locale, loading_page)}</p></main> }>
            {move || Suspend::new(async move { show(first.await) })}
        </Transition>
    }
}

#[component]
fn Desk(first: Page) -> impl IntoView {
    let locale = lang();
    let me = first.me.clone();
    let title = format!("{} · {} · Callboard", td_string!(locale, rules), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    view! {
        <Title text=title/>
        {demo}
        <PageBar me section=Section::Rules/>
        <div class="workspace">
            <main class="page settings rules" id="content">
                <header class="page-head">
                    <h1>{td_string!(locale, rules)}</h1>
                    <p>{td_string!(locale, rules_summary)}</p>
                </header>
                <RulesDesk first/>
            </main>
        </div>
    }
    .into_any()
}
