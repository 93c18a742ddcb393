//! One agent of the list: how recording stands as far as it was set here, by whom and when, and the switch.

use domain::administration::RecordingState;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::Switches;
use super::wish::Standing;
use crate::components::bits::Icon;
use crate::components::bits::encode;
use crate::components::ticks::TickBox;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

impl Standing {
    /// Its word.
    pub(super) fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::Unknown => td_string!(locale, agent_recording_unknown),
            Self::On => words::on_off(locale, true),
            Self::Off => words::on_off(locale, false),
            Self::Unverified => td_string!(locale, recording_unverified),
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Unknown => "g-unknown",
            Self::On => "g-oncall",
            Self::Off => "g-loggedout",
            Self::Unverified => "g-attention",
        }
    }
}

/// The mark and word of a state; one that is not relied on any more says what it was.
pub(super) fn standing(locale: Locale, state: &RecordingState) -> impl IntoView + use<> {
    let standing = Standing::of(state);
    let word = match state {
        RecordingState::LastSet { on, is_relied_on: false, .. } => {
            td_string!(locale, recording_was, state = words::on_off(locale, *on))
        }
        RecordingState::LastSet { .. } | RecordingState::Unknown => standing.word(locale).to_owned(),
    };
    view! { <span class="recording-state" data-state=standing.as_str()><Icon name=standing.icon()/><span>{word}</span></span> }
        .into_any()
}

/// What a row says besides its state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    name: String,
    detail: String,
    group: String,
    queues: String,
}

#[component]
pub(super) fn AgentRow(
    desk: Desk,
    /// Whose row.
    agent: String,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let agent = StoredValue::new(agent);
    let said = Memo::new(move |_| agent.with_value(|id| say(desk, id)));
    let state = Memo::new(move |_| agent.with_value(|id| desk.state(id)));
    let reason = Memo::new(move |_| {
        let book = desk.book.read();
        agent.with_value(|id| book.as_ref()?.set.get(id)?.reason.clone())
    });
    let ticks = desk.ticks();
    let picked = ticks.picked(agent);
    let index = move || ticks.row_index(agent);
    let name = move || said.read().name.clone();
    let href = move || {
        let connection = desk.readings.connection.read().as_ref().map(|connection| connection.id.to_string());
        let key = agent.with_value(|id| format!("{}:{id}", connection.unwrap_or_default()));
        format!("/t/{}/agents/{}", desk.readings.tenant.get_value(), encode(&key))
    };
    let set_here = move || match state.get() {
        RecordingState::Unknown => String::new(),
        RecordingState::LastSet { by, at, .. } => {
            let time = timing::date_time(locale, at, desk.reader.zone);
            td_string!(locale, recording_by, name = by, time = time)
        }
    };
    let tick = desk.may_switch().then(|| {
        view! {
            <TickBox ticks agent name=Signal::derive(name)/>
        }
    });
    let switch = desk.may_switch().then(|| {
        let button = move |on: bool| {
            let ask = move |_| desk.ask(Switches::all(vec![agent.get_value()], on));
            let label = move || {
                if on {
                    td_string!(locale, recording_on_for, name = name())
                } else {
                    td_string!(locale, recording_off_for, name = name())
                }
            };
            let busy = move || desk.is_planning.get().then_some("true");
            view! { <button class="button is-tiny" type="button" aria-label=label aria-disabled=busy on:click=ask>{words::on_off(locale, on)}</button> }
        };
        view! { <div role="cell" class="recording-switch">{button(true)}{button(false)}</div> }
    });
    view! {
        <div class="queue-row recording-row" role="row" aria-rowindex=index class:is-picked=move || picked.get()>
            <div role="rowheader">
                {tick}
                <a class="name" href=href>{name}</a>
                <small>{move || said.read().detail.clone()}</small>
            </div>
            <div role="cell">{move || standing(locale, &state.read())}</div>
            <div role="cell" class="recording-by" title=move || reason.get()>
                <span>{set_here}</span>
                <small>{move || reason.get()}</small>
            </div>
            {switch}
            <div role="cell" class="queue-callout">{move || said.read().group.clone()}</div>
            <div role="cell" class="queue-callout"><span>{move || said.read().queues.clone()}</span></div>
        </div>
    }
    .into_any()
}

fn say(desk: Desk, id: &str) -> Said {
    let floor = desk.readings.floor.read();
    let Some(floor) = floor.as_ref() else { return Said::default() };
    let Some(agent) = floor.agents.agents.get(id) else { return Said::default() };
    let queues = floor.callin_queues();
    let mine = queues.iter().filter(|queue| floor.is_in_callin(agent, &queue.id)).map(|queue| queue.label().to_owned());
    Said {
        name: agent.label().to_owned(),
        // A login that is the identifier need not stand twice.
        detail: if agent.label() == agent.external_id { String::new() } else { agent.external_id.clone() },
        group: agent.group.clone().unwrap_or_default(),
        queues: mine.collect::<Vec<_>>().join(", "),
    }
}
