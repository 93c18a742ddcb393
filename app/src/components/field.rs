//! One field of a form: its label, its control, a hint and what is wrong with it, joined for screen readers.

use domain::form::Field;
use domain::form::FieldError;
use leptos::prelude::*;

use super::bits::lang;
use crate::words;

/// What is wrong with `field`, if anything is.
pub(crate) fn mistake_in(errors: &[FieldError], field: Field) -> Option<String> {
    let locale = lang();
    errors.iter().find(|error| error.field == field).map(|error| words::problem(locale, error.problem))
}

/// A one-line text field.
#[component]
pub(crate) fn TextField(
    /// Which field.
    field: Field,
    /// What it is called.
    label: &'static str,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// The kind of input: `text`, `email`, `password`, `url`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What a password manager or browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// One sentence below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The list of suggestions, by its identity in the page.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Whether it must be filled in.
    #[prop(default = true)]
    required: bool,
    /// What was wrong with the form as it was sent.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let name = field.as_str();
    let id = format!("field-{name}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), field));
    let described = {
        let (hint_id, error_id, has_hint) = (hint_id.clone(), error_id.clone(), hint.is_some());
        move || match (mistake.read().is_some(), has_hint) {
            (true, true) => Some(format!("{error_id} {hint_id}")),
            (true, false) => Some(error_id.clone()),
            (false, true) => Some(hint_id.clone()),
            (false, false) => None,
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                type=kind
                name=name
                value=value
                autocomplete=autocomplete
                list=list
                required=required
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby=described
            />
            <span class="field-error" id=error_id>{move || mistake.get()}</span>
            {hint.map(|hint| view! { <small id=hint_id>{hint}</small> })}
        </div>
    }
    .into_any()
}
