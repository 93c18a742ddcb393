//! A person's part: the role as two cards that say what each may do, and limits for a supervisor.

use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::role::Role;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::ScopeChoices;
use crate::components::lang;
use crate::components::mistake_in;
use crate::components::scope_picker::ScopePicker;
use crate::words;

/// The fields.
#[component]
pub(super) fn PartFields(
    /// The chosen role.
    role: RwSignal<Role>,
    /// The chosen limits.
    scope: RwSignal<ScopeFilter>,
    /// What there is to limit to.
    choices: ScopeChoices,
    /// What was wrong with the form as it was sent.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let choices = StoredValue::new(choices);
    let is_supervisor = Memo::new(move |_| role.get() == Role::Supervisor);
    let mistake = move |field| move || mistake_in(&errors.read(), field);
    view! {
        <fieldset class="role-cards">
            <legend>{td_string!(locale, people_role)}</legend>
            <RoleCard of=Role::Supervisor role text=td_string!(locale, role_supervisor_text)/>
            <RoleCard of=Role::Admin role text=td_string!(locale, role_admin_text)/>
            <span class="field-error" role="alert">{mistake(Field::Role)}</span>
        </fieldset>
        <Show when=move || is_supervisor.get()>
            <section class="limits">
                <h3>{td_string!(locale, people_limits)}</h3>
                <p class="quiet">{td_string!(locale, people_limits_text)}</p>
                <ScopePicker choices=choices.get_value() value=scope/>
                <span class="field-error" role="alert">{mistake(Field::Scope)}</span>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn RoleCard(
    /// The role of this card.
    of: Role,
    /// The chosen one.
    role: RwSignal<Role>,
    /// What it may do.
    text: &'static str,
) -> impl IntoView {
    let locale = lang();
    let is_on = move || role.get() == of;
    view! {
        <label class="role-card">
            <input
                type="radio"
                name="role"
                value=of.as_str()
                checked=is_on
                prop:checked=is_on
                on:change=move |_| role.set(of)
            />
            <span><b>{words::role(locale, of)}</b><small>{text}</small></span>
        </label>
    }
    .into_any()
}
