//! Saved views: from the page's words to the backend's and back, and the view that a board opens with.

use backend::views;
use backend::views::ViewWish;
use backend::views::ViewsError;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ViewId;
use domain::saved_view::Params;
use domain::saved_view::SavedView;
use domain::saved_view::opening;

use super::Caller;
use super::failed;
use crate::components::saved_href;
use crate::error::AppError;

fn app_error(error: ViewsError) -> AppError {
    failed(match error {
        ViewsError::NotFound => AppError::NotFound,
        ViewsError::Forbidden => AppError::Forbidden,
        ViewsError::Invalid(errors) => AppError::Invalid { errors },
        ViewsError::Store(_) => AppError::Unavailable,
    })
}

fn id(text: &str) -> Result<ViewId, AppError> {
    text.parse().map_err(|_no_identity| failed(AppError::NotFound))
}

fn optional_id(text: &str) -> Result<Option<ViewId>, AppError> {
    if text.is_empty() { Ok(None) } else { id(text).map(Some) }
}

fn optional_params(text: &str) -> Result<Option<Params>, AppError> {
    let read = |text| serde_json::from_str(text).map_err(|_no_params| failed(AppError::BadRequest));
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// The query of a board that is opened with `query`: without one, that of the view it opens with, and the browser is led
/// there, so that the address always says what is shown.
pub(crate) async fn opened(caller: &Caller, query: String) -> Result<String, AppError> {
    if !query.is_empty() {
        return Ok(query);
    }
    let views = list(caller).await?;
    let Some(view) = opening(&views, caller.ctx.role()) else { return Ok(query) };
    let href = saved_href(caller.ctx.slug(), view);
    leptos_axum::redirect(&href);
    Ok(href.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default())
}

pub(crate) async fn list(caller: &Caller) -> Result<Vec<SavedView>, AppError> {
    views::list(caller.backend.store(), &caller.ctx).await.map_err(app_error)
}

pub(crate) async fn save(caller: &Caller, name: String, params: &str, is_shared: bool) -> Result<(), AppError> {
    let wish = ViewWish { name, params: optional_params(params)?, is_shared };
    let (backend, actor) = (&caller.backend, caller.actor());
    let saved = views::save(backend.store(), backend.clock(), &caller.ctx, &actor, wish).await;
    saved.map(drop).map_err(app_error)
}

pub(crate) async fn change(
    caller: &Caller,
    view: &str,
    name: String,
    params: &str,
    is_shared: bool,
) -> Result<(), AppError> {
    let wish = ViewWish { name, params: optional_params(params)?, is_shared };
    let (backend, actor) = (&caller.backend, caller.actor());
    views::change(backend.store(), backend.clock(), &caller.ctx, &actor, id(view)?, wish).await.map_err(app_error)
}

pub(crate) async fn delete(caller: &Caller, view: &str) -> Result<(), AppError> {
    let (backend, actor) = (&caller.backend, caller.actor());
    views::delete(backend.store(), backend.clock(), &caller.ctx, &actor, id(view)?).await.map_err(app_error)
}

pub(crate) async fn open_with(caller: &Caller, view: &str) -> Result<(), AppError> {
    views::set_own_default(caller.backend.store(), &caller.ctx, optional_id(view)?).await.map_err(app_error)
}

pub(crate) async fn open_role_with(caller: &Caller, role: &str, view: &str) -> Result<(), AppError> {
    let role = role
        .parse()
        .map_err(|_no_role| failed(AppError::invalid(FieldError::new(Field::Role, Problem::NotOffered))))?;
    let (backend, actor) = (&caller.backend, caller.actor());
    let view = optional_id(view)?;
    views::set_role_default(backend.store(), backend.clock(), &caller.ctx, &actor, role, view).await.map_err(app_error)
}
