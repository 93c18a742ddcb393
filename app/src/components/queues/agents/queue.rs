//! One callin queue: what the provider tells of it, and who is in it.

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::hooks::use_params_map;
use leptos_router::hooks::use_query_map;

use super::list::AgentList;
use crate::api::queues::QueuesPage;
use crate::components::bits::encode;
use crate::components::bits::lang;
use crate::components::change_sets::Reread;
use crate::components::queues::column::Column;
use crate::components::queues::column::callin;
use crate::components::queues::desk::Desk;
use crate::components::queues::notes::Notes;
use crate::components::queues::reading::ReadingAge;
use crate::components::queues::wish::Wish;
use crate::figures::counted;

/// The address of a queue's page.
pub(in crate::components::queues) fn queue_href(tenant: &str, connection: &str, queue: &str) -> String {
    format!("/t/{tenant}/queues/{connection}/{}", encode(queue))
}

/// Everything below the bar.
#[component]
pub(crate) fn QueueDesk(
    /// The page as it was fetched; it has the connection of the address.
    first: QueuesPage,
) -> impl IntoView {
    let locale = lang();
    let (params, query) = (use_params_map(), use_query_map());
    let tenant = first.me.tenant.0.clone();
    let wish = Memo::new(move |_| {
        let params = params.read();
        Wish {
            connection: params.get("connection").and_then(|id| id.parse().ok()),
            queue: params.get("queue").unwrap_or_default(),
            order: Wish::read(&query.read()).order,
            ..Wish::default()
        }
    });
    let slug = tenant.clone();
    let desk = Desk::new(first, wish).at(move |wish| {
        let connection = wish.connection.map(|id| id.to_string()).unwrap_or_default();
        let rest = Wish { order: wish.order, ..Wish::default() };
        format!("{}{}", queue_href(&slug, &connection, &wish.queue), rest.query())
    });
    desk.follow();
    let name = Memo::new(move |_| {
        let id = wish.read().queue.clone();
        let floor = desk.floor.read();
        let listed = floor.as_ref().and_then(|floor| floor.memberships.as_ref());
        let listed = listed.and_then(|scan| scan.queues.iter().find(|queue| queue.id == id));
        listed.map_or(id.clone(), |queue| queue.label().to_owned())
    });
    let number = move || {
        let id = wish.read().queue.clone();
        (id != *name.read()).then_some(id)
    };
    let matrix = move || {
        let wish = wish.get();
        let wish = Wish { connection: wish.connection, queue: wish.queue, ..Wish::default() };
        format!("/t/{}/queues{}", desk.tenant(), wish.query())
    };
    let to_matrix = format!("/t/{tenant}/queues");
    let nobody = move || view! { <Nobody desk/> };
    view! {
        <div class="workspace">
            <main class="page queues" id="content">
                <header class="page-head queues-head">
                    <nav class="crumb" aria-label=td_string!(locale, agents_admin_crumb)>
                        <a href=to_matrix>{td_string!(locale, queues_callin)}</a>
                        <span aria-hidden="true">"/"</span>
                    </nav>
                    <h1>{name}</h1>
                    <p class="queue-number">{number}</p>
                    <ReadingAge desk/>
                    <div class="page-actions">
                        <a class="button" href=matrix>{td_string!(locale, agents_admin_in_matrix)}</a>
                        <Reread readings=desk.readings read=move |()| desk.read(true)/>
                    </div>
                </header>
                <Notes desk/>
                <Told desk/>
                <AgentList desk columns=Column::MEMBER label=td_string!(locale, agents_admin_members) nobody=nobody/>
            </main>
        </div>
    }
    .into_any()
}

/// What the provider tells of the queue in its own words, and how many are in it.
#[component]
fn Told(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let facts = move || {
        let floor = desk.floor.read();
        let scan = floor.as_ref()?.memberships.as_ref()?;
        let queue = desk.wish.read().queue.clone();
        let told = scan.told.get(&queue)?;
        let facts = told.iter().map(|(name, value)| {
            view! { <div><dt><code>{name.clone()}</code></dt><dd>{value.clone()}</dd></div> }
        });
        Some(view! { <dl class="queue-told">{facts.collect_view()}</dl> })
    };
    let sum = move || {
        let floor = desk.floor.read();
        let floor = floor.as_ref()?;
        let shown = desk.shown.read();
        let known = shown.iter().filter_map(|id| floor.agents.agents.get(id)).map(|agent| callin(floor, agent));
        let only = known.filter(|known| known.queues.len() == 1 && !known.may_be_more).count();
        (!shown.is_empty()).then(|| counted!(locale, agents_admin_members_sum, shown.len(), only = only))
    };
    view! {
        <section class="queue-facts" aria-label=td_string!(locale, provider_fields)>
            {facts}
            <p role="status">{sum}</p>
        </section>
    }
    .into_any()
}

/// Nobody is in the queue, or there is no such queue.
#[component]
fn Nobody(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let is_listed = Memo::new(move |_| {
        let floor = desk.floor.read();
        let scan = floor.as_ref().and_then(|floor| floor.memberships.as_ref());
        scan.is_none_or(|scan| scan.lists(&desk.wish.read().queue))
    });
    let title = move || {
        if is_listed.get() {
            td_string!(locale, agents_admin_empty_title).to_owned()
        } else {
            td_string!(locale, agents_admin_no_queue, queue = desk.wish.read().queue.clone())
        }
    };
    let text = move || {
        if is_listed.get() {
            td_string!(locale, agents_admin_empty_text)
        } else {
            td_string!(locale, agents_admin_no_queue_text)
        }
    };
    let href = format!("/t/{}/queues", desk.tenant());
    view! {
        <section class="empty-state" id="agents">
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="button is-primary" href=href>{td_string!(locale, queues_callin)}</a>
        </section>
    }
    .into_any()
}
