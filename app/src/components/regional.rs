//! Two fields that belong together: the language and the zone of time in which somebody reads.

use domain::form::Field;
use domain::form::FieldError;
use domain::language::Language;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use super::field::TextField;
use crate::i18n::Locale;

/// The list of zones that the field offers.
const ZONES: &str = "zone-names";

/// The fields. Left alone, both are as somebody larger has them.
#[component]
pub(crate) fn RegionalFields(
    /// The language that was chosen.
    language: Option<Language>,
    /// What it is when none is chosen.
    no_language: &'static str,
    /// One sentence below the choice of a language.
    language_hint: &'static str,
    /// The zone that was chosen, or what was typed.
    zone: String,
    /// One sentence below the field for it.
    zone_hint: String,
    /// The zones there are.
    zones: Vec<String>,
    /// What was wrong with the form as it was sent.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let zones = zones.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    view! {
        <LanguageField language none=no_language hint=language_hint/>
        <TextField
            field=Field::Zone
            label=td_string!(locale, regional_zone)
            value=zone
            list=ZONES
            required=false
            hint=zone_hint
            errors
        />
        <datalist id=ZONES>{zones}</datalist>
    }
    .into_any()
}

/// The language in which somebody or something reads.
#[component]
pub(crate) fn LanguageField(
    /// The one that was chosen.
    language: Option<Language>,
    /// What it is when none is chosen.
    none: &'static str,
    /// One sentence below the choice.
    hint: &'static str,
) -> impl IntoView {
    let locale = lang();
    let choices = Language::ALL.map(|choice| {
        let chosen = language == Some(choice);
        view! { <option value=choice.as_str() selected=chosen lang=choice.as_str()>{own_name(choice)}</option> }
    });
    view! {
        <div class="field">
            <label for="field-language">{td_string!(locale, regional_language)}</label>
            <select id="field-language" name=Field::Language.as_str() aria-describedby="field-language-hint">
                <option value="" selected=language.is_none()>{none}</option>
                {choices}
            </select>
            <small id="field-language-hint">{hint}</small>
        </div>
    }
    .into_any()
}

/// What a language calls itself, so that whoever reads no other one finds it.
fn own_name(language: Language) -> &'static str {
    let own = match language {
        Language::English => Locale::en,
        Language::Vietnamese => Locale::vi,
    };
    td_string!(own, regional_own_name)
}
