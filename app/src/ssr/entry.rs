//! The pages behind a link: what the link opens, and the form as it was sent before.

use backend::auth::AuthError;
use backend::people::SecretString;
use backend::people::first_run;
use backend::people::invitations;
use backend::people::resets;
use backend::store::StoreError;
use leptos::prelude::*;

use super::app_context;
use super::failed;
use super::person;
use crate::api::entry::Draft;
use crate::api::entry::Guest;
use crate::api::entry::JoinForm;
use crate::api::entry::ResetForm;
use crate::error::AppError;

/// The form as it was sent before, which the server hands to the page it shows again.
pub(super) fn draft() -> Draft {
    use_context::<Draft>().unwrap_or_default()
}

fn unavailable(error: StoreError) -> AppError {
    failed(AuthError::from(error).into())
}

/// As [`crate::api::entry::set_up_form`] says.
pub(crate) async fn set_up_form(token: String) -> Result<Draft, AppError> {
    let backend = app_context()?.backend;
    let is_good = first_run::peek(backend.store(), &SecretString::from(token), backend.now()).await;
    if is_good.map_err(unavailable)? { Ok(draft()) } else { Err(failed(AppError::NotFound)) }
}

/// As [`crate::api::entry::join_form`] says.
pub(crate) async fn join_form(token: String) -> Result<JoinForm, AppError> {
    let backend = app_context()?.backend;
    let found = invitations::peek(backend.store(), &SecretString::from(token), backend.now()).await;
    let invitation = found.map_err(unavailable)?.ok_or_else(|| failed(AppError::NotFound))?;
    let guest = match person().await {
        Ok((principal, ..)) if principal.email() == invitation.email => {
            Guest::Invited { name: principal.display_name().to_owned() }
        }
        Ok((principal, ..)) => Guest::SomebodyElse { email: principal.email().to_owned() },
        Err(AppError::SignedOut) if invitation.has_account => Guest::HasAccount,
        Err(AppError::SignedOut) => Guest::New,
        Err(error) => return Err(failed(error)),
    };
    Ok(JoinForm {
        tenant: invitation.tenant,
        email: invitation.email,
        role: invitation.role,
        invited_by: invitation.invited_by,
        guest,
        draft: draft(),
    })
}

/// As [`crate::api::entry::reset_form`] says.
pub(crate) async fn reset_form(token: String) -> Result<ResetForm, AppError> {
    let backend = app_context()?.backend;
    let found = resets::peek_reset(backend.store(), &SecretString::from(token), backend.now()).await;
    let email = found.map_err(unavailable)?.ok_or_else(|| failed(AppError::NotFound))?;
    Ok(ResetForm { email, draft: draft() })
}
