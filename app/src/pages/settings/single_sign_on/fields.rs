//! The parts of the form: the provider, the parts it gives, switches, and the admins who get in without it.

use domain::form::Field;
use domain::form::FieldError;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Check;
use crate::api::single_sign_on::BreakGlass;
use crate::api::single_sign_on::SingleSignOn;
use crate::components::lang;
use crate::components::mistake_in;

/// A field of one line within the form.
#[component]
fn Line(
    /// Which field.
    field: Field,
    /// What it is called.
    label: &'static str,
    /// What it holds.
    value: RwSignal<String>,
    /// One sentence below it.
    #[prop(into)]
    hint: String,
    /// The kind of input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let name = field.as_str();
    let id = format!("field-{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), field));
    let autocomplete = if kind == "password" { "new-password" } else { "off" };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type=kind
                name=format!("form[{name}]")
                value=value.get_untracked()
                autocomplete=autocomplete
                spellcheck="false"
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby=format!("{error_id} {hint_id}")
                on:input=move |event| value.set(event_target_value(&event))
            />
            <span class="field-error" id=error_id>{move || mistake.get()}</span>
            <small id=hint_id>{hint}</small>
        </div>
    }
    .into_any()
}

/// A field of several lines within the form.
#[component]
pub(super) fn Lines(
    /// Which field.
    field: Field,
    /// What it is called.
    label: &'static str,
    /// What it holds.
    value: String,
    /// One sentence below it.
    hint: &'static str,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let name = field.as_str();
    let id = format!("field-{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), field));
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea
                id=id
                name=format!("form[{name}]")
                rows="3"
                spellcheck="false"
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby=format!("{error_id} {hint_id}")
            >
                {value}
            </textarea>
            <span class="field-error" id=error_id>{move || mistake.get()}</span>
            <small id=hint_id>{hint}</small>
        </div>
    }
    .into_any()
}

/// Who the provider is and as what Callboard is known there.
#[component]
pub(super) fn Provider(
    /// What is set.
    settings: SingleSignOn,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let issuer = RwSignal::new(settings.issuer);
    let secret_hint =
        if settings.has_secret { td_string!(locale, sso_secret_kept) } else { td_string!(locale, sso_secret_hint) };
    view! {
        <Line field=Field::Issuer label=td_string!(locale, sso_issuer) value=issuer kind="url" hint=td_string!(locale, sso_issuer_hint) errors/>
        <Check tenant=settings.me.tenant.0 issuer/>
        <Line
            field=Field::ClientId
            label=td_string!(locale, sso_client)
            value=RwSignal::new(settings.client_id)
            hint=td_string!(locale, sso_client_hint)
            errors
        />
        <Line
            field=Field::Secret
            label=td_string!(locale, sso_secret)
            value=RwSignal::new(String::new())
            kind="password"
            hint=secret_hint
            errors
        />
    }
    .into_any()
}

/// Which parts the provider gives.
#[component]
pub(super) fn Roles(
    /// What is set.
    settings: SingleSignOn,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    view! {
        <Line
            field=Field::RoleClaim
            label=td_string!(locale, sso_claim)
            value=RwSignal::new(settings.role_claim)
            hint=td_string!(locale, sso_claim_hint)
            errors
        />
        <Lines
            field=Field::AdminValues
            label=td_string!(locale, sso_admins)
            value=settings.admin_values
            hint=td_string!(locale, sso_values_hint)
            errors
        />
        <Lines
            field=Field::SupervisorValues
            label=td_string!(locale, sso_supervisors)
            value=settings.supervisor_values
            hint=td_string!(locale, sso_refused_hint)
            errors
        />
        <Switch
            name="form[adds_people]"
            on=settings.adds_people
            label=td_string!(locale, sso_adds)
            hint=td_string!(locale, sso_adds_hint)
        />
    }
    .into_any()
}

/// Yes or no.
#[component]
pub(super) fn Switch(
    /// The name in the form.
    name: &'static str,
    /// Whether it is yes.
    on: bool,
    /// What it is called.
    label: &'static str,
    /// One sentence below it.
    hint: &'static str,
) -> impl IntoView {
    view! {
        <label class="check-field">
            <input type="checkbox" name=name value="1" checked=on/>
            <span>{label}<small>{hint}</small></span>
        </label>
    }
    .into_any()
}

/// The admins who get in while the provider is away.
#[component]
pub(super) fn BreakGlassChoice(
    /// The company's admins.
    admins: Vec<BreakGlass>,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), Field::BreakGlass));
    let admins = admins
        .into_iter()
        .enumerate()
        .map(|(at, admin)| {
            let lacks = (!admin.can).then(|| td_string!(locale, sso_break_glass_lacks));
            view! {
                <label class="check-field">
                    <input
                        type="checkbox"
                        name=format!("form[break_glass][{at}]")
                        value=admin.id
                        checked=admin.is_chosen
                        disabled=!admin.can
                    />
                    <span>{admin.name}<small>{admin.email}</small><small>{lacks}</small></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby="break-glass-error break-glass-hint">
            <legend>{td_string!(locale, sso_break_glass)}</legend>
            <small id="break-glass-hint">{td_string!(locale, sso_break_glass_hint)}</small>
            {admins}
            <span class="field-error" id="break-glass-error">{move || mistake.get()}</span>
        </fieldset>
    }
    .into_any()
}
