//! Recording of agents, as admins read, switch and want it. What is shown is what was last set here: no provider tells how
//! it stands.

use std::collections::BTreeMap;

use domain::administration::RecordingPolicy;
use domain::administration::RecordingSet;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use super::change_sets::SetLine;
use super::change_sets::SetView;
use super::queues::QueueConnection;
use crate::codec::JsonText;
use crate::error::AppError;

/// The page before anything was read from a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingPage {
    /// Who is looking.
    pub me: Me,
    /// Whether they may switch recording, which is a permission of its own.
    pub may_switch: bool,
    /// The connections that can be administered, by name.
    pub connections: Vec<QueueConnection>,
    /// The last sets that were confirmed, the newest first.
    pub sets: Vec<SetLine>,
    /// The server's time.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
}

/// What is known of a connection's recording, and what is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingBook {
    /// What was last set here, by agent. Whoever is not in it was never set.
    pub set: BTreeMap<String, RecordingSet>,
    /// Who should be recorded.
    pub policy: RecordingPolicy,
    /// Which change of the policy this is; 0 before the first.
    pub version: i64,
    /// When the policy was last changed, and by whom, if ever.
    pub changed: Option<(UnixMs, String)>,
}

/// The page.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadRecording, endpoint = "recording", output = JsonText)]
pub async fn recording(tenant: String) -> Result<RecordingPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::recording::page(&caller).await
}

/// What is known of a connection's recording, and what is wanted.
///
/// # Errors
/// [`AppError::NotFound`] for another tenant's connection as for a missing one.
#[server(name = ReadRecordingBook, endpoint = "recording_book", output = JsonText)]
pub async fn recording_book(tenant: String, id: String) -> Result<RecordingBook, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::recording::book(&caller, &id).await
}

/// Plans to record some agents and not to record others, both named one on a line. Nothing is sent to the provider.
///
/// # Errors
/// [`AppError::Forbidden`] without the permission; [`AppError::Invalid`] when nobody is named, or a reason is missing to
/// switch off; as [`super::queues::queue_floor`].
#[server(name = PlanRecording, endpoint = "plan_recording", output = JsonText)]
pub async fn plan_recording(
    tenant: String,
    id: String,
    #[server(default)] on: String,
    #[server(default)] off: String,
    #[server(default)] reason: String,
) -> Result<SetView, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::recording::plan(&caller, &id, &on, &off, reason).await
}

/// Replaces the policy of a form that was opened with `version`; `policy` is a [`RecordingPolicy`] in JSON. Nothing is
/// switched by it.
///
/// # Errors
/// [`AppError::Forbidden`] without the permission; [`AppError::Conflict`] when it was changed meanwhile;
/// [`AppError::Invalid`] for too many exceptions.
#[server(name = ChangeRecordingPolicy, endpoint = "change_recording_policy", output = JsonText)]
pub async fn change_recording_policy(
    tenant: String,
    id: String,
    #[server(default)] version: i64,
    #[server(default)] policy: String,
) -> Result<RecordingBook, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::recording::change_policy(&caller, &id, version, &policy).await
}
