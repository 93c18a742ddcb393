//! The form of a connection, new or edited, built from what its vendor's settings are. It can be tested before it is
//! saved; what is typed stays whatever the list beside it does.

use domain::form::Field;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::right::rights;
use domain::settings::Settings;
use domain::settings::secret_kind;
use domain::settings::setting_fields;
use leptos::ev::SubmitEvent;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::checks::Checks;
use super::desk::Desk;
use super::failure;
use super::field::SettingInput;
use super::field::ZONES;
use super::mistakes;
use super::panel::CloseLink;
use super::side::Side;
use crate::api::connections::OpenForm;
use crate::api::connections::SaveConnection;
use crate::api::connections::TryConnection;
use crate::api::connections::connection_form;
use crate::components::bits::lang;
use crate::components::mistake_in;
use crate::error::AppError;
use crate::words::connection as words;

/// The panel with the form.
#[component]
pub(super) fn FormPanel(
    desk: Desk,
    /// Which connection; none adds one.
    id: Option<ConnectionId>,
    /// Vendor.
    kind: ProviderKind,
) -> impl IntoView {
    let locale = lang();
    let anew = RwSignal::new(0_u32);
    let opened = Resource::new(
        move || anew.get(),
        move |_| connection_form(desk.tenant.get_value(), id.map(|id| id.to_string()).unwrap_or_default(), kind),
    );
    let shown = move |opened: Result<OpenForm, AppError>| match opened {
        Ok(open) => view! { <SettingsForm desk open anew/> }.into_any(),
        Err(error) => view! { <section class="panel-section">{failure(desk.reader, &error)}</section> }.into_any(),
    };
    let name = id.and_then(|id| {
        desk.reports.with_untracked(|reports| reports.iter().find(|one| one.id == id).map(|one| one.name.clone()))
    });
    let title = match name {
        Some(name) => td_string!(locale, connection_edit_name, name = name),
        None => td_string!(locale, connect_provider).to_owned(),
    };
    let back = desk.href(&id.map_or(Side::Vendors, Side::Report));
    view! {
        <aside class="side-panel" aria-label=title.clone()>
            <header class="panel-head">
                <h2>{title.clone()}</h2>
                <div class="panel-tools">
                    <a class="button is-plain" href=back>{td_string!(locale, connection_back)}</a>
                    <CloseLink desk/>
                </div>
                <p><span class="mark" aria-hidden="true">{kind.mark()}</span>" "{kind.label()}</p>
            </header>
            <div class="panel-body">
                <Transition fallback=move || {
                    view! { <section class="panel-section skeleton" aria-busy="true"></section> }
                }>{move || Suspend::new(async move { shown(opened.await) })}</Transition>
            </div>
        </aside>
    }
    .into_any()
}

#[component]
fn SettingsForm(desk: Desk, open: OpenForm, anew: RwSignal<u32>) -> impl IntoView {
    let locale = lang();
    let kind = open.kind;
    let save = ServerAction::<SaveConnection>::new();
    let test = ServerAction::<TryConnection>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(id)) = save.value().get() {
            desk.refresh();
            if let Ok(id) = id.parse() {
                navigate(&desk.href(&Side::Report(id)), NavigateOptions::default());
            }
        }
    });
    // What was wrong is what the last of the two said; the other one's answer is cleared when either begins.
    let errors = Signal::derive(move || {
        let mut wrong = mistakes(save.value().get());
        wrong.extend(mistakes(test.value().get()));
        wrong
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Ok(sent) = SaveConnection::from_event(&event) else { return };
        let is_test =
            event.submitter().is_some_and(|button| button.get_attribute("data-does").as_deref() == Some("test"));
        save.clear();
        test.clear();
        if is_test {
            test.dispatch(TryConnection { tenant: sent.tenant, form: sent.form });
        } else {
            save.dispatch(sent);
        }
    };
    let auth = RwSignal::new(open.settings.get(&Field::Auth).cloned().unwrap_or_default());
    let is_new = open.id.is_empty();
    let input = |setting: &domain::settings::SettingField| {
        let value = open.settings.get(&setting.field).cloned().unwrap_or_default();
        if setting.field == Field::Auth {
            view! { <SettingInput kind setting=*setting value errors chosen=auth/> }.into_any()
        } else {
            view! { <SettingInput kind setting=*setting value errors/> }.into_any()
        }
    };
    let fields = setting_fields(kind);
    let plain = fields.iter().filter(|setting| !setting.advanced).map(input).collect_view();
    let advanced = fields.iter().filter(|setting| setting.advanced).map(input).collect_view();
    let has_advanced_value = fields
        .iter()
        .any(|setting| setting.advanced && open.settings.get(&setting.field).is_some_and(|value| !value.is_empty()));
    let has_advanced_error = move || {
        errors.read().iter().any(|error| fields.iter().any(|setting| setting.advanced && setting.field == error.field))
    };
    let zones = open.zones.iter().map(|zone| view! { <option value=zone.clone()></option> }).collect_view();
    let other = move || {
        let failed = save.value().get().and_then(Result::err).or_else(|| test.value().get()?.err())?;
        Some(match &failed {
            AppError::Invalid { .. } => {
                view! { <p class="notice" role="alert">{td_string!(locale, connection_form_wrong)}</p> }.into_any()
            }
            AppError::Conflict => view! {
                <p class="notice" role="alert">{td_string!(locale, connection_form_conflict)}</p>
                <button class="button" type="button" on:click=move |_| anew.update(|turn| *turn += 1)>
                    {td_string!(locale, connection_load_anew)}
                </button>
            }
            .into_any(),
            AppError::SignedOut
            | AppError::NotFound
            | AppError::Forbidden
            | AppError::NeedsSecondFactor
            | AppError::NeedsProof { .. }
            | AppError::TooSoon { .. }
            | AppError::NotOffered
            | AppError::Administration { .. }
            | AppError::Provider { .. }
            | AppError::Unavailable
            | AppError::BadRequest
            | AppError::Network
            | AppError::Internal => failure(desk.reader, &failed),
        })
    };
    let result = move || {
        let report = test.value().get()?.ok()?;
        let (class, text) = if report.is_good() {
            ("notice is-info", td_string!(locale, test_result_good))
        } else {
            ("notice is-attention", td_string!(locale, test_result_bad))
        };
        Some(view! {
            <div class="form-test">
                <h3>{td_string!(locale, form_test)}</h3>
                <p class=class role="status">{text}</p>
                <Checks report/>
            </div>
        })
    };
    let (saving, testing) = (save.pending(), test.pending());
    let is_busy = move || saving.get() || testing.get();
    let name_mistake = move || mistake_in(&errors.read(), Field::Name);
    view! {
        <form class="form connection-form" method="post" on:submit=send novalidate>
            <input type="hidden" name="tenant" value=desk.tenant.get_value()/>
            <input type="hidden" name="form[id]" value=open.id.clone()/>
            <input type="hidden" name="form[version]" value=open.version.to_string()/>
            <input type="hidden" name="form[kind]" value=kind.as_str()/>
            <datalist id=ZONES>{zones}</datalist>
            <div class="field" data-field="name">
                <label for="setting-name">{td_string!(locale, field_name)}</label>
                <input
                    id="setting-name"
                    type="text"
                    name="form[name]"
                    value=open.name.clone()
                    autocomplete="off"
                    aria-required="true"
                    aria-invalid=move || name_mistake().is_some().then_some("true")
                    aria-describedby="setting-name-error setting-name-help"
                />
                <span class="field-error" id="setting-name-error">{name_mistake}</span>
                <small id="setting-name-help">{td_string!(locale, help_name)}</small>
            </div>
            {plain}
            <SecretInput kind is_new auth errors/>
            <details class="advanced" open=move || has_advanced_value || has_advanced_error()>
                <summary>{td_string!(locale, connection_advanced)}</summary>
                <div class="form">{advanced}</div>
            </details>
            {other}
            {result}
            <div class="form-actions">
                <button class="button is-primary" type="submit" data-does="save" disabled=is_busy>
                    {move || if saving.get() { td_string!(locale, connection_saving) } else { td_string!(locale, connection_save) }}
                </button>
                <button class="button" type="submit" data-does="test" disabled=is_busy>
                    {move || if testing.get() { td_string!(locale, connection_testing) } else { td_string!(locale, connection_test) }}
                </button>
            </div>
            <p class="help">{td_string!(locale, untested_ok)}</p>
        </form>
    }
    .into_any()
}

/// The secret, and the rights it needs.
#[component]
fn SecretInput(
    kind: ProviderKind,
    is_new: bool,
    /// What the secret is, where that is a choice.
    auth: RwSignal<String>,
    errors: Signal<Vec<domain::form::FieldError>>,
) -> impl IntoView {
    let locale = lang();
    let label = move || {
        let settings = Settings::from([(Field::Auth, auth.get())]);
        words::secret(locale, secret_kind(kind, &settings))
    };
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), Field::Secret));
    let help = if is_new { td_string!(locale, secret_once) } else { td_string!(locale, secret_keep) };
    let wanted = rights(kind).iter().map(|right| view! { <li>{words::right(locale, *right)}</li> }).collect_view();
    view! {
        <div class="field" data-field="secret">
            <label for="setting-secret">{label}</label>
            <input
                id="setting-secret"
                type="password"
                name="form[secret]"
                autocomplete="off"
                aria-required=is_new.then_some("true")
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby="setting-secret-error setting-secret-help"
            />
            <span class="field-error" id="setting-secret-error">{move || mistake.get()}</span>
            <small id="setting-secret-help">{help}</small>
        </div>
        <div class="rights-box">
            <h3>{td_string!(locale, rights_wanted, provider = kind.label())}</h3>
            <ul class="rights">{wanted}</ul>
        </div>
    }
    .into_any()
}
