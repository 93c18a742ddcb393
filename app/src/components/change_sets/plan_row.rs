//! One agent of a plan: before and after in one line of chips, and why nothing can be sent where nothing can.

use domain::changes::About;
use domain::changes::RowState;
use domain::changes::Step;
use domain::changes::Which;
use domain::id::ChangeSetId;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::sets::Again;
use super::sets::Sets;
use crate::api::change_sets::SetRow;
use crate::components::bits::Icon;
use crate::i18n::Locale;
use crate::words;
use crate::words::queues::queue_name;

#[component]
pub(super) fn PlanRow(sets: Sets, set: ChangeSetId, row: SetRow, about: StoredValue<About>) -> impl IntoView {
    let locale = sets.reader().locale;
    let provider = sets.kind();
    let (why, is_conflict) = about.with_value(|about| match (&row.state, &row.row.step) {
        (RowState::Conflict { .. }, _) => (Some(words::queues::row_state(locale, &row.state, about, provider).1), true),
        (_, Step::Impossible { why }) => (Some(words::queues::why_not(locale, why, about, provider.label())), false),
        (
            _,
            Step::Callin { .. }
            | Step::CallinUnseen { .. }
            | Step::Callout { .. }
            | Step::Recording { .. }
            | Step::Unchanged,
        ) => (None, false),
    });
    let icon = if is_conflict { "g-attention" } else { "i-lock" };
    let why = why.map(|why| view! { <p class="plan-why"><Icon name=icon/>{why}</p> });
    let anew = is_conflict.then(|| {
        let button = |text: &'static str, which: Which| {
            let label = format!("{text}: {}", row.row.label);
            let plan = move |_| sets.plan_again(set, Again::Retry(which));
            view! { <button class="button" type="button" aria-label=label on:click=plan>{text}</button> }
        };
        let keep = if row.row.change.keeps_others() {
            td_string!(locale, queues_keep_and_apply)
        } else {
            td_string!(locale, queues_plan_anew)
        };
        view! {
            <div class="action-row">
                {button(keep, Which::All)}
                {button(td_string!(locale, queues_skip), Which::Without(row.position))}
            </div>
        }
    });
    let chips = about.with_value(|about| chips(locale, &row.row.step, about));
    let id = (row.row.label != row.row.agent).then(|| row.row.agent.clone());
    view! {
        <li class="plan-row" data-level=is_conflict.then_some("attention")>
            <p class="plan-who"><b>{row.row.label.clone()}</b><small>{id}</small><span class="plan-sum">{sum(locale, &row.row.step)}</span></p>
            <ul class="plan-chips">{chips}</ul>
            {why}
            {anew}
        </li>
    }
    .into_any()
}

/// `+1 −0, keeps 2`, or the one word that says what would be done.
pub(crate) fn sum(locale: Locale, step: &Step) -> String {
    match step {
        Step::Callin { .. } => {
            let (added, removed) = (step.added().len(), step.removed().len());
            td_string!(locale, queues_row_sum, added = added, removed = removed, kept = step.kept().len())
        }
        Step::CallinUnseen { after } => td_string!(locale, queues_row_whole, count = after.queues.len()),
        Step::Callout { .. } => td_string!(locale, act_callout).to_owned(),
        Step::Recording { on, .. } => words::on_off(locale, *on).to_owned(),
        Step::Unchanged => td_string!(locale, queues_row_unchanged).to_owned(),
        Step::Impossible { .. } => td_string!(locale, queues_row_impossible).to_owned(),
    }
}

/// The whole list as it will be sent, with what comes and what goes marked.
pub(crate) fn chips(locale: Locale, step: &Step, about: &About) -> Vec<AnyView> {
    let chip = |kind: &'static str, text: String| {
        let (icon, word) = match kind {
            "added" => (Some("i-plus"), Some(td_string!(locale, queues_mark_added))),
            "removed" => (Some("i-minus"), Some(td_string!(locale, queues_mark_removed))),
            _ => (None, None),
        };
        let icon = icon.map(|icon| view! { <Icon name=icon/> });
        let word = word.map(|word| view! { <span class="visually-hidden">{word}": "</span> });
        view! { <li class="plan-chip" data-kind=kind>{icon}{word}{text}</li> }.into_any()
    };
    let names = |kind: &'static str, ids: Vec<&str>| {
        ids.into_iter().map(|id| chip(kind, queue_name(about, id))).collect::<Vec<_>>()
    };
    match step {
        Step::Callin { before, after } => {
            let priority = (before.priority != after.priority).then(|| {
                let figure = |priority: domain::administration::Priority| {
                    priority.figure().map_or_else(|| "–".to_owned(), |figure| figure.to_string())
                };
                let (from, to) = (figure(before.priority), figure(after.priority));
                chip("priority", td_string!(locale, queues_priority_change, from = from, to = to))
            });
            let lists = [names("kept", step.kept()), names("removed", step.removed()), names("added", step.added())];
            lists.into_iter().flatten().chain(priority).collect()
        }
        Step::CallinUnseen { after } => names("added", after.queues.iter().map(String::as_str).collect()),
        Step::Callout { before, after } => {
            let before = before.as_ref().map(|before| chip("removed", before.clone()));
            before.into_iter().chain([chip("added", after.clone())]).collect()
        }
        Step::Recording { .. } | Step::Unchanged | Step::Impossible { .. } => Vec::new(),
    }
}
