//! A field of the editor that holds a whole number, with its unit and what is wrong with it.

use domain::form::Field;
use domain::form::FieldError;
use leptos::prelude::*;

use crate::components::field::mistake_in;

/// The field.
#[component]
pub(super) fn NumberField(
    /// Which field.
    field: Field,
    /// What it is called, unit included.
    #[prop(into)]
    label: Signal<String>,
    /// What it holds at first.
    value: u32,
    /// Called with what was typed.
    #[prop(into)]
    on_value: Callback<u32>,
    /// One sentence below the control.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let id = format!("field-{}", field.as_str());
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), field));
    let described = format!("{error_id} {hint_id}");
    // With every key, since what a change says below would else move the button that somebody is pressing.
    let typed = move |event| on_value.run(event_target_value(&event).trim().parse().unwrap_or(0));
    view! {
        <div class="field">
            <label for=id.clone()>{move || label.get()}</label>
            <input
                id=id
                type="number"
                min="0"
                step="1"
                inputmode="numeric"
                value=value.to_string()
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby=described
                on:input=typed
            />
            <span class="field-error" id=error_id>{move || mistake.get()}</span>
            <small id=hint_id>{hint}</small>
        </div>
    }
    .into_any()
}
