//! Who should be recorded against what was last set: each difference with its cause, and the plan that mends them.

use domain::administration::Gap;
use domain::administration::Shortfall;
use domain::administration::Unclear;
use domain::administration::WantedBy;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::Switches;
use super::row::standing;
use crate::figures::counted;
use crate::timing;

/// Differences that are listed; the plan has them all.
const MOST_LISTED: usize = 300;

#[component]
pub(super) fn Gaps(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let count = Memo::new(move |_| desk.review.read().gaps.len());
    let has_policy = Memo::new(move |_| desk.book.read().as_ref().is_some_and(|book| !book.policy.is_empty()));
    let title = move || counted!(locale, recording_gaps, count.get());
    let kept = move || {
        let kept = desk.review.read().kept;
        has_policy.get().then(|| counted!(locale, recording_kept, kept))
    };
    let plan = move |_| {
        let mut switches = Switches::default();
        for gap in &desk.review.read_untracked().gaps {
            let list = if gap.on { &mut switches.on } else { &mut switches.off };
            list.push(gap.agent.clone());
        }
        desk.ask(switches);
    };
    let button = desk.may_switch().then(|| {
        let busy = move || desk.is_planning.get().then_some("true");
        view! {
            <Show when=move || { count.get() > 0 }>
                <button class="button is-primary" type="button" aria-disabled=busy on:click=plan>{td_string!(locale, recording_plan_missing)}</button>
            </Show>
        }
    });
    let none = move || {
        let text = if has_policy.get() {
            td_string!(locale, recording_no_gaps)
        } else {
            td_string!(locale, recording_no_policy)
        };
        view! { <p class="recording-none">{text}</p> }
    };
    view! {
        <section class="recording-gaps" aria-labelledby="recording-gaps">
            <header>
                <h2 id="recording-gaps">{title}</h2>
                <p class="help">{kept}</p>
                <span class="spacer"></span>
                {button}
            </header>
            <Show when=move || { count.get() > 0 } fallback=none>
                <Table desk/>
            </Show>
            <UnclearOnes desk/>
        </section>
    }
    .into_any()
}

#[component]
fn Table(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let rows = move || {
        let review = desk.review.read();
        review.gaps.iter().take(MOST_LISTED).map(|gap| line(desk, gap)).collect_view()
    };
    let more = move || {
        let more = desk.review.read().gaps.len().saturating_sub(MOST_LISTED);
        (more > 0).then(|| td_string!(locale, desk_more_changes, count = more))
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=td_string!(locale, recording_gaps_caption)>
            <table class="list-table">
                <caption class="visually-hidden">{td_string!(locale, recording_gaps_caption)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, column_agent)}</th>
                        <th scope="col">{td_string!(locale, recording_should)}</th>
                        <th scope="col">{td_string!(locale, recording_last_set)}</th>
                        <th scope="col">{td_string!(locale, recording_gap)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="help">{more}</p>
        </div>
    }
    .into_any()
}

fn line(desk: Desk, gap: &Gap) -> impl IntoView + use<> {
    let locale = desk.reader.locale;
    let (label, detail) = name_of(desk, &gap.agent);
    let should =
        if gap.on { td_string!(locale, recording_wanted_on) } else { td_string!(locale, recording_wanted_off) };
    let by = match &gap.by {
        WantedBy::Rule => td_string!(locale, recording_by_rule).to_owned(),
        WantedBy::Queue(id) => td_string!(locale, recording_by_queue_of, name = queue_name(desk, id)),
        WantedBy::Agent => td_string!(locale, recording_by_itself).to_owned(),
    };
    let shortfall = match gap.shortfall {
        Shortfall::NeverSet => td_string!(locale, recording_never_set),
        Shortfall::SetOtherwise => td_string!(locale, recording_set_otherwise),
        Shortfall::Unverified => td_string!(locale, recording_not_relied_on),
    };
    let state = untrack(|| desk.state(&gap.agent));
    let at = match &state {
        domain::administration::RecordingState::Unknown => None,
        domain::administration::RecordingState::LastSet { by, at, .. } => {
            let time = timing::date_time(locale, *at, desk.reader.zone);
            Some(td_string!(locale, recording_by, name = by.clone(), time = time))
        }
    };
    view! {
        <tr>
            <th scope="row">{label}" "<small>{detail}</small></th>
            <td>{should}<small>{by}</small></td>
            <td>{standing(locale, &state)}<small>{at}</small></td>
            <td>{shortfall}</td>
        </tr>
    }
    .into_any()
}

/// Of whom the policy cannot be told, and why: nothing is planned for them.
#[component]
fn UnclearOnes(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let lines = move || {
        let review = desk.review.read();
        let line = |(agent, why): &(String, Unclear)| {
            let (label, detail) = name_of(desk, agent);
            let why = match why {
                Unclear::QueuesDisagree => td_string!(locale, recording_queues_disagree),
                Unclear::QueuesUnseen => td_string!(locale, recording_queues_unseen),
            };
            view! { <li><b>{label}</b>" "<small>{detail}</small>" "{why}</li> }
        };
        review.unclear.iter().take(MOST_LISTED).map(line).collect_view()
    };
    let count = Memo::new(move |_| desk.review.read().unclear.len());
    view! {
        <Show when=move || { count.get() > 0 }>
            <h3>{move || counted!(locale, recording_unclear, count.get())}</h3>
            <ul class="recording-unclear">{lines}</ul>
        </Show>
    }
    .into_any()
}

fn name_of(desk: Desk, id: &str) -> (String, Option<String>) {
    let floor = desk.readings.floor.read_untracked();
    let agent = floor.as_ref().and_then(|floor| floor.agents.agents.get(id));
    let label = agent.map_or(id, |agent| agent.label()).to_owned();
    let detail = (label != id).then(|| id.to_owned());
    (label, detail)
}

fn queue_name(desk: Desk, id: &str) -> String {
    let floor = desk.readings.floor.read_untracked();
    let queues = floor.as_ref().map(|floor| floor.callin_queues()).unwrap_or_default();
    queues.iter().find(|queue| queue.id == id).map_or(id, |queue| queue.label()).to_owned()
}
