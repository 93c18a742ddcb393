//! How long is too long, as a tenant's admins see and change it.

use domain::id::ConnectionId;
use domain::limits::LimitLine;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::api::Me;
use crate::codec::JsonText;
use crate::error::AppError;

/// What the page of limits shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsPage {
    /// Who is looking.
    pub me: Me,
    /// Which change it shows; 0 before the first.
    pub version: i64,
    /// Every state, then reasons of pauses, then what is set for one connection.
    pub lines: Vec<LimitLine>,
    /// The tenant's connections, by name.
    pub connections: Vec<(ConnectionId, String)>,
    /// Reasons of pauses that agents on the floor have now.
    pub reasons: Vec<String>,
    /// The last change, and by whom, if there was one.
    pub changed: Option<(UnixMs, String)>,
    /// The reader's zone.
    pub zone: Zone,
}

/// The limits of `tenant`.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a foreign tenant, [`AppError::Forbidden`] for who is no admin.
#[server(name = ReadLimits, endpoint = "limits", output = JsonText)]
pub async fn limits(tenant: String) -> Result<LimitsPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::limits::page(&caller).await
}

/// Replaces the limits by `lines` (a list of [`LimitLine`] as JSON) and answers with them as they are kept. Open boards
/// and walls follow at once.
///
/// # Errors
/// As [`limits`]; [`AppError::Invalid`] naming line and part, [`AppError::Conflict`] when they were changed meanwhile.
#[server(name = ChangeLimits, endpoint = "change_limits", output = JsonText)]
pub async fn change_limits(
    tenant: String,
    #[server(default)] version: i64,
    #[server(default)] lines: String,
) -> Result<LimitsPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::limits::change(&caller, version, &lines).await
}
