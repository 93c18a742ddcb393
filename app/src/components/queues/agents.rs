//! The agents of a connection with everything that the provider's administration tells of them.

mod list;
mod queue;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_query_map;

use self::list::AgentList;
pub(crate) use self::queue::QueueDesk;
use self::queue::queue_href;
use super::column::Column;
use super::desk::Desk;
use super::filters::Filters;
use super::no_connection;
use super::notes::Notes;
use super::reading::ConnectionOfDesk;
use super::reading::ReadingAge;
use super::sub_nav::QueuesTab;
use super::sub_nav::SubNav;
use super::wish::Side;
use super::wish::Wish;
use crate::api::queues::QueuesPage;
use crate::components::bits::Icon;
use crate::components::bits::lang;
use crate::components::change_sets::Reread;

/// Everything below the bar.
#[component]
pub(crate) fn AgentsDesk(
    /// The page as it was fetched.
    first: QueuesPage,
) -> impl IntoView {
    let locale = lang();
    let query = use_query_map();
    let tenant = first.me.tenant.0.clone();
    if first.connections.is_empty() {
        return no_connection(&tenant, td_string!(locale, agents_label));
    }
    let wish = Memo::new(move |_| Wish::read(&query.read()));
    let path = format!("/t/{tenant}/agents");
    let desk = Desk::new(first, wish).at(move |wish| format!("{path}{}", wish.query()));
    desk.follow();
    let export = {
        let tenant = tenant.clone();
        move || {
            let connection = desk.connection.read().as_ref().map(|connection| connection.id);
            let wish = Wish { connection, ..wish.get() };
            format!("/t/{tenant}/queues/agents.csv{}", wish.query())
        }
    };
    view! {
        <div class="workspace">
            <main class="page queues" id="content">
                <header class="page-head queues-head">
                    <h1>{td_string!(locale, agents_label)}</h1>
                    <SubNav tenant current=QueuesTab::Agents/>
                    <ConnectionOfDesk desk/>
                    <ReadingAge desk/>
                    <div class="page-actions">
                        <a class="button" href=export rel="external">{td_string!(locale, agents_admin_export)}</a>
                        <Reread readings=desk.readings read=move |()| desk.read(true)/>
                    </div>
                </header>
                <Filters desk with_group=true/>
                <Notes desk/>
                <AgentList desk columns=Column::AGENT label=td_string!(locale, agents_admin_caption)/>
            </main>
        </div>
    }
    .into_any()
}

/// The way from the head of a column to the queue's own page.
pub(super) fn open_queue(desk: Desk, queue: &str, label: &str) -> AnyView {
    let connection = desk.connection.read_untracked().as_ref().map(|connection| connection.id.to_string());
    // What no provider lists has no page.
    let listed = desk.floor.read_untracked().as_ref().is_some_and(|floor| {
        floor.memberships.as_ref().is_some_and(|scan| scan.lists(queue))
            && desk.wish.read_untracked().side == Side::Callin
    });
    let Some(connection) = connection.filter(|_| listed) else { return ().into_any() };
    let href = queue_href(&desk.tenant(), &connection, queue);
    let title = td_string!(desk.reader.locale, agents_admin_open_queue, name = label.to_owned());
    view! { <a class="queue-open" href=href aria-label=title.clone() title=title><Icon name="i-right"/></a> }.into_any()
}
