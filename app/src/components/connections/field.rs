//! One setting of a provider as a control, with its label, help and mistake joined for screen readers.

use domain::form::Field;
use domain::form::FieldError;
use domain::provider::ProviderKind;
use domain::settings::Input;
use domain::settings::Preset;
use domain::settings::SettingField;
use domain::settings::base_url_presets;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::roster::RosterNote;
use crate::components::bits::lang;
use crate::components::mistake_in;
use crate::i18n::Locale;
use crate::words::connection as words;

/// The list of time zones that a field offers.
pub(super) const ZONES: &str = "connection-zones";

/// One setting.
#[component]
pub(super) fn SettingInput(
    /// Vendor.
    kind: ProviderKind,
    /// Which setting, and how it is asked.
    setting: SettingField,
    /// What it holds at first.
    value: String,
    /// What was wrong with the form as it was sent.
    errors: Signal<Vec<FieldError>>,
    /// Hears what is chosen.
    #[prop(optional)]
    chosen: Option<RwSignal<String>>,
) -> impl IntoView {
    let locale = lang();
    let field = setting.field;
    let wire = field.as_str();
    let name = format!("form[settings][{wire}]");
    let id = format!("setting-{wire}");
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let described = format!("{error_id} {help_id}");
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), field));
    let invalid = move || mistake.read().is_some().then_some("true");
    let control = match setting.input {
        Input::Line => {
            let node = NodeRef::<leptos::html::Input>::new();
            let presets = (field == Field::BaseUrl).then(|| view! { <Presets kind node/> });
            let list = (field == Field::Zone).then_some(ZONES);
            let input_mode = (field == Field::Budget).then_some("numeric");
            let placeholder = (field == Field::BaseUrl).then(|| example(kind));
            view! {
                <input
                    node_ref=node
                    id=id.clone()
                    type="text"
                    name=name
                    value=value
                    list=list
                    inputmode=input_mode
                    placeholder=placeholder
                    autocomplete="off"
                    spellcheck="false"
                    aria-required=setting.required.then_some("true")
                    aria-invalid=invalid
                    aria-describedby=described
                />
                {presets}
            }
            .into_any()
        }
        Input::List => {
            let text = RwSignal::new(value.clone());
            let note = (field == Field::Agents).then(|| view! { <RosterNote text/> });
            view! {
                <textarea
                    id=id.clone()
                    name=name
                    rows="3"
                    spellcheck="false"
                    aria-invalid=invalid
                    aria-describedby=described
                    on:input=move |event| text.set(event_target_value(&event))
                >
                    {value}
                </textarea>
                {note}
            }
            .into_any()
        }
        Input::Choice(choices) => {
            let any = (!setting.required).then(|| view! { <option value="">{td_string!(locale, choice_any)}</option> });
            let options = choices
                .iter()
                .map(|word| {
                    let selected = value == *word;
                    view! { <option value=*word selected=selected>{words::choice(locale, field, word)}</option> }
                })
                .collect_view();
            view! {
                <select
                    id=id.clone()
                    name=name
                    aria-invalid=invalid
                    aria-describedby=described
                    on:change=move |event| {
                        if let Some(chosen) = chosen {
                            chosen.set(event_target_value(&event));
                        }
                    }
                >
                    {any}
                    {options}
                </select>
            }
            .into_any()
        }
    };
    view! {
        <div class="field" data-field=wire>
            <label for=id>{label(locale, setting)}</label>
            {control}
            <span class="field-error" id=error_id>{move || mistake.get()}</span>
            <small id=help_id>{words::help(locale, kind, field)}</small>
        </div>
    }
    .into_any()
}

fn label(locale: Locale, setting: SettingField) -> AnyView {
    let is_optional = !setting.required && !setting.advanced;
    let mark =
        is_optional.then(|| view! { " "<span class="quiet">{td_string!(locale, connection_optional_mark)}</span> });
    view! { {words::field(locale, setting.field)}{mark} }.into_any()
}

/// How an address of the vendor looks.
fn example(kind: ProviderKind) -> String {
    match base_url_presets(kind).first() {
        Some(preset) => preset.filled("your-name"),
        None => "https://dialer.example.com".to_owned(),
    }
}

/// Addresses that the vendor's document names, to be taken over by one press.
#[component]
fn Presets(kind: ProviderKind, node: NodeRef<leptos::html::Input>) -> impl IntoView {
    let locale = lang();
    let buttons: Vec<_> = base_url_presets(kind)
        .iter()
        .filter(|preset| !preset.is_template())
        .map(|preset| {
            let Preset { slug, url } = *preset;
            let text = match slug {
                "production" => td_string!(locale, preset_production),
                "development" => td_string!(locale, preset_development),
                other => other,
            };
            let fill = move |_| {
                if let Some(input) = node.get() {
                    input.set_value(url);
                }
            };
            view! { <button class="button is-tiny" type="button" title=url on:click=fill>{text}</button> }
        })
        .collect();
    (!buttons.is_empty()).then(|| {
        view! { <div class="presets" role="group" aria-label=td_string!(locale, presets_label)>{buttons}</div> }
    })
}
