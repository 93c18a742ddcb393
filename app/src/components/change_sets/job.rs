//! The set at the foot: how far it is, what it waits for, how each agent ended, and the ways back. It runs on the server
//! and goes on when the page is closed.

use domain::changes::ChangeProgress;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Which;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::plan_row::sum;
use super::sets::Again;
use super::sets::Sets;
use crate::api::change_sets::SetRow;
use crate::api::change_sets::SetView;
use crate::api::change_sets::cancel_changes;
use crate::components::bits::Icon;
use crate::figures::counted;
use crate::timing;
use crate::words;

/// Agents that are listed; the export names them all.
const MOST_LISTED: usize = 200;

#[component]
pub(crate) fn JobTray(sets: Sets) -> impl IntoView {
    let locale = sets.reader().locale;
    let pending = sets.pending;
    let title = move || sets.job.read().as_ref().map(|job| title(sets, job));
    let by = move || {
        let job = sets.job.read();
        let (by, at) = job.as_ref()?.confirmed.clone()?;
        Some(format!("{by}, {}", timing::time_of_day(at, sets.reader().zone)))
    };
    let reason = move || {
        let job = sets.job.read();
        let reason = job.as_ref()?.about.reason.clone()?;
        Some(td_string!(locale, recording_because, reason = reason))
    };
    let progress = Memo::new(move |_| sets.job.read().as_ref().map(|job| job.progress));
    let runs = Memo::new(move |_| progress.get().is_some_and(|progress| progress.state == SetState::Running));
    let is_cancelled = Memo::new(move |_| sets.job.read().as_ref().is_some_and(|job| job.cancelled.is_some()));
    let undoable = Memo::new(move |_| {
        let job = sets.job.read();
        let rows = job.iter().flat_map(|job| &job.rows);
        if runs.get() { 0 } else { rows.filter(|row| row.state.was_accepted()).count() }
    });
    let failed = Memo::new(move |_| {
        let job = sets.job.read();
        let rows = job.iter().flat_map(|job| &job.rows);
        if runs.get() { 0 } else { rows.filter(|row| row.state.may_be_retried()).count() }
    });
    let id = move || sets.job.read_untracked().as_ref().map(|job| job.id.to_string());
    let cancel = move |_| {
        let (Some(id), false) = (id(), pending.get_untracked()) else { return };
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = cancel_changes(sets.tenant(), id).await;
            pending.try_set(false);
            if let Err(error) = answer {
                sets.say_error(&error);
            }
            sets.hear_job();
        });
    };
    let plan_again = move |again: Again| {
        if let Some(id) = sets.job.read_untracked().as_ref().map(|job| job.id) {
            sets.plan_again(id, again);
        }
    };
    let give_reason = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(again) = sets.asks_why.get_untracked() {
            plan_again(again);
        }
    };
    let export = move || {
        let id = sets.job.read().as_ref().map(|job| job.id.to_string()).unwrap_or_default();
        format!("/t/{}/queues/changes.csv?set={id}", sets.tenant())
    };
    let close = move |_| sets.close_job();
    let bar = move || {
        let progress = progress.get()?;
        let (max, value) = (progress.of.max(1).to_string(), progress.done.to_string());
        let label = td_string!(locale, queues_job_progress, done = progress.done, of = progress.of);
        Some(view! { <progress class="job-bar" aria-label=label max=max value=value></progress> })
    };
    view! {
        <section class="job-tray" aria-label=title>
            <header class="job-head">
                <h2>{title}</h2>
                <small>{by}</small>
                <small class="job-reason">{reason}</small>
                <span class="spacer"></span>
                <Show when=move || { failed.get() > 0 }>
                    <button class="button" type="button" on:click=move |_| plan_again(Again::Retry(Which::All))>
                        {move || td_string!(locale, queues_retry, count = failed.get())}
                    </button>
                </Show>
                <Show when=move || { undoable.get() > 0 }>
                    <button class="button" type="button" on:click=move |_| plan_again(Again::Undo(None))>
                        <Icon name="i-undo"/>
                        {move || td_string!(locale, queues_undo, count = undoable.get())}
                    </button>
                </Show>
                <Show when=move || runs.get() && !is_cancelled.get()>
                    <button class="button is-danger" type="button" on:click=cancel>{td_string!(locale, queues_cancel_rest)}</button>
                </Show>
                <a class="button" href=export rel="external">{td_string!(locale, desk_csv)}</a>
                <Show when=move || !runs.get()>
                    <button
                        class="button is-plain is-icon"
                        type="button"
                        aria-label=td_string!(locale, close)
                        title=td_string!(locale, close)
                        on:click=close
                    >
                        <Icon name="i-close"/>
                    </button>
                </Show>
            </header>
            <Show when=move || sets.asks_why.read().is_some()>
                <form class="job-why" method="post" on:submit=give_reason>
                    <label for="job-why">{td_string!(locale, recording_reason)}</label>
                    <input
                        id="job-why"
                        class="input"
                        type="text"
                        autocomplete="off"
                        required
                        on:input=move |event| sets.why.set(event_target_value(&event))
                    />
                    <button class="button is-primary" type="submit">{td_string!(locale, queues_make_plan)}</button>
                </form>
            </Show>
            {bar}
            <p class="job-line">
                <span class="job-counts">{move || progress.get().map(|progress| counts(sets, progress))}</span>
                <span class="job-doing">{move || progress.get().map(|progress| doing(sets, progress))}</span>
            </p>
            <JobRows sets/>
        </section>
    }
    .into_any()
}

fn title(sets: Sets, job: &SetView) -> String {
    let locale = sets.reader().locale;
    match job.progress.state {
        SetState::Running if job.cancelled.is_some() => td_string!(locale, queues_job_stopping).to_owned(),
        SetState::Running => counted!(locale, queues_job_running, job.progress.of),
        SetState::Done => counted!(locale, queues_job_done, job.progress.of),
        SetState::Cancelled => {
            let by = job.cancelled.as_ref().map(|(by, _)| by.clone()).unwrap_or_default();
            td_string!(locale, queues_job_cancelled, name = by)
        }
        SetState::Planned | SetState::Discarded => {
            counted!(locale, queues_job_planned, job.progress.of)
        }
    }
}

/// How many stand where; only what there is.
fn counts(sets: Sets, progress: ChangeProgress) -> impl IntoView {
    let locale = sets.reader().locale;
    let counts = progress.counts;
    let parts = [
        ("good", counts.verified, td_string!(locale, queues_count_verified)),
        ("attention", counts.accepted, td_string!(locale, queues_count_accepted)),
        ("attention", counts.conflicts, td_string!(locale, queues_count_conflicts)),
        ("alarm", counts.refused, td_string!(locale, queues_count_refused)),
        ("unknown", counts.unknown, td_string!(locale, queues_count_unknown)),
        ("writing", counts.sending, td_string!(locale, queues_count_sending)),
        ("waiting", counts.waiting, td_string!(locale, queues_count_waiting)),
        ("same", counts.cancelled, td_string!(locale, queues_count_cancelled)),
    ];
    parts
        .into_iter()
        .filter(|(_, count, _)| *count > 0)
        .map(|(mark, count, text)| view! { <span class="job-count"><StateMark mark/>{count}" "{text}</span> })
        .collect_view()
}

/// `8 of 12, waiting for the allowance, 4 s`, and that it runs by itself.
fn doing(sets: Sets, progress: ChangeProgress) -> String {
    let locale = sets.reader().locale;
    let done = td_string!(locale, queues_job_progress, done = progress.done, of = progress.of);
    if progress.state != SetState::Running {
        return done;
    }
    let left = progress.waiting_until().map(|until| until.seconds_since(sets.now.get()));
    let doing = words::queues::doing(locale, progress.doing, left, sets.kind().label());
    let parts = [done, doing, td_string!(locale, queues_job_goes_on).to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The agents, problems first.
#[component]
fn JobRows(sets: Sets) -> impl IntoView {
    let locale = sets.reader().locale;
    let rows = move || {
        let job = sets.job.read();
        let Some(job) = job.as_ref() else { return Vec::new() };
        let mut rows: Vec<&SetRow> = job.rows.iter().collect();
        rows.sort_by_key(|row| (place(&row.state), row.position));
        let line = |row: &SetRow| {
            let (mark, text) = words::queues::row_state(locale, &row.state, &job.about, sets.kind());
            let time = timing::time_of_day(row.changed_at, sets.reader().zone);
            let id = (row.row.label != row.row.agent).then(|| row.row.agent.clone());
            view! {
                <tr data-state=row.state.slug()>
                    <th scope="row">{row.row.label.clone()}" "<small>{id}</small></th>
                    <td>{sum(locale, &row.row.step)}</td>
                    <td class="job-state"><StateMark mark/><span>{text}</span></td>
                    <td class="is-figure">{time}</td>
                    <td class="job-again">{way_on(sets, job, row)}</td>
                </tr>
            }
            .into_any()
        };
        rows.into_iter().take(MOST_LISTED).map(line).collect()
    };
    let more = move || {
        let count = sets.job.read().as_ref().map_or(0, |job| job.rows.len()).saturating_sub(MOST_LISTED);
        (count > 0).then(|| td_string!(locale, desk_more_changes, count = count))
    };
    view! {
        <div class="job-rows" tabindex="0" role="region" aria-label=td_string!(locale, queues_job_agents)>
            <table class="list-table">
                <caption class="visually-hidden">{td_string!(locale, queues_job_agents)}</caption>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">{td_string!(locale, column_agent)}</th>
                        <th scope="col">{td_string!(locale, audit_change)}</th>
                        <th scope="col">{td_string!(locale, audit_outcome)}</th>
                        <th scope="col">{td_string!(locale, audit_when)}</th>
                        <th scope="col">{td_string!(locale, queues_way_on)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="help">{more}</p>
        </div>
    }
    .into_any()
}

/// What can be done about one agent of a set that has ended: take it back, try it again, or, where somebody else was
/// faster, keep theirs and add ours.
fn way_on(sets: Sets, job: &SetView, row: &SetRow) -> Option<impl IntoView> {
    job.finished_at?;
    let locale = sets.reader().locale;
    let (again, text) = if row.state.was_accepted() {
        (Again::Undo(Some(row.position)), td_string!(locale, queues_undo_single))
    } else if row.state.may_be_retried() {
        let is_conflict = matches!(row.state, RowState::Conflict { .. });
        let keeps = is_conflict && row.row.change.keeps_others();
        let text =
            if keeps { td_string!(locale, queues_keep_and_apply) } else { td_string!(locale, queues_retry_single) };
        (Again::Retry(Which::Only(row.position)), text)
    } else {
        return None;
    };
    let id = job.id;
    let label = format!("{text}: {}", row.row.label);
    Some(view! {
        <button class="button is-plain is-tiny" type="button" aria-label=label on:click=move |_| sets.plan_again(id, again)>{text}</button>
    })
}

/// Problems, then what is under way, then what waits, then what is good.
fn place(state: &RowState) -> u8 {
    match state {
        RowState::Refused { .. } | RowState::Unknown { .. } | RowState::Conflict { .. } => 0,
        RowState::AcceptedNotVisible => 1,
        RowState::Sending => 2,
        RowState::Planned => 3,
        RowState::Verified | RowState::AcceptedUnverifiable => 4,
        RowState::Cancelled | RowState::Impossible | RowState::Unchanged => 5,
    }
}

/// The shape before a word.
#[component]
fn StateMark(mark: &'static str) -> impl IntoView {
    let icon = match mark {
        "good" => "i-check",
        "attention" => "g-attention",
        "alarm" => "g-alarm",
        "unknown" => "g-unknown",
        "writing" => "i-busy",
        "waiting" => "i-more",
        "lock" => "i-lock",
        _ => "g-loggedout",
    };
    view! { <span class="state-mark" data-mark=mark><Icon name=icon/></span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_stand_above_what_went_well() {
        let states =
            [RowState::Verified, RowState::Planned, RowState::Unknown { now: None }, RowState::AcceptedNotVisible];

        let places = states.each_ref().map(place);

        assert_eq!(places, [4, 3, 0, 1]);
    }
}
