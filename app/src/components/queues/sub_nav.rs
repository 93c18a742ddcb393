//! The pages about a connection's queues, beside their titles: the bar has room for one of them.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::lang;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueuesTab {
    /// Agents against queues.
    Matrix,
    /// Agents with all that the provider tells of them.
    Agents,
}

impl QueuesTab {
    const fn path(self) -> &'static str {
        match self {
            Self::Matrix => "queues",
            Self::Agents => "agents",
        }
    }
}

/// The links.
#[component]
pub(super) fn SubNav(
    /// Address word of the tenant.
    tenant: String,
    /// Which page is open.
    current: QueuesTab,
) -> impl IntoView {
    let locale = lang();
    let links =
        [(QueuesTab::Matrix, td_string!(locale, queues_callin)), (QueuesTab::Agents, td_string!(locale, agents_label))]
            .map(|(of, text)| {
                let current = (of == current).then_some("page");
                view! { <a href=format!("/t/{tenant}/{}", of.path()) aria-current=current>{text}</a> }
            });
    view! { <nav class="sub-nav" aria-label=td_string!(locale, queues_label)>{links}</nav> }.into_any()
}
