//! Connections for their admins: from the page's words to the backend's and back.

use backend::connections::ConnectionDraft;
use backend::connections::ConnectionsError;
use domain::agent::AgentState;
use domain::form::Field;
use domain::id::ConnectionId;
use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::settings::Settings;

use super::Caller;
use super::failed;
use super::me;
use crate::api::connections::ConnectionsPage;
use crate::api::connections::OpenForm;
use crate::api::connections::SecretTest;
use crate::api::connections::SentForm;
use crate::error::AppError;

fn app_error(error: ConnectionsError) -> AppError {
    failed(match error {
        ConnectionsError::NotFound => AppError::NotFound,
        ConnectionsError::Forbidden => AppError::Forbidden,
        ConnectionsError::Invalid(errors) => AppError::Invalid { errors },
        ConnectionsError::Conflict => AppError::Conflict,
        ConnectionsError::Resting(cause) => AppError::Provider { cause },
        ConnectionsError::TooSoon { retry_after_s } => AppError::TooSoon { retry_after_s },
        ConnectionsError::Store(_) => AppError::Unavailable,
    })
}

fn id(text: &str) -> Result<ConnectionId, AppError> {
    text.parse().map_err(|_no_identity| failed(AppError::NotFound))
}

pub(crate) async fn page(caller: &Caller) -> Result<ConnectionsPage, AppError> {
    let reports = caller.backend.connection_reports(&caller.ctx).await.map_err(app_error)?;
    Ok(ConnectionsPage { me: me(caller), now: caller.backend.now(), zone: caller.clocks(), reports })
}

pub(crate) async fn form(caller: &Caller, text: &str, kind: ProviderKind) -> Result<OpenForm, AppError> {
    let zones = backend::zones::names();
    if text.is_empty() {
        return Ok(OpenForm {
            id: String::new(),
            version: 0,
            kind,
            name: String::new(),
            settings: Settings::new(),
            zones,
        });
    }
    let form = caller.backend.connection_form(&caller.ctx, id(text)?).await.map_err(app_error)?;
    Ok(OpenForm {
        id: text.to_owned(),
        version: form.version,
        kind: form.kind,
        name: form.name,
        settings: form.settings,
        zones,
    })
}

/// The form in the backend's words; a field that does not exist is no form of ours.
fn draft(form: SentForm) -> Result<ConnectionDraft, AppError> {
    let field = |name: String| {
        serde_json::from_value::<Field>(serde_json::Value::String(name))
            .map_err(|_no_field| failed(AppError::BadRequest))
    };
    let settings =
        form.settings.into_iter().map(|(name, value)| Ok((field(name)?, value))).collect::<Result<_, AppError>>()?;
    Ok(ConnectionDraft {
        id: if form.id.is_empty() { None } else { Some(id(&form.id)?) },
        version: form.version,
        kind: form.kind,
        name: form.name,
        settings,
        secret: form.secret.into(),
    })
}

pub(crate) async fn save(caller: &Caller, form: SentForm) -> Result<String, AppError> {
    let id = caller.backend.save_connection(&caller.ctx, &caller.actor(), draft(form)?).await.map_err(app_error)?;
    Ok(id.to_string())
}

pub(crate) async fn try_form(caller: &Caller, form: SentForm) -> Result<ProbeReport, AppError> {
    caller.backend.try_connection(&caller.ctx, &caller.actor(), draft(form)?).await.map_err(app_error)
}

pub(crate) async fn test(caller: &Caller, text: &str) -> Result<ProbeReport, AppError> {
    caller.backend.test_connection(&caller.ctx, &caller.actor(), id(text)?).await.map_err(app_error)
}

pub(crate) async fn replace_secret(caller: &Caller, text: &str, secret: String) -> Result<SecretTest, AppError> {
    let replaced = caller
        .backend
        .replace_connection_secret(&caller.ctx, &caller.actor(), id(text)?, &secret.into())
        .await
        .map_err(app_error)?;
    Ok(SecretTest { report: replaced.report, is_kept: replaced.is_kept })
}

pub(crate) async fn poll_now(caller: &Caller, text: &str) -> Result<(), AppError> {
    caller.backend.poll_connection_now(&caller.ctx, id(text)?).await.map_err(app_error)
}

pub(crate) async fn pause(caller: &Caller, text: &str, is_paused: bool) -> Result<(), AppError> {
    caller.backend.pause_connection(&caller.ctx, &caller.actor(), id(text)?, is_paused).await.map_err(app_error)
}

pub(crate) async fn map_state(caller: &Caller, text: &str, word: &str, state: &str) -> Result<(), AppError> {
    let state = AgentState::from_slug(state).ok_or_else(|| failed(AppError::BadRequest))?;
    caller.backend.map_state(&caller.ctx, &caller.actor(), id(text)?, word, state).await.map_err(app_error)
}

pub(crate) async fn delete(caller: &Caller, text: &str) -> Result<(), AppError> {
    caller.backend.delete_connection(&caller.ctx, &caller.actor(), id(text)?).await.map_err(app_error)
}
