//! When a rule fires, is over and is silent.

use domain::form::Field;
use domain::form::FieldError;
use domain::rule::Weekdays;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::tick;
use crate::api::rules::RuleForm;
use crate::api::rules::RuleKind;
use crate::components::field::mistake_in;
use crate::components::rules::number::NumberField;
use crate::i18n::Locale;
use crate::words::rules as rule_words;

/// How long it has to last, when it is over, and when it is silent.
#[component]
pub(super) fn Timing(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    let has_slack = move || matches!(form.read().kind, RuleKind::AgentCount | RuleKind::QueueFigure);
    let is_quiet = Signal::derive(move || form.read().is_quiet);
    view! {
        <div class="rule-line">
            <NumberField
                field=Field::Hold
                label=td_string!(locale, rule_hold).to_owned()
                value=form.with_untracked(|form| form.hold_s)
                on_value=move |number| form.update(|form| form.hold_s = number)
                errors
            />
            <NumberField
                field=Field::ClearAfter
                label=td_string!(locale, rule_clear_after).to_owned()
                value=form.with_untracked(|form| form.clear_after_s)
                on_value=move |number| form.update(|form| form.clear_after_s = number)
                errors
            />
            <Show when=has_slack>
                <NumberField
                    field=Field::Slack
                    label=td_string!(locale, rule_slack).to_owned()
                    value=form.with_untracked(|form| form.slack)
                    on_value=move |number| form.update(|form| form.slack = number)
                    errors
                />
            </Show>
        </div>
        {tick(td_string!(locale, rule_quiet), is_quiet, move |is_on| form.update(|form| form.is_quiet = is_on))}
        <Show when=move || is_quiet.get()>
            <QuietHours form errors locale/>
        </Show>
    }
    .into_any()
}

#[component]
fn QuietHours(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    let time = |id: &'static str, label: &'static str, minute: Signal<u16>, on_minute: Callback<u16>| {
        let typed = move |event| {
            let text = event_target_value(&event);
            let read = text.split_once(':').and_then(|(hour, minute)| {
                Some(hour.parse::<u16>().ok()? * 60 + minute.get(..2)?.parse::<u16>().ok()?)
            });
            if let Some(read) = read {
                on_minute.run(read);
            }
        };
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input id=id type="time" value=rule_words::minute(minute.get_untracked()) on:change=typed/>
            </div>
        }
    };
    let from = Callback::new(move |minute| form.update(|form| form.from_min = minute));
    let until = Callback::new(move |minute| form.update(|form| form.until_min = minute));
    let days = rule_words::days(locale)
        .zip(0u8..)
        .map(|(name, day)| {
            let is_on = Signal::derive(move || Weekdays(form.read().days).has(day));
            tick(name, is_on, move |is_on| form.update(|form| form.days = Weekdays(form.days).set(day, is_on).0))
        })
        .collect_view();
    let mistake = move || mistake_in(&errors.read(), Field::QuietHours);
    view! {
        <div class="rule-line">
            {time("rule-from", td_string!(locale, rule_from), Signal::derive(move || form.read().from_min), from)}
            {time("rule-until", td_string!(locale, rule_until), Signal::derive(move || form.read().until_min), until)}
        </div>
        <fieldset class="field rule-days">
            <legend>{td_string!(locale, rule_days)}</legend>
            {days}
            <span class="field-error">{mistake}</span>
        </fieldset>
    }
    .into_any()
}
