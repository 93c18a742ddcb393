//! The queues of agents, for admins: who is in which, and changes to them. What a provider says is read by the page itself,
//! since that takes as long as the provider's allowance wants.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::tenant_page::tenant_page;
use crate::api::queues::QueuesPage as Page;
use crate::api::queues::queues;
use crate::components::PageBar;
use crate::components::QueuesDesk;
use crate::components::Section;
use crate::components::lang;

/// Fetches the connections and the last sets, and shows the desk.
#[component]
pub(crate) fn QueuesPage() -> impl IntoView {
    tenant_page(queues, |first| view! { <Desk first/> }.into_any())
}

#[component]
fn Desk(first: Page) -> impl IntoView {
    let locale = lang();
    let me = first.me.clone();
    let title = format!("{} · {} · Callboard", td_string!(locale, queues_label), me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
    view! {
        <Title text=title/>
        {demo}
        <PageBar me section=Section::Queues/>
        <QueuesDesk first/>
    }
    .into_any()
}
