//! How old and how whole a reading is, and of which connection: what the pages about queues say in their titles.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::wish::Wish;
use crate::components::change_sets::ConnectionChoice;
use crate::components::change_sets::reading_words;
use crate::timing;

/// Older readings are read anew before a plan is made.
const FRESH_FOR_S: i64 = 60;

/// The connections to choose from. Filters are words of the other connection and do not come along.
#[component]
pub(super) fn ConnectionOfDesk(desk: Desk) -> impl IntoView {
    let choose = move |connection| {
        desk.wish_for(|wish| Wish { connection, side: wish.side, order: wish.order, ..Wish::default() });
    };
    view! {
        <ConnectionChoice connections=desk.page.with_value(|page| page.connections.clone()) readings=desk.readings choose/>
    }
}

/// The age and the completeness.
#[component]
pub(super) fn ReadingAge(
    desk: Desk,
    /// Plans are made here, which read an old connection anew.
    #[prop(optional)]
    before_plans: bool,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let old = move || {
        let age = timing::age(old_s(desk)?);
        let old = if before_plans {
            td_string!(locale, queues_old, age = age)
        } else {
            td_string!(locale, agents_admin_old, age = age)
        };
        Some(format!(" {old}"))
    };
    view! {
        <p class="queues-age" class:is-late=move || old_s(desk).is_some()>{move || age(desk)}{old}</p>
    }
    .into_any()
}

/// The age of a reading that plans are not made on any more.
fn old_s(desk: Desk) -> Option<i64> {
    let floor = desk.floor.read();
    let age_s = desk.now.get().seconds_since(floor.as_ref()?.read_at());
    (age_s > FRESH_FOR_S && desk.reading.read().is_none()).then_some(age_s)
}

/// How far a reading is, or when the last one was and of how many it is whole.
fn age(desk: Desk) -> String {
    let locale = desk.reader.locale;
    if let Some(progress) = desk.reading.get() {
        return reading_words(locale, progress);
    }
    let floor = desk.floor.read();
    let Some(floor) = floor.as_ref() else { return String::new() };
    let all = floor.agents.agents.len();
    let Some(scan) = &floor.memberships else {
        let time = timing::time_of_day(floor.agents.as_of, desk.reader.zone);
        return td_string!(locale, queues_read_agents, time = time, of = all);
    };
    let time = timing::time_of_day(scan.as_of, desk.reader.zone);
    if !scan.complete {
        return td_string!(locale, queues_read_partly, time = time);
    }
    let sure = floor.agents.agents.values();
    let sure = sure.filter(|agent| !agent.id_came_as_number && !scan.may_be_mixed_up(&agent.external_id)).count();
    td_string!(locale, queues_read, time = time, count = sure, of = all)
}
