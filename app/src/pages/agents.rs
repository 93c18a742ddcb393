//! The agents of a connection, and one of its queues, for admins. What a provider says is read by the pages themselves,
//! since that takes as long as the provider's allowance wants.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::tenant_page::tenant_page;
use crate::api::Me;
use crate::api::agents::queue_page;
use crate::api::queues::QueuesPage;
use crate::api::queues::queues;
use crate::components::AgentsDesk;
use crate::components::PageBar;
use crate::components::QueueDesk;
use crate::components::Section;
use crate::components::lang;

/// Every agent of a connection.
#[component]
pub(crate) fn AgentsPage() -> impl IntoView {
    tenant_page(queues, |first: QueuesPage| {
        let me = first.me.clone();
        framed(me, td_string!(lang(), agents_label), view! { <AgentsDesk first/> }.into_any())
    })
}

/// One queue of a connection.
#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    let params = use_params_map();
    let fetch = move |tenant| {
        let connection = params.read_untracked().get("connection").unwrap_or_default();
        queue_page(tenant, connection)
    };
    tenant_page(fetch, |first: QueuesPage| {
        let me = first.me.clone();
        framed(me, td_string!(lang(), queues_label), view! { <QueueDesk first/> }.into_any())
    })
}

fn framed(me: Me, name: &'static str, body: AnyView) -> AnyView {
    let title = format!("{name} · {} · Callboard", me.tenant.1);
    let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(lang(), demo_banner)}</aside> });
    view! {
        <Title text=title/>
        {demo}
        <PageBar me section=Section::Queues/>
        {body}
    }
    .into_any()
}
