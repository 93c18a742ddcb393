//! Views of the board that people keep: own ones, shared ones, and those with which boards open.

use domain::saved_view::SavedView;
use leptos::prelude::*;

use crate::codec::JsonText;
use crate::error::AppError;

/// The views that the caller finds in `tenant`, by name.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a foreign tenant.
#[server(name = ReadViews, endpoint = "views", output = JsonText)]
pub async fn views(tenant: String) -> Result<Vec<SavedView>, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::views::list(&caller).await
}

/// Keeps a view as the caller's own; `params` are pairs of name and value as JSON.
///
/// # Errors
/// As [`views`]; [`AppError::Invalid`] naming the fields.
#[server(name = SaveView, endpoint = "save_view", output = JsonText)]
pub async fn save_view(
    tenant: String,
    #[server(default)] name: String,
    #[server(default)] params: String,
    #[server(default)] is_shared: bool,
) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::views::save(&caller, name, &params, is_shared).await
}

/// Renames a view, shares it or not, and with `params` lets it show something else.
///
/// # Errors
/// As [`save_view`]; [`AppError::NotFound`] also for a view the caller does not find, [`AppError::Forbidden`] for one that
/// is another's.
#[server(name = ChangeView, endpoint = "change_view", output = JsonText)]
pub async fn change_view(
    tenant: String,
    view: String,
    #[server(default)] name: String,
    #[server(default)] params: String,
    #[server(default)] is_shared: bool,
) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::views::change(&caller, &view, name, &params, is_shared).await
}

/// Deletes a view.
///
/// # Errors
/// As [`change_view`].
#[server(name = DeleteView, endpoint = "delete_view", output = JsonText)]
pub async fn delete_view(tenant: String, view: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::views::delete(&caller, &view).await
}

/// Lets the caller's own board open with a view; with an empty one plainly, or as the role's.
///
/// # Errors
/// As [`views`]; [`AppError::NotFound`] also for a view the caller does not find.
#[server(name = OpenWithView, endpoint = "open_with_view", output = JsonText)]
pub async fn open_with_view(tenant: String, #[server(default)] view: String) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::views::open_with(&caller, &view).await
}

/// Lets the boards of a role open with a shared view; with an empty one plainly.
///
/// # Errors
/// As [`open_with_view`]; [`AppError::Forbidden`] for who is no admin, [`AppError::Invalid`].
#[server(name = OpenRoleWithView, endpoint = "open_role_with_view", output = JsonText)]
pub async fn open_role_with_view(
    tenant: String,
    #[server(default)] role: String,
    #[server(default)] view: String,
) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::views::open_role_with(&caller, &role, &view).await
}
