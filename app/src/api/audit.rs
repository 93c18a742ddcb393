//! The audit log, and showing one customer's number whole, which is written there.

use std::collections::BTreeMap;

use domain::audit::AuditLine;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use crate::codec::JsonText;
use crate::error::AppError;

/// What the filter of the log may hold, by the names in the address.
pub const AUDIT_PARAMS: [&str; 5] = ["actor", "action", "text", "from", "until"];

/// One page of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// Who is looking.
    pub me: Me,
    /// The lines, newest first.
    pub lines: Vec<AuditLine>,
    /// The address word of the next, older page.
    pub older: Option<String>,
    /// Everybody who has done something.
    pub actors: Vec<String>,
    /// The filter as it was understood, by the names in the address.
    pub filter: BTreeMap<String, String>,
    /// Names of the address whose values were not understood and left out.
    pub not_understood: Vec<String>,
    /// The reader's zone.
    pub zone: Zone,
}

/// One page of the audit log of `tenant`, filtered by `query` (the address without its question mark).
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadAuditLog, endpoint = "audit_log", output = JsonText)]
pub async fn audit_log(tenant: String, query: String) -> Result<AuditPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::audit::page(&caller, &query).await
}

/// The whole number of the customer in the agent's call. That it was shown stands in the audit log.
///
/// # Errors
/// [`AppError::NotFound`] when there is no such agent in the caller's sight, or no call with a number any more;
/// [`AppError::Unavailable`] when it cannot be written down, and then nothing is shown.
#[server(name = RevealNumber, endpoint = "reveal_number", output = JsonText)]
pub async fn reveal_number(tenant: String, agent: String) -> Result<String, AppError> {
    let caller = crate::ssr::caller(&tenant).await?;
    crate::ssr::audit::reveal_number(&caller, &agent).await
}
