//! One agent of the matrix.

use std::collections::HashMap;

use domain::administration::AgentRecord;
use domain::administration::Priority;
use domain::changes::Step;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::mark::Mark;
use super::matrix::Column;
use crate::api::queues::QueueFloor;
use crate::components::bits::Icon;
use crate::components::bits::encode;
use crate::components::ticks::TickBox;
use crate::i18n::Locale;

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    name: String,
    detail: String,
    is_off: bool,
    queues: Option<usize>,
    priority: String,
    callout: String,
}

#[component]
pub(super) fn MatrixRow(
    desk: Desk,
    /// Whose row.
    agent: String,
    /// The columns.
    queues: Memo<Vec<Column>>,
    /// What is planned, by agent.
    steps: Memo<HashMap<String, Step>>,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let agent = StoredValue::new(agent);
    let said = Memo::new(move |_| {
        let floor = desk.floor.read();
        let floor = floor.as_ref()?;
        agent.with_value(|id| Some(say(locale, floor, floor.agents.agents.get(id)?)))
    });
    let marks = Memo::new(move |_| {
        let (floor, side) = (desk.floor.read(), desk.wish.read().side);
        let (steps, queues) = (steps.read(), queues.read());
        let Some(floor) = floor.as_ref() else { return Vec::new() };
        let record = agent.with_value(|id| floor.agents.agents.get(id));
        let Some(record) = record else { return Vec::new() };
        let step = steps.get(&record.external_id);
        queues.iter().map(|queue| Mark::of(floor, record, side, &queue.id, step)).collect::<Vec<_>>()
    });
    let ticks = desk.ticks();
    let picked = ticks.picked(agent);
    let index = move || ticks.row_index(agent);
    let name = move || said.read().as_ref().map(|said| said.name.clone()).unwrap_or_default();
    let text = move |pick: fn(&Said) -> String| move || said.read().as_ref().map(pick);
    let href = move || {
        let connection = desk.connection.read().as_ref().map(|connection| connection.id.to_string());
        let key = agent.with_value(|id| format!("{}:{id}", connection.unwrap_or_default()));
        format!("/t/{}/agents/{}", desk.tenant(), encode(&key))
    };
    let cells = move || marks.get().into_iter().map(|mark| cell(locale, mark)).collect_view();
    view! {
        <div class="queue-row" role="row" aria-rowindex=index class:is-picked=move || picked.get()>
            <div role="rowheader">
                <TickBox ticks agent name=Signal::derive(name)/>
                <a class="name" href=href>{name}</a>
                <small>{text(|said| said.detail.clone())}</small>
                <Show when=move || said.read().as_ref().is_some_and(|said| said.is_off)>
                    <span class="badge">{td_string!(locale, queues_off_badge)}</span>
                </Show>
            </div>
            <div role="cell" class="num">{text(|said| said.queues.map_or_else(|| "?".to_owned(), |count| count.to_string()))}</div>
            <div role="cell" class="num">{text(|said| said.priority.clone())}</div>
            <div role="cell" class="queue-callout">{text(|said| said.callout.clone())}</div>
            {cells}
        </div>
    }
    .into_any()
}

fn cell(locale: Locale, mark: Mark) -> impl IntoView {
    let icon = mark.icon().map(|icon| view! { <Icon name=icon/> });
    view! {
        <div role="cell" class="queue-cell" data-mark=mark.slug()>
            <span aria-hidden="true">{icon}</span>
            <span class="visually-hidden">{mark.word(locale)}</span>
        </div>
    }
    .into_any()
}

fn say(locale: Locale, floor: &QueueFloor, agent: &AgentRecord) -> Said {
    let callin = floor.memberships.as_ref().map(|scan| scan.of(&agent.external_id));
    let told = callin.as_ref().map_or(agent.priority.map_or(Priority::NotTold, Priority::Is), |callin| callin.priority);
    let priority = match told {
        Priority::Is(figure) => figure.to_string(),
        Priority::NotTold => agent.priority.map_or_else(|| "–".to_owned(), |figure| figure.to_string()),
        Priority::Unclear => td_string!(locale, queues_priority_unclear).to_owned(),
    };
    // A login that is the identifier need not stand twice.
    let detail = if agent.label() == agent.external_id { String::new() } else { agent.external_id.clone() };
    Said {
        name: agent.label().to_owned(),
        detail,
        is_off: agent.enabled == Some(false),
        queues: callin.map(|callin| callin.queues.len()),
        priority,
        callout: agent.callout.as_ref().map_or("–", |queue| queue.label()).to_owned(),
    }
}
