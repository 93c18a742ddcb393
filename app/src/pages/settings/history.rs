//! For how long the past is kept.

use domain::form::Field;
use domain::form::FieldError;
use domain::zone::Zone;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::history::KeepHistory;
use crate::api::history::Retention;
use crate::api::history::retention;
use crate::components::SettingsFrame;
use crate::components::SettingsTab;
use crate::components::TextField;
use crate::components::lang;
use crate::pages::tenant_page;
use crate::words;

/// Fetches what is set.
#[component]
pub(crate) fn HistorySettingsPage() -> impl IntoView {
    tenant_page(retention, |kept| view! { <Form kept/> }.into_any())
}

/// A plain form: without JavaScript it comes back to the page.
#[component]
fn Form(kept: Retention) -> impl IntoView {
    let locale = lang();
    let tenant = kept.me.tenant.0.clone();
    let keep = ServerAction::<KeepHistory>::new();
    let answer = keep.value();
    let errors = Signal::derive(move || -> Vec<FieldError> {
        answer.with(|answer| match answer {
            Some(Err(error)) => error.field_errors().to_vec(),
            Some(Ok(_)) | None => Vec::new(),
        })
    });
    let said = move || {
        answer.with(|answer| match answer {
            Some(Ok(days)) => Some(td_string!(locale, history_keeps_days, count = *days)),
            Some(Err(_)) | None => None,
        })
    };
    let failure = move || {
        answer.with(|answer| match answer {
            Some(Err(error)) if error.field_errors().is_empty() => Some(words::error(locale, error, Zone::UTC)),
            Some(_) | None => None,
        })
    };
    let hint = td_string!(locale, history_days_hint, least = kept.least, most = kept.most);
    view! {
        <SettingsFrame
            me=kept.me.clone()
            tab=SettingsTab::History
            title=td_string!(locale, history_title)
            summary=td_string!(locale, history_settings_summary)
        >
            <section class="settings-section">
                <h2>{td_string!(locale, history_kept_for)}</h2>
                <p>{td_string!(locale, history_kept_for_text)}</p>
                <p class="notice" role="alert">{failure}</p>
                <p class="notice is-info" role="status">{said}</p>
                <ActionForm action=keep attr:class="form">
                    <input type="hidden" name="tenant" value=tenant.clone()/>
                    <TextField
                        field=Field::HistoryDays
                        label=td_string!(locale, history_days_label)
                        value=kept.days.to_string()
                        kind="number"
                        hint
                        errors
                    />
                    <div class="form-actions">
                        <button class="button is-primary" type="submit">{td_string!(locale, history_save)}</button>
                    </div>
                </ActionForm>
            </section>
        </SettingsFrame>
    }
    .into_any()
}
