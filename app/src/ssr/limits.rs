//! Limits for their admins: from the page's words to the backend's and back.

use backend::limits;
use backend::limits::LimitsError;
use domain::limits::LimitLine;

use super::Caller;
use super::failed;
use super::me;
use crate::api::limits::LimitsPage;
use crate::error::AppError;

fn app_error(error: LimitsError) -> AppError {
    failed(match error {
        LimitsError::Forbidden => AppError::Forbidden,
        LimitsError::Invalid(errors) => AppError::Invalid { errors },
        LimitsError::Conflict => AppError::Conflict,
        LimitsError::Store(_) => AppError::Unavailable,
    })
}

pub(crate) async fn page(caller: &Caller) -> Result<LimitsPage, AppError> {
    let backend = &caller.backend;
    let form = limits::form(backend.store(), backend.hub(), &caller.ctx).await.map_err(app_error)?;
    Ok(LimitsPage {
        me: me(caller),
        version: form.version,
        lines: form.lines,
        connections: form.connections,
        reasons: form.reasons,
        changed: form.changed,
        zone: caller.clocks(),
    })
}

pub(crate) async fn change(caller: &Caller, version: i64, lines: &str) -> Result<LimitsPage, AppError> {
    let lines: Vec<LimitLine> = match lines {
        "" => Vec::new(),
        lines => serde_json::from_str(lines).map_err(|_no_lines| failed(AppError::BadRequest))?,
    };
    let (backend, actor) = (&caller.backend, caller.actor());
    limits::change(backend.store(), backend.hub(), backend.clock(), &caller.ctx, &actor, version, &lines)
        .await
        .map_err(app_error)?;
    page(caller).await
}
