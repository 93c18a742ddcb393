//! The last sets of the tenant, each of which leads to how its agents ended, and to the ways back.

use domain::changes::SetState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::wish::Wish;
use crate::api::change_sets::SetLine;
use crate::api::queues::queues;
use crate::components::bits::Icon;
use crate::i18n::Locale;
use crate::timing;

#[component]
pub(super) fn LastSets(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let sets = RwSignal::new(desk.page.with_value(|page| page.sets.clone()));
    // Those that were confirmed since the page was fetched belong to the list as well.
    let refresh = move |_| {
        spawn_local(async move {
            match queues(desk.tenant()).await {
                Ok(page) => {
                    sets.try_set(page.sets);
                }
                Err(error) => desk.sets.say_error(&error),
            }
        });
    };
    let line = move |set: SetLine| {
        let (by, at) = set.confirmed?;
        let to = Wish { connection: Some(set.connection), job: Some(set.id), ..Wish::default() };
        let text = format!("{} · {by}", timing::date_time(locale, at, desk.reader.zone));
        Some(view! {
            <li>
                <a href=desk.href(&to)>{text}" "<small>{state(locale, set.state)}</small></a>
            </li>
        })
    };
    let list = move || sets.get().into_iter().filter_map(line).collect_view();
    view! {
        <Show when=move || !sets.read().is_empty() || desk.sets.job.read().is_some()>
            <details class="menu last-sets" on:toggle=refresh>
                <summary class="button">{td_string!(locale, queues_last_sets)}<Icon name="i-down"/></summary>
                <div class="menu-list is-end">
                    <ul>{list}</ul>
                </div>
            </details>
        </Show>
    }
    .into_any()
}

fn state(locale: Locale, state: SetState) -> &'static str {
    match state {
        SetState::Running => td_string!(locale, queues_set_running),
        SetState::Done => td_string!(locale, queues_set_done),
        SetState::Cancelled => td_string!(locale, queues_set_cancelled),
        SetState::Planned | SetState::Discarded => "",
    }
}
