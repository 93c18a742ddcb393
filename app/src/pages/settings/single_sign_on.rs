//! How a company's people sign in at its own identity provider.

mod fields;

use domain::form::FieldError;
use domain::zone::Zone;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::fields::BreakGlassChoice;
use self::fields::Switch;
use crate::api::single_sign_on::SaveSingleSignOn;
use crate::api::single_sign_on::SingleSignOn;
use crate::api::single_sign_on::check_single_sign_on;
use crate::api::single_sign_on::single_sign_on;
use crate::components::SettingsFrame;
use crate::components::SettingsTab;
use crate::components::lang;
use crate::error::AppError;
use crate::pages::tenant_page;
use crate::words;

/// Fetches what is set.
#[component]
pub(crate) fn SingleSignOnSettingsPage() -> impl IntoView {
    tenant_page(single_sign_on, |settings| view! { <Form settings/> }.into_any())
}

/// The form. Once it is saved the page is read anew, so that a second change knows of the first.
#[component]
fn Form(settings: SingleSignOn) -> impl IntoView {
    let locale = lang();
    let save = ServerAction::<SaveSingleSignOn>::new();
    let answer = save.value();
    let version = Signal::derive({
        let first = settings.version;
        // Each change that was taken moved it by one.
        let taken = RwSignal::new(0_i64);
        Effect::new(move |_| {
            if answer.with(|answer| matches!(answer, Some(Ok(())))) {
                taken.update(|taken| *taken += 1);
            }
        });
        move || first + taken.get()
    });
    let errors = Signal::derive(move || -> Vec<FieldError> {
        answer.with(|answer| match answer {
            Some(Err(error)) => error.field_errors().to_vec(),
            Some(Ok(())) | None => Vec::new(),
        })
    });
    let said = move || {
        let is_done = answer.with(|answer| matches!(answer, Some(Ok(()))));
        is_done.then(|| td_string!(locale, sso_saved))
    };
    let failure = move || {
        answer.with(|answer| match answer {
            Some(Err(error)) if error.field_errors().is_empty() => Some(words::error(locale, error, Zone::UTC)),
            Some(_) | None => None,
        })
    };
    let known = td_string!(locale, sso_identities, count = settings.identities);
    view! {
        <SettingsFrame
            me=settings.me.clone()
            tab=SettingsTab::SignIn
            title=td_string!(locale, sso_settings_title)
            summary=td_string!(locale, sso_settings_summary)
        >
            <section class="settings-section">
                <h2>{td_string!(locale, sso_provider)}</h2>
                <p>{td_string!(locale, sso_provider_text)}</p>
                <dl class="facts">
                    <dt>{td_string!(locale, sso_callback)}</dt>
                    <dd><code>{settings.callback.clone()}</code></dd>
                    <dt>{td_string!(locale, sso_begin)}</dt>
                    <dd><code>{settings.begin.clone()}</code></dd>
                </dl>
                <p>{known}</p>
                <p class="notice" role="alert">{failure}</p>
                <p class="notice is-info" role="status">{said}</p>
                <ActionForm action=save attr:class="form" attr:novalidate="">
                    <input type="hidden" name="tenant" value=settings.me.tenant.0.clone()/>
                    <input type="hidden" name="form[version]" prop:value=version value=settings.version/>
                    <fields::Provider settings=settings.clone() errors/>
                    <fields::Roles settings=settings.clone() errors/>
                    <Switch name="form[is_on]" on=settings.is_on label=td_string!(locale, sso_on) hint=td_string!(locale, sso_on_hint)/>
                    <Switch
                        name="form[is_only_way]"
                        on=settings.is_only_way
                        label=td_string!(locale, sso_only_way)
                        hint=td_string!(locale, sso_only_way_hint)
                    />
                    <BreakGlassChoice admins=settings.admins.clone() errors/>
                    <div class="form-actions">
                        <button class="button is-primary" type="submit">{td_string!(locale, sso_save)}</button>
                    </div>
                </ActionForm>
            </section>
        </SettingsFrame>
    }
    .into_any()
}

/// Whether the provider could be used, asked before anybody depends on it.
#[component]
fn Check(
    /// The company.
    tenant: String,
    /// What is typed.
    issuer: RwSignal<String>,
) -> impl IntoView {
    let locale = lang();
    let check = Action::new(move |issuer: &String| check_single_sign_on(tenant.clone(), issuer.clone()));
    let told = move || {
        check.value().with(|answer| {
            Some(match answer.as_ref()? {
                Ok(None) => td_string!(locale, sso_check_fine).to_owned(),
                Ok(Some(problem)) => words::provider_problem(locale, *problem),
                Err(error) => words::error(locale, error, Zone::UTC),
            })
        })
    };
    let is_fine = move || check.value().with(|answer| matches!(answer, Some(Ok::<_, AppError>(None))));
    let pending = check.pending();
    view! {
        <div class="action-row">
            <button
                class="button"
                type="button"
                disabled=move || pending.get()
                on:click=move |_| {
                    check.dispatch(issuer.get_untracked());
                }
            >
                {td_string!(locale, sso_check)}
            </button>
        </div>
        <p class="notice" class:is-info=is_fine role="status">{told}</p>
    }
    .into_any()
}
