//! The language of a company's screens, and its zone of time.

use domain::form::FieldError;
use domain::zone::Zone;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::company::ChangeCompany;
use crate::api::company::Company;
use crate::api::company::company;
use crate::components::RegionalFields;
use crate::components::SettingsFrame;
use crate::components::SettingsTab;
use crate::components::lang;
use crate::pages::tenant_page;
use crate::words;

/// Fetches what is set.
#[component]
pub(crate) fn CompanyPage() -> impl IntoView {
    tenant_page(company, |company| view! { <Form company/> }.into_any())
}

/// A plain form: without JavaScript it comes back to the page.
#[component]
fn Form(company: Company) -> impl IntoView {
    let locale = lang();
    let change = ServerAction::<ChangeCompany>::new();
    let answer = change.value();
    let errors = Signal::derive(move || -> Vec<FieldError> {
        answer.with(|answer| match answer {
            Some(Err(error)) => error.field_errors().to_vec(),
            Some(Ok(())) | None => Vec::new(),
        })
    });
    let said = move || {
        let is_done = answer.with(|answer| matches!(answer, Some(Ok(()))));
        is_done.then(|| td_string!(locale, company_saved))
    };
    let failure = move || {
        answer.with(|answer| match answer {
            Some(Err(error)) if error.field_errors().is_empty() => Some(words::error(locale, error, Zone::UTC)),
            Some(_) | None => None,
        })
    };
    let machine = company.machine_zone.unwrap_or_else(|| td_string!(locale, regional_unnamed).to_owned());
    view! {
        <SettingsFrame
            me=company.me.clone()
            tab=SettingsTab::Company
            title=td_string!(locale, company_title)
            summary=td_string!(locale, company_summary)
        >
            <section class="settings-section">
                <h2>{td_string!(locale, regional_title)}</h2>
                <p>{td_string!(locale, company_text)}</p>
                <p class="notice" role="alert">{failure}</p>
                <p class="notice is-info" role="status">{said}</p>
                <ActionForm action=change attr:class="form">
                    <input type="hidden" name="tenant" value=company.me.tenant.0.clone()/>
                    <RegionalFields
                        language=company.language
                        no_language=td_string!(locale, company_no_language)
                        language_hint=td_string!(locale, company_language_hint)
                        zone=company.zone.unwrap_or_default()
                        zone_hint=td_string!(locale, company_zone_hint, zone = machine)
                        zones=company.zones
                        errors
                    />
                    <div class="form-actions">
                        <button class="button is-primary" type="submit">{td_string!(locale, company_save)}</button>
                    </div>
                </ActionForm>
            </section>
        </SettingsFrame>
    }
    .into_any()
}
