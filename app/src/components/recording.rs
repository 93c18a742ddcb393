//! The desk of recording: what was last set here of whom, switching it as a set of changes, and who should be recorded.
//! Nothing here is the provider's own word, and the page says so.

mod actions;
mod desk;
mod filters;
mod gaps;
mod head;
mod list;
mod notes;
mod policy;
mod reason;
mod row;
mod wish;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;

use self::actions::Actions;
use self::desk::Desk;
use self::filters::Filters;
use self::gaps::Gaps;
use self::head::Head;
use self::list::AgentList;
use self::notes::Notes;
use self::policy::PolicyForm;
use self::reason::ReasonQuestion;
use self::wish::Part;
use self::wish::Wish;
use super::bits::lang;
use super::change_sets::JobTray;
use super::change_sets::PlanPanel;
use crate::api::recording::RecordingPage;

/// Everything below the bar.
#[component]
pub(crate) fn RecordingDesk(
    /// The page as it was fetched.
    first: RecordingPage,
) -> impl IntoView {
    let query = use_query_map();
    let wish = Memo::new(move |_| Wish::read(&query.read()));
    if first.connections.is_empty() {
        return nothing_to_switch(&first.me.tenant.0).into_any();
    }
    let desk = Desk::new(first, wish);
    desk.follow();
    let has_plan = Memo::new(move |_| desk.sets.plan.read().is_some());
    let has_job = Memo::new(move |_| desk.sets.job.read().is_some());
    let part = Memo::new(move |_| desk.wish.read().part);
    let body = move || match part.get() {
        Part::Agents => view! {
            <Filters desk/>
            <Actions desk/>
            <Notes desk/>
            <AgentList desk/>
        }
        .into_any(),
        Part::Policy => view! {
            <Notes desk/>
            <div class="recording-policy">
                <PolicyForm desk/>
                <Gaps desk/>
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="workspace" class:has-panel=move || has_plan.get()>
            <main class="page recording" id="content">
                <Head desk/>
                {body}
                <Show when=move || has_job.get()>
                    <JobTray sets=desk.sets/>
                </Show>
            </main>
            <Show when=move || has_plan.get()>
                <PlanPanel sets=desk.sets/>
            </Show>
        </div>
        {move || desk.asks_why.get().map(|switches| view! { <ReasonQuestion desk switches/> })}
    }
    .into_any()
}

fn nothing_to_switch(tenant: &str) -> impl IntoView + use<> {
    let locale = lang();
    let to_connections = format!("/t/{tenant}/settings/connections");
    view! {
        <div class="workspace">
            <main class="page recording" id="content">
                <header class="page-head"><h1>{td_string!(locale, recording)}</h1></header>
                <section class="empty-state">
                    <h2>{td_string!(locale, recording_none_title)}</h2>
                    <p>{td_string!(locale, recording_none_text)}</p>
                    <a class="button is-primary" href=to_connections>{td_string!(locale, connect_provider)}</a>
                </section>
            </main>
        </div>
    }
}
