//! What is set for a company's identity provider, for its page.

use backend::people::SecretString;
use backend::single_sign_on::SettingsError;
use backend::single_sign_on::SignOnView;
use backend::single_sign_on::SignOnWish;
use domain::id::UserId;
use domain::single_sign_on::ProviderProblem;
use domain::single_sign_on::RoleMap;

use super::Caller;
use super::app_context;
use super::failed;
use super::me;
use crate::api::single_sign_on::BreakGlass;
use crate::api::single_sign_on::SignOnForm;
use crate::api::single_sign_on::SingleSignOn;
use crate::error::AppError;

/// What is set.
pub(crate) async fn settings(caller: &Caller) -> Result<SingleSignOn, AppError> {
    let base_url = app_context()?.base_url;
    let SignOnView { settings, admins, identities } =
        caller.backend.sign_on_settings(&caller.ctx).await.map_err(refused)?;
    let admins = admins.into_iter().map(|admin| BreakGlass {
        can: admin.can_break_glass(),
        id: admin.user_id.to_string(),
        name: admin.display_name,
        email: admin.email,
        is_chosen: admin.is_break_glass,
    });
    Ok(SingleSignOn {
        me: me(caller),
        has_secret: settings.secret.is_some(),
        role_claim: settings.roles.claim,
        admin_values: settings.roles.admins.join("\n"),
        supervisor_values: settings.roles.supervisors.join("\n"),
        issuer: settings.issuer,
        client_id: settings.client_id,
        is_on: settings.is_on,
        adds_people: settings.adds_people,
        is_only_way: settings.is_only_way,
        admins: admins.collect(),
        identities,
        callback: format!("{base_url}/sign-in/sso/callback"),
        begin: format!("{base_url}/sign-in/sso?company={}", caller.ctx.slug()),
        version: settings.version,
    })
}

/// Sets it anew.
pub(crate) async fn save(caller: &Caller, form: SignOnForm) -> Result<(), AppError> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let break_glass: Result<Vec<UserId>, _> = form.break_glass.iter().map(|id| id.parse()).collect();
    let wish = SignOnWish {
        issuer: form.issuer,
        client_id: form.client_id,
        secret: SecretString::from(form.secret),
        roles: RoleMap {
            claim: form.role_claim,
            admins: lines(&form.admin_values),
            supervisors: lines(&form.supervisor_values),
        },
        is_on: form.is_on == "1",
        adds_people: form.adds_people == "1",
        is_only_way: form.is_only_way == "1",
        break_glass: break_glass.map_err(|_no_identity| failed(AppError::BadRequest))?,
        version: form.version,
    };
    caller.backend.save_sign_on(&caller.ctx, &caller.actor(), wish).await.map_err(refused)
}

/// Asks an issuer what it says of itself.
pub(crate) async fn check(caller: &Caller, issuer: &str) -> Result<Option<ProviderProblem>, AppError> {
    let checked = caller.backend.check_sign_on(&caller.ctx, &caller.actor(), issuer).await.map_err(refused)?;
    Ok(checked.err())
}

fn refused(error: SettingsError) -> AppError {
    failed(match error {
        SettingsError::Forbidden => AppError::Forbidden,
        SettingsError::Invalid(errors) => AppError::Invalid { errors },
        SettingsError::Conflict => AppError::Conflict,
        SettingsError::Store(_) => AppError::Unavailable,
    })
}
