//! How bad it is when a rule fires, and who is told.

use domain::form::Field;
use domain::form::FieldError;
use domain::rule::AlarmLevel;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::select;
use super::tick;
use crate::api::rules::Receiver;
use crate::api::rules::RuleForm;
use crate::components::field::mistake_in;
use crate::i18n::Locale;
use crate::words::rules as rule_words;

/// How bad it is, who is told, and whether it is watched at all.
#[component]
pub(super) fn Telling(
    form: RwSignal<RuleForm>,
    members: Vec<Receiver>,
    sends_mail: bool,
    errors: Signal<Vec<FieldError>>,
    locale: Locale,
) -> impl IntoView {
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
        <Receivers form members sends_mail errors locale/>
        {tick(td_string!(locale, rule_is_watched), is_on, move |on| form.update(|form| form.is_on = on))}
    }
    .into_any()
}

/// The members who are written to.
#[component]
fn Receivers(
    form: RwSignal<RuleForm>,
    members: Vec<Receiver>,
    sends_mail: bool,
    errors: Signal<Vec<FieldError>>,
    locale: Locale,
) -> impl IntoView {
    let hint = if sends_mail { td_string!(locale, rule_mail_hint) } else { td_string!(locale, rule_mail_none) };
    let boxes = members
        .into_iter()
        .map(|member| {
            let id = member.id;
            let is_chosen = Signal::derive(move || form.read().mail_to.contains(&id));
            let choose = move |on: bool| {
                form.update(|form| {
                    form.mail_to.retain(|known| *known != id);
                    if on {
                        form.mail_to.push(id);
                    }
                });
            };
            view! {
                <label class="check-field">
                    <input
                        type="checkbox"
                        prop:checked=is_chosen
                        on:change=move |event| choose(event_target_checked(&event))
                    />
                    <span>{member.name}" "<small>{member.email}</small></span>
                </label>
            }
        })
        .collect_view();
    let mistake = move || mistake_in(&errors.read(), Field::MailTo);
    view! {
        <fieldset class="field" aria-describedby="rule-mail-hint">
            <legend>{td_string!(locale, rule_mail)}</legend>
            <small id="rule-mail-hint">{hint}</small>
            {boxes}
            <span class="field-error">{mistake}</span>
        </fieldset>
    }
    .into_any()
}
