//! The plan for the one agent: before and after, what it costs, what is dangerous, and the button that lets it run.

use domain::changes::Step;
use domain::changes::WhyNot;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Callin;
use crate::api::change_sets::SetView;
use crate::components::change_sets::chips;
use crate::components::change_sets::sum;
use crate::timing;
use crate::words;

#[component]
pub(super) fn Planned(callin: Callin) -> impl IntoView {
    let body = move || callin.plan.get().map(|plan| view! { <Body callin plan/> });
    view! { {body} }.into_any()
}

#[component]
fn Body(callin: Callin, plan: SetView) -> impl IntoView {
    let locale = callin.desk.reader.locale;
    let kind = callin.desk.connection.read_untracked().kind;
    let about = plan.about.clone();
    let row = plan.rows.first().map(|row| row.row.clone());
    let why = row
        .as_ref()
        .and_then(|row| why_not(&row.step))
        .map(|why| words::queues::why_not(locale, why, &about, kind.label()));
    let why = why.map(|why| view! { <p class="notice is-attention">{why}</p> });
    let (chips, sum) = row.as_ref().map(|row| (chips(locale, &row.step, &about), sum(locale, &row.step))).unzip();
    let cost = about.cost;
    let cost = match cost.seconds {
        Some(seconds) => {
            td_string!(locale, queues_cost_time, requests = cost.requests(), time = timing::age(i64::from(seconds)))
        }
        None => td_string!(locale, queues_cost, requests = cost.requests()),
    };
    let dangers = about
        .dangers
        .iter()
        .map(|danger| view! { <li>{words::queues::danger(locale, danger, &about)}</li> })
        .collect_view();
    let dangers =
        (!about.dangers.is_empty()).then(|| view! { <ul class="notice is-attention plan-dangers">{dangers}</ul> });
    let read = timing::time_of_day(about.read_at, callin.desk.reader.zone);
    let read = td_string!(locale, queues_plan_read, time = read, name = plan.made_by.clone());
    let typed = RwSignal::new(String::new());
    let wanted = StoredValue::new(plan.to_type.clone());
    let is_typed =
        move || wanted.with_value(|wanted| wanted.as_deref().is_none_or(|wanted| typed.read().trim() == wanted));
    let type_it = plan.to_type.map(|wanted| {
        view! {
            <div class="field">
                <label for="callin-typed">{td_string!(locale, queues_type, number = wanted)}</label>
                <input
                    id="callin-typed"
                    inputmode="numeric"
                    autocomplete="off"
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </div>
        }
    });
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(is_typed) {
            callin.apply(typed.get_untracked());
        }
    };
    let button = (plan.progress.of > 0).then(|| {
        let off = move || callin.pending.get() || !is_typed();
        view! { <button class="button is-primary" type="submit" disabled=off>{td_string!(locale, panel_callin_apply)}</button> }
    });
    let nothing =
        (plan.progress.of == 0 && why.is_none()).then(|| view! { <p>{td_string!(locale, queues_nothing_to_send)}</p> });
    view! {
        <form class="confirm-step" method="post" on:submit=apply novalidate>
            <p class="plan-who"><b>{td_string!(locale, panel_callin_plan)}</b><span class="plan-sum">{sum}</span></p>
            <ul class="plan-chips">{chips}</ul>
            {why}
            {dangers}
            {type_it}
            {nothing}
            <p>{td_string!(locale, queues_plan_text, provider = kind.label())}" "{read}</p>
            <p><b>{cost}</b>" "{td_string!(locale, queues_reread_first)}</p>
            <p class="field-error" role="alert">{move || callin.problem.get()}</p>
            <div class="action-row">
                <button class="button" type="button" on:click=move |_| callin.drop_plan()>{td_string!(locale, panel_callin_back)}</button>
                {button}
            </div>
        </form>
    }
    .into_any()
}

const fn why_not(step: &Step) -> Option<&WhyNot> {
    match step {
        Step::Impossible { why } => Some(why),
        Step::Callin { .. }
        | Step::CallinUnseen { .. }
        | Step::Callout { .. }
        | Step::Recording { .. }
        | Step::Unchanged => None,
    }
}
