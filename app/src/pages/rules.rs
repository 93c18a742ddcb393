//! The alarm rules of a tenant: how each stands, and for admins their forms and webhooks.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::tenant_page::tenant_page;
use crate::api::rules::RulesPage as Page;
use crate::api::rules::rules;
use crate::components::PageBar;
use crate::components::RulesDesk;
use crate::components::Section;
use crate::components::lang;

/// Fetches the rules and shows them.
#[component]
pub(crate) fn RulesPage() -> impl IntoView {
    tenant_page(rules, |first| view! { <Desk first/> }.into_any())
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
