//! The plan at the side: what would be done to whom, what it costs, what is dangerous about it, and the one button.

use domain::capability::Capability;
use domain::changes::CannotUndo;
use domain::changes::Origin;
use domain::changes::SetState;
use domain::changes::Step;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::plan_row::PlanRow;
use super::sets::Sets;
use crate::api::change_sets::SetRow;
use crate::api::change_sets::SetView;
use crate::api::change_sets::confirm_changes;
use crate::api::change_sets::discard_changes;
use crate::components::bits::Icon;
use crate::figures::counted;
use crate::timing;
use crate::words;

/// Agents that are listed; the export names them all.
const MOST_LISTED: usize = 300;

#[component]
pub(crate) fn PlanPanel(sets: Sets) -> impl IntoView {
    let locale = sets.reader().locale;
    let pending = sets.pending;
    let body = move || sets.plan_as_it_stands().map(|plan| view! { <PlanBody sets plan pending/> });
    let discard = move |_| {
        let Some(id) = sets.plan.read_untracked().as_ref().map(|plan| plan.id.to_string()) else { return };
        if pending.get_untracked() {
            return;
        }
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = discard_changes(sets.tenant(), id).await;
            pending.try_set(false);
            match answer {
                Ok(()) => sets.close_plan(),
                Err(error) => sets.say_error(&error),
            }
        });
    };
    let title = move || {
        let count = sets.plan.read().as_ref().map_or(0, |plan| plan.rows.len());
        counted!(locale, queues_plan_title, count)
    };
    let text = move || {
        let provider = sets.kind().label();
        if sets.plan.read().as_ref().is_some_and(is_recording) {
            td_string!(locale, recording_plan_text, provider = provider)
        } else {
            td_string!(locale, queues_plan_text, provider = provider)
        }
    };
    let is_plan = move || sets.plan.read().as_ref().is_some_and(|plan| plan.progress.state == SetState::Planned);
    view! {
        <aside class="side-panel queues-plan" aria-labelledby="queues-plan">
            <header class="panel-head">
                <h2 id="queues-plan">{title}</h2>
                <div class="panel-tools">
                    <Show when=is_plan>
                        <button class="button is-plain" type="button" on:click=discard>{td_string!(locale, queues_discard)}</button>
                    </Show>
                    <button
                        class="button is-plain is-icon"
                        type="button"
                        aria-label=td_string!(locale, close)
                        title=td_string!(locale, close)
                        on:click=move |_| sets.close_plan()
                    >
                        <Icon name="i-close"/>
                    </button>
                </div>
                <p>{text}</p>
            </header>
            {body}
        </aside>
    }
    .into_any()
}

/// Whether recording is all that it is about.
fn is_recording(plan: &SetView) -> bool {
    !plan.rows.is_empty() && plan.rows.iter().all(|row| row.row.change.needs() == Capability::SetRecording)
}

/// How many agents stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    ready: usize,
    conflict: usize,
    impossible: usize,
    unchanged: usize,
}

impl Sums {
    fn of(rows: &[SetRow]) -> Self {
        let mut sums = Self::default();
        for row in rows {
            *match order(row) {
                0 => &mut sums.conflict,
                1 => &mut sums.impossible,
                2 => &mut sums.ready,
                _ => &mut sums.unchanged,
            } += 1;
        }
        sums
    }
}

/// Conflicts first, then what is impossible, then changes, then what is so already.
fn order(row: &SetRow) -> u8 {
    match (&row.state, &row.row.step) {
        (domain::changes::RowState::Conflict { .. }, _) => 0,
        (_, Step::Impossible { .. }) => 1,
        (_, Step::Callin { .. } | Step::CallinUnseen { .. } | Step::Callout { .. } | Step::Recording { .. }) => 2,
        (_, Step::Unchanged) => 3,
    }
}

#[component]
fn PlanBody(sets: Sets, plan: SetView, pending: RwSignal<bool>) -> impl IntoView {
    let locale = sets.reader().locale;
    let sums = Sums::of(&plan.rows);
    let figure = move |count: usize, text: &'static str, level: &'static str| {
        let level = Some(level).filter(|level| count > 0 && !level.is_empty());
        view! { <li data-level=level><b>{count}</b>" "{text}</li> }
    };
    let about = StoredValue::new(plan.about.clone());
    let mut rows = plan.rows.clone();
    rows.sort_by_key(order);
    let more = rows.len().saturating_sub(MOST_LISTED);
    let list =
        rows.into_iter().take(MOST_LISTED).map(|row| view! { <PlanRow sets set=plan.id row about/> }).collect_view();
    let more = (more > 0).then(|| view! { <p class="help">{td_string!(locale, desk_more_changes, count = more)}</p> });
    view! {
        <ul class="plan-sums">
            {figure(sums.ready, td_string!(locale, queues_sum_ready), "")}
            {figure(sums.conflict, td_string!(locale, queues_sum_conflict), "attention")}
            {figure(sums.impossible, td_string!(locale, queues_sum_impossible), "")}
            {figure(sums.unchanged, td_string!(locale, queues_sum_unchanged), "")}
        </ul>
        <div class="panel-body" tabindex="0" role="region" aria-label=td_string!(locale, queues_plan_agents)>
            <Origins sets plan=plan.clone()/>
            <ul class="plan-rows">{list}</ul>
            {more}
        </div>
        <PlanFoot sets plan pending/>
    }
    .into_any()
}

/// Where the plan comes from, how old it is, and what an undo leaves.
#[component]
fn Origins(sets: Sets, plan: SetView) -> impl IntoView {
    let locale = sets.reader().locale;
    let read = timing::time_of_day(plan.about.read_at, sets.reader().zone);
    let origin = match plan.about.origin {
        Origin::Chosen => None,
        Origin::Imported => Some(td_string!(locale, queues_from_import)),
        Origin::RetryOf { .. } => Some(td_string!(locale, queues_from_retry)),
        Origin::UndoOf { .. } => Some(td_string!(locale, queues_from_undo)),
    };
    let stays = plan
        .about
        .stays
        .iter()
        .map(|(agent, why): &(String, CannotUndo)| {
            view! { <li><b>{agent.clone()}</b>" "{words::queues::cannot_undo(locale, *why)}</li> }
        })
        .collect_view();
    let reason = plan.about.reason.clone();
    let reason = reason.map(|reason| view! { <p>{td_string!(locale, recording_because, reason = reason)}</p> });
    view! {
        <section class="panel-section">
            {reason}
            <p class="help">{origin}" "{td_string!(locale, queues_plan_read, time = read, name = plan.made_by.clone())}</p>
            <ul class="queues-problems">{stays}</ul>
        </section>
    }
    .into_any()
}

/// What it costs, what is dangerous, and the button.
#[component]
fn PlanFoot(sets: Sets, plan: SetView, pending: RwSignal<bool>) -> impl IntoView {
    let locale = sets.reader().locale;
    let (id, count) = (plan.id, plan.progress.of);
    let help = if is_recording(&plan) {
        td_string!(locale, recording_plan_foot)
    } else {
        td_string!(locale, queues_reread_first)
    };
    let cost = plan.about.cost;
    let time = match cost.seconds {
        Some(seconds) => {
            td_string!(
                locale,
                queues_cost_time,
                requests = cost.requests(),
                time = timing::age(i64::from(seconds.max(1)))
            )
        }
        None => td_string!(locale, queues_cost, requests = cost.requests()),
    };
    let parts = td_string!(locale, queues_cost_parts, read = cost.read, write = cost.write, scans = cost.scans);
    let dangers = plan
        .about
        .dangers
        .iter()
        .map(|danger| view! { <li>{words::queues::danger(locale, danger, &plan.about)}</li> })
        .collect_view();
    let has_dangers = !plan.about.dangers.is_empty();
    let is_plan = plan.progress.state == SetState::Planned;
    let typed = RwSignal::new(String::new());
    let wanted = StoredValue::new(plan.to_type.clone());
    let is_typed =
        move || wanted.with_value(|wanted| wanted.as_deref().is_none_or(|wanted| typed.read().trim() == wanted));
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if pending.get_untracked() || !untrack(is_typed) {
            return;
        }
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = confirm_changes(sets.tenant(), id.to_string(), typed.get_untracked()).await;
            pending.try_set(false);
            match answer {
                Ok(()) => sets.show_job(id),
                Err(error) => sets.say_error(&error),
            }
        });
    };
    let type_it = plan.to_type.map(|wanted| {
        view! {
            <div class="field">
                <label for="queues-typed">{td_string!(locale, queues_type, number = wanted)}</label>
                <input
                    id="queues-typed"
                    inputmode="numeric"
                    autocomplete="off"
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </div>
        }
    });
    let button = (is_plan && count > 0).then(|| {
        let off = move || (pending.get() || !is_typed()).then_some("true");
        view! {
            <button class="button is-primary" type="submit" aria-disabled=off>{counted!(locale, queues_apply, count)}</button>
        }
    });
    let nothing = (count == 0).then(|| view! { <p>{td_string!(locale, queues_nothing_to_send)}</p> });
    let over = (!is_plan).then(|| view! { <p>{td_string!(locale, queues_plan_over)}</p> });
    let export = format!("/t/{}/queues/changes.csv?set={id}", sets.tenant());
    view! {
        <form class="plan-foot" method="post" on:submit=apply>
            <p class="plan-cost"><b>{time}</b><small>{parts}</small></p>
            <Meter sets reads=cost.read writes=cost.write/>
            {has_dangers.then(|| view! { <ul class="notice is-attention plan-dangers">{dangers}</ul> })}
            {type_it}
            {nothing}
            {over}
            <div class="action-row">
                {button}
                <a class="button" href=export rel="external">{td_string!(locale, queues_export_plan)}</a>
                <p class="help">{help}</p>
            </div>
        </form>
    }
    .into_any()
}

/// The allowance of one window: what this set would take of it, and the fifth that is kept.
#[component]
fn Meter(sets: Sets, reads: u32, writes: u32) -> impl IntoView {
    let locale = sets.reader().locale;
    let meter = move || {
        let allowance = sets.allowance().filter(|allowance| allowance.limit > 0)?;
        let percent =
            |part: u32| format!("{:.1}%", f64::from(part.min(allowance.limit)) * 100.0 / f64::from(allowance.limit));
        let kept = allowance.limit / 5;
        let others = allowance.limit.saturating_sub(allowance.remaining);
        let ours = reads.saturating_add(writes).min(allowance.remaining.saturating_sub(kept));
        let text = td_string!(
            locale,
            queues_meter,
            others = others,
            ours = ours,
            kept = kept,
            limit = allowance.limit,
            seconds = allowance.window_s
        );
        Some(view! {
            <svg class="meter" aria-hidden="true">
                <rect class="meter-track" width="100%" height="100%"></rect>
                <rect class="meter-poll" width=percent(others) height="100%"></rect>
                <rect class="meter-write" x=percent(others) width=percent(ours) height="100%"></rect>
                <rect class="meter-read" x=percent(allowance.limit - kept) width=percent(kept) height="100%"></rect>
            </svg>
            <p class="help">{text}</p>
        })
    };
    view! { {meter} }.into_any()
}

#[cfg(test)]
mod tests {
    use domain::administration::Callin;
    use domain::changes::Change;
    use domain::changes::PlannedRow;
    use domain::changes::RowState;
    use domain::changes::WhyNot;
    use domain::time::UnixMs;

    use super::*;

    fn row(position: u32, step: Step) -> SetRow {
        let state = RowState::of(&step);
        let row = PlannedRow { agent: position.to_string(), label: String::new(), change: Change::priority(1), step };
        SetRow { position, row, state, changed_at: UnixMs(0) }
    }

    #[test]
    fn what_needs_a_person_comes_first_and_every_agent_is_counted_once() {
        let step = Step::Callin { before: Callin::default(), after: Callin::default() };
        let mut rows = vec![row(0, Step::Unchanged), row(1, step), row(2, Step::Impossible { why: WhyNot::LastQueue })];

        assert_eq!(Sums::of(&rows), Sums { ready: 1, conflict: 0, impossible: 1, unchanged: 1 });
        rows.sort_by_key(order);

        assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), [2, 1, 0]);
    }
}
