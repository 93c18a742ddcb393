//! The controls of a line: two lengths of time, a reason, a connection; each with what is wrong with it.

use domain::form::LimitPart;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use crate::components::Icon;
use crate::components::lang;
use crate::i18n::Locale;
use crate::words;

/// The list of reasons that a field offers.
pub(super) const REASONS: &str = "limits-reasons";

/// The identity of a control in the page.
pub(super) fn control_id(key: u32, part: LimitPart) -> String {
    format!("limit-{key}-{}", part.as_str())
}

/// What a part of a line is called.
pub(super) fn part_word(locale: Locale, part: LimitPart) -> &'static str {
    match part {
        LimitPart::Connection => td_string!(locale, connection),
        LimitPart::Reason => td_string!(locale, limits_reason),
        LimitPart::Warn => td_string!(locale, limits_warn),
        LimitPart::Alarm => td_string!(locale, limits_alarm),
    }
}

/// What is wrong with a part, below its control.
#[component]
fn PartMistake(desk: Desk, key: u32, part: LimitPart) -> impl IntoView {
    let locale = lang();
    let text = move || desk.mistake(key, part).map(|problem| words::problem(locale, problem));
    view! { <span class="field-error" id=format!("{}-error", control_id(key, part))>{text}</span> }
}

/// A length of time, or nothing for off.
#[component]
pub(super) fn LengthInput(
    desk: Desk,
    key: u32,
    /// Warning or alarm.
    part: LimitPart,
    /// What is limited, for screen readers.
    #[prop(into)]
    of: Signal<String>,
    /// The control, for whoever fills it in.
    #[prop(optional)]
    node: NodeRef<html::Input>,
) -> impl IntoView {
    let locale = lang();
    let id = control_id(key, part);
    let first = desk.line_untracked(key).map(|line| if part == LimitPart::Warn { line.warn } else { line.alarm });
    let typed = move |event| {
        let text = event_target_value(&event);
        desk.edit(key, |line| if part == LimitPart::Warn { line.warn = text } else { line.alarm = text });
    };
    view! {
        <input
            node_ref=node
            class="input limit-length"
            id=id.clone()
            type="text"
            value=first.unwrap_or_default()
            placeholder=td_string!(locale, limits_off)
            autocomplete="off"
            spellcheck="false"
            aria-label=move || format!("{}, {}", of.get(), part_word(locale, part))
            aria-invalid=move || desk.mistake(key, part).is_some().then_some("true")
            aria-describedby=format!("{id}-error")
            on:input=typed
        />
        <PartMistake desk key part/>
    }
    .into_any()
}

/// A reason of a pause; those on the floor are offered.
#[component]
pub(super) fn ReasonInput(desk: Desk, key: u32) -> impl IntoView {
    let locale = lang();
    let id = control_id(key, LimitPart::Reason);
    let first = desk.line_untracked(key).and_then(|line| line.reason);
    view! {
        <input
            class="input"
            id=id.clone()
            type="text"
            value=first.unwrap_or_default()
            list=REASONS
            autocomplete="off"
            aria-label=td_string!(locale, limits_reason)
            aria-invalid=move || desk.mistake(key, LimitPart::Reason).is_some().then_some("true")
            aria-describedby=format!("{id}-error")
            on:input=move |event| desk.edit(key, |line| line.reason = Some(event_target_value(&event)))
        />
        <PartMistake desk key part=LimitPart::Reason/>
    }
    .into_any()
}

/// One of the tenant's connections.
#[component]
pub(super) fn ConnectionInput(
    desk: Desk,
    key: u32,
    /// Whether a line may hold for all of them.
    with_any: bool,
) -> impl IntoView {
    let locale = lang();
    let id = control_id(key, LimitPart::Connection);
    let chosen = desk.line_untracked(key).and_then(|line| line.connection);
    let any = with_any.then(|| view! { <option value="">{td_string!(locale, limits_any_connection)}</option> });
    let choices = desk
        .connections
        .get_untracked()
        .into_iter()
        .map(|(id, name)| view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> })
        .collect_view();
    view! {
        <select
            class="input"
            id=id.clone()
            aria-label=td_string!(locale, connection)
            aria-invalid=move || desk.mistake(key, LimitPart::Connection).is_some().then_some("true")
            aria-describedby=format!("{id}-error")
            on:change=move |event| desk.edit(key, |line| line.connection = event_target_value(&event).parse().ok())
        >
            {any}
            {choices}
        </select>
        <PartMistake desk key part=LimitPart::Connection/>
    }
    .into_any()
}

/// Takes a line away.
#[component]
pub(super) fn RemoveButton(
    desk: Desk,
    key: u32,
    /// What the line is about, for screen readers.
    #[prop(into)]
    of: Signal<String>,
) -> impl IntoView {
    let locale = lang();
    let label = move || td_string!(locale, limits_remove_line, of = of.get());
    view! {
        <button class="button is-plain is-icon" type="button" aria-label=label title=label on:click=move |_| desk.remove(key)>
            <Icon name="i-close"/>
        </button>
    }
    .into_any()
}
