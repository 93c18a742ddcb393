//! How bad it is when a rule fires, and who is told.

use domain::rule::AlarmLevel;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::select;
use super::tick;
use crate::api::rules::RuleForm;
use crate::i18n::Locale;
use crate::words::rules as rule_words;

/// How bad it is, who is told, and whether it is watched at all.
#[component]
pub(super) fn Telling(form: RwSignal<RuleForm>, locale: Locale) -> impl IntoView {
    let sound = Signal::derive(move || form.read().sound);
    let notification = Signal::derive(move || form.read().notification);
    let webhook = Signal::derive(move || form.read().webhook);
    let is_on = Signal::derive(move || form.read().is_on);
    view! {
        {select(
            "rule-level",
            td_string!(locale, rule_level),
            AlarmLevel::ALL,
            (AlarmLevel::slug, move |level| rule_words::level(locale, level)),
            form.with_untracked(|form| form.level),
            move |level| form.update(|form| form.level = level),
        )}
        <fieldset class="field">
            <legend>{td_string!(locale, rule_tells)}</legend>
            {tick(td_string!(locale, rule_sound), sound, move |on| form.update(|form| form.sound = on))}
            {tick(td_string!(locale, rule_notification), notification, move |on| form.update(|form| form.notification = on))}
            {tick(td_string!(locale, rule_webhook), webhook, move |on| form.update(|form| form.webhook = on))}
        </fieldset>
        {tick(td_string!(locale, rule_is_watched), is_on, move |on| form.update(|form| form.is_on = on))}
    }
    .into_any()
}
