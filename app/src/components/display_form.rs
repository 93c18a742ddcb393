//! What a display is called and shows; with a code where a screen is to be paired.

use domain::audience::ScopeFilter;
use domain::display::DisplayFacts;
use domain::display::WallLayout;
use domain::form::Field;
use domain::form::FieldError;
use domain::theme::Theme;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos_i18n::td_string;
use serde::Deserialize;

use super::bits::lang;
use super::field::TextField;
use super::field::mistake_in;
use super::regional::LanguageField;
use super::scope_picker::ScopePicker;
use super::theme_choice::word as theme_word;
use crate::api::ScopeChoices;
use crate::words;

/// Everybody is on the wall, also those who are logged out.
const EVERYBODY: &str = "show=everyone";

/// What the form was sent with.
#[derive(Clone, Debug)]
pub(crate) struct DisplayWish {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) layout: WallLayout,
    pub(crate) view: String,
    /// The language's tag; empty for the company's.
    pub(crate) language: String,
    pub(crate) theme: Theme,
    pub(crate) scope: ScopeFilter,
}

#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    code: String,
    name: String,
    #[serde(default)]
    place: String,
    layout: WallLayout,
    #[serde(default)]
    view: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    theme: Theme,
}

/// The form.
#[component]
pub(crate) fn DisplayForm(
    /// What it holds at first.
    #[prop(optional)]
    facts: DisplayFacts,
    /// What the display is limited to at first.
    #[prop(optional)]
    scope: ScopeFilter,
    /// Whether it asks for a code.
    with_code: bool,
    /// What can be chosen from.
    choices: ScopeChoices,
    /// What was wrong with it as it was sent.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
    /// Whether it is being sent.
    #[prop(into)]
    pending: Signal<bool>,
    /// What the button says.
    submit: &'static str,
    /// Called with what was typed.
    #[prop(into)]
    on_submit: Callback<DisplayWish>,
    /// What stands beside the button.
    #[prop(optional, into)]
    beside: ViewFn,
) -> impl IntoView {
    let locale = lang();
    let is_limited = RwSignal::new(!scope.is_everything());
    let filter = RwSignal::new(scope);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(fields) = Fields::from_event(&event) else { return };
        let scope = if is_limited.get_untracked() { filter.get_untracked() } else { ScopeFilter::default() };
        on_submit.run(DisplayWish {
            code: fields.code,
            name: fields.name,
            place: fields.place,
            layout: fields.layout,
            view: fields.view,
            language: fields.language,
            theme: fields.theme,
            scope,
        });
    };
    let code = with_code.then(|| {
        view! {
            <TextField field=Field::Code label=td_string!(locale, pairing_code) hint=td_string!(locale, pairing_code_hint) errors/>
        }
    });
    let layouts = WallLayout::ALL.map(|layout| {
        let (slug, chosen) = (layout.slug(), layout == facts.layout);
        view! { <option value=slug selected=chosen>{words::wall_layout(locale, layout)}</option> }
    });
    let themes = Theme::ALL.map(|theme| {
        let (word, chosen) = (theme_word(locale, theme), theme == facts.theme);
        view! { <option value=theme.as_str() selected=chosen>{word}</option> }
    });
    let everybody = facts.view == EVERYBODY;
    let has_program = facts.program.is_some();
    let (layout, view) = (facts.layout.slug(), facts.view.clone());
    // A display with a program keeps what it would show without one.
    let shows = if has_program {
        view! {
            <input type="hidden" name="layout" value=layout/>
            <input type="hidden" name="view" value=view/>
            <p>{td_string!(locale, display_has_program)}</p>
        }
        .into_any()
    } else {
        view! {
            <div class="field">
                <label for="field-layout">{td_string!(locale, display_layout)}</label>
                <select id="field-layout" name="layout">{layouts}</select>
            </div>
            <div class="field">
                <label for="field-view">{td_string!(locale, display_agents)}</label>
                <select id="field-view" name="view">
                    <option value="" selected=!everybody>{td_string!(locale, display_logged_in)}</option>
                    <option value=EVERYBODY selected=everybody>{td_string!(locale, display_everybody)}</option>
                </select>
            </div>
        }
        .into_any()
    };
    let scope_mistake = move || mistake_in(&errors.read(), Field::Scope);
    view! {
        <form class="form display-form" method="post" on:submit=send>
            {code}
            <TextField field=Field::Name label=td_string!(locale, display_name) value=facts.name.clone() errors/>
            <TextField
                field=Field::Place
                label=td_string!(locale, display_place)
                value=facts.place.clone()
                hint=td_string!(locale, display_place_hint)
                required=false
                errors
            />
            {shows}
            <LanguageField
                language=facts.language
                none=td_string!(locale, display_no_language)
                hint=td_string!(locale, display_language_hint)
            />
            <div class="field">
                <label for="field-theme">{td_string!(locale, desk_kind_theme)}</label>
                <select id="field-theme" name="theme" aria-describedby="field-theme-hint">{themes}</select>
                <small id="field-theme-hint">{td_string!(locale, display_theme_hint)}</small>
            </div>
            <fieldset class="field">
                <legend>{td_string!(locale, display_shows)}</legend>
                <label class="check-field">
                    <input type="radio" name="reach" prop:checked=move || !is_limited.get() on:change=move |_| is_limited.set(false)/>
                    {td_string!(locale, display_whole_floor)}
                </label>
                <label class="check-field">
                    <input type="radio" name="reach" prop:checked=move || is_limited.get() on:change=move |_| is_limited.set(true)/>
                    {td_string!(locale, only_chosen)}
                </label>
                <span class="field-error">{scope_mistake}</span>
            </fieldset>
            <Show when=move || is_limited.get()>
                <ScopePicker choices=choices.clone() value=filter/>
            </Show>
            <div class="form-actions">
                <button class="button is-primary" type="submit" disabled=move || pending.get()>{submit}</button>
                {beside.run()}
            </div>
        </form>
    }
    .into_any()
}
