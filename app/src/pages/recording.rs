//! Recording of the agents, for admins: what was last set here, switching it, and who should be recorded. What a provider
//! says is read by the page itself, since that takes as long as the provider's allowance wants.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use super::tenant_page::tenant_page;
use crate::api::recording::RecordingPage as Page;
use crate::api::recording::recording;
use crate::components::PageBar;
use crate::components::RecordingDesk;
use crate::components::Section;
use crate::components::lang;

/// Fetches the connections and the last sets, and shows the desk.
#[component]
pub(crate) fn RecordingPage() -> impl IntoView {
    tenant_page(recording, |first: Page| {
        let locale = lang();
        let me = first.me.clone();
        let title = format!("{} · {} · Callboard", td_string!(locale, recording), me.tenant.1);
        let demo = me.demo.then(|| view! { <aside class="demo-banner">{td_string!(locale, demo_banner)}</aside> });
        view! {
            <Title text=title/>
            {demo}
            <PageBar me section=Section::Recording/>
            <RecordingDesk first/>
        }
        .into_any()
    })
}
