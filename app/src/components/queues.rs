//! The desk of queues: who is in which, what would change, and how a change runs.

mod actions;
mod agents;
mod choice;
mod column;
mod desk;
mod filters;
mod head;
mod import;
mod last_sets;
mod mark;
mod matrix;
mod notes;
mod order;
mod reading;
mod row;
mod sub_nav;
mod wish;

#[cfg(feature = "ssr")]
use std::sync::Arc;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;

use self::actions::Actions;
pub(crate) use self::agents::AgentsDesk;
pub(crate) use self::agents::QueueDesk;
#[cfg(feature = "ssr")]
pub(crate) use self::column::Column;
#[cfg(feature = "ssr")]
pub(crate) use self::column::callin;
use self::desk::Desk;
use self::filters::Filters;
use self::head::Head;
use self::matrix::Matrix;
use self::notes::Notes;
use self::wish::Wish;
use super::bits::lang;
use super::change_sets::JobTray;
use super::change_sets::PlanPanel;
#[cfg(feature = "ssr")]
use crate::api::change_sets::SetView;
#[cfg(feature = "ssr")]
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;

/// Everything below the bar.
#[component]
pub(crate) fn QueuesDesk(
    /// The page as it was fetched.
    first: QueuesPage,
) -> impl IntoView {
    let locale = lang();
    let query = use_query_map();
    let wish = Memo::new(move |_| Wish::read(&query.read()));
    let has_any = !first.connections.is_empty();
    let tenant = first.me.tenant.0.clone();
    let desk = Desk::new(first, wish);
    if !has_any {
        return no_connection(&tenant, td_string!(locale, queues_callin));
    }
    desk.follow();
    let has_plan = Memo::new(move |_| desk.sets.plan.read().is_some());
    let has_job = Memo::new(move |_| desk.sets.job.read().is_some());
    // Set as text, for the same reason as in the filters of the board.
    let needs_script = format!("<p class=\"notice is-attention\">{}</p>", td_string!(locale, queues_needs_script));
    view! {
        <div class="workspace" class:has-panel=move || has_plan.get()>
            <main class="page queues" id="content">
                <Head desk/>
                <noscript inner_html=needs_script></noscript>
                <Filters desk/>
                <Actions desk/>
                <Notes desk/>
                <Matrix desk/>
                <Show when=move || has_job.get()>
                    <JobTray sets=desk.sets/>
                </Show>
            </main>
            <Show when=move || has_plan.get()>
                <PlanPanel sets=desk.sets/>
            </Show>
        </div>
    }
    .into_any()
}

/// The matrix by itself with a plan drawn into it, for the page of all components.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn PlannedMatrix(
    /// The page.
    page: QueuesPage,
    /// Everybody and their queues.
    floor: QueueFloor,
    /// What is planned.
    plan: Option<SetView>,
) -> impl IntoView {
    let desk = Desk::new(page, Memo::new(|_| Wish::default()));
    desk.floor.set(Some(Arc::new(floor)));
    desk.sets.plan.set(plan);
    view! { <Matrix desk/> }
}

/// There is nothing to administer yet.
fn no_connection(tenant: &str, title: &'static str) -> AnyView {
    let locale = lang();
    let to_connections = format!("/t/{tenant}/settings/connections");
    view! {
        <div class="workspace">
            <main class="page queues" id="content">
                <header class="page-head"><h1>{title}</h1></header>
                <section class="empty-state">
                    <h2>{td_string!(locale, queues_none_title)}</h2>
                    <p>{td_string!(locale, queues_none_text)}</p>
                    <a class="button is-primary" href=to_connections>{td_string!(locale, connect_provider)}</a>
                </section>
            </main>
        </div>
    }
    .into_any()
}

/// The agents that a query shows, in its order, and the words that it was understood by.
#[cfg(feature = "ssr")]
pub(crate) fn shown_agents(
    query: &leptos_router::params::ParamsMap,
    floor: &crate::api::queues::QueueFloor,
) -> (Vec<String>, Vec<(&'static str, String)>) {
    let wish = Wish::read(query);
    (wish.agents(floor), wish.params())
}
