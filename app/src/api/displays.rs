//! The screens of a tenant, and what a desk does with them.

#![allow(clippy::too_many_arguments, reason = "#[server] wants one for each field of a form")]

use domain::audience::ScopeFilter;
use domain::display::DisplayFacts;
use domain::display::WallLayout;
use domain::id::ConnectionId;
use domain::id::DisplayId;
use domain::theme::Theme;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use super::ScopeChoices;
use crate::codec::JsonText;
use crate::error::AppError;

/// One display as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayItem {
    /// Identity.
    pub id: DisplayId,
    /// Name, place and what it shows.
    pub facts: DisplayFacts,
    /// What it may see; none is the whole floor.
    pub scope: Option<ScopeFilter>,
    /// Who paired it.
    pub paired_by: String,
    /// When.
    pub paired_at: UnixMs,
    /// When it was last heard of.
    pub last_seen: UnixMs,
    /// The build of its page.
    pub version: Option<String>,
    /// Its screen in CSS pixels.
    pub screen: Option<(u32, u32)>,
}

/// The page of displays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplaysPage {
    /// Who is looking.
    pub me: Me,
    /// The displays, by name.
    pub displays: Vec<DisplayItem>,
    /// What a display can be limited to.
    pub choices: ScopeChoices,
    /// The address to open on a screen, as people read addresses.
    pub wall_address: String,
    /// The server's time.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
}

/// The tenants for which the person may pair a screen: address word and name.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::Unavailable`].
#[server(name = ReadPairPlaces, endpoint = "pair_places", output = JsonText)]
pub async fn pair_places() -> Result<Vec<(String, String)>, AppError> {
    crate::ssr::displays::pair_places().await
}

/// The displays of `tenant` that the person has to do with.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's.
#[server(name = ReadDisplays, endpoint = "displays", output = JsonText)]
pub async fn displays(tenant: String) -> Result<DisplaysPage, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::displays::page(&caller).await
}

/// Pairs the screen that shows `code`.
///
/// # Errors
/// [`AppError::Invalid`] with the fields that are wrong, [`AppError::TooSoon`] after too many wrong codes.
#[server(name = ApproveDisplay, endpoint = "approve_display", output = JsonText)]
pub async fn approve_display(
    tenant: String,
    code: String,
    name: String,
    place: String,
    layout: WallLayout,
    view: String,
    #[server(default)] language: String,
    #[server(default)] theme: Theme,
    #[server(default)] connections: Vec<ConnectionId>,
    #[server(default)] groups: Vec<String>,
    #[server(default)] queues: Vec<String>,
) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    let scope = ScopeFilter { connections, groups, queues };
    crate::ssr::displays::approve(
        &caller,
        &code,
        DisplayFacts { name, place, layout, view, language: language.parse().ok(), theme, ..Default::default() },
        scope,
    )
    .await
}

/// Changes what a display is called and shows.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Invalid`] with the fields that are wrong.
#[server(name = ChangeDisplay, endpoint = "change_display", output = JsonText)]
pub async fn change_display(
    tenant: String,
    display: DisplayId,
    name: String,
    place: String,
    layout: WallLayout,
    view: String,
    #[server(default)] language: String,
    #[server(default)] theme: Theme,
    #[server(default)] connections: Vec<ConnectionId>,
    #[server(default)] groups: Vec<String>,
    #[server(default)] queues: Vec<String>,
) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    let scope = ScopeFilter { connections, groups, queues };
    let facts =
        DisplayFacts { name, place, layout, view, language: language.parse().ok(), theme, ..Default::default() };
    crate::ssr::displays::change(&caller, display, facts, scope).await
}

/// Lets a display show its name for a while.
///
/// # Errors
/// [`AppError::NotFound`].
#[server(name = IdentifyDisplay, endpoint = "identify_display", output = JsonText)]
pub async fn identify_display(tenant: String, display: DisplayId) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::displays::identify(&caller, display).await
}

/// Lets a display load its page anew.
///
/// # Errors
/// [`AppError::NotFound`].
#[server(name = ReloadDisplay, endpoint = "reload_display", output = JsonText)]
pub async fn reload_display(tenant: String, display: DisplayId) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::displays::reload(&caller, display).await
}

/// Shuts a display out.
///
/// # Errors
/// [`AppError::NotFound`].
#[server(name = RevokeDisplay, endpoint = "revoke_display", output = JsonText)]
pub async fn revoke_display(tenant: String, display: DisplayId) -> Result<(), AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::displays::revoke(&caller, display).await
}
