//! Connections as their admins see and change them. A secret goes in by POST and never comes out.

use std::collections::BTreeMap;

use domain::probe::ProbeReport;
use domain::provider::ProviderKind;
use domain::report::ConnectionReport;
use domain::settings::Settings;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use crate::api::Me;
use crate::codec::JsonText;
use crate::error::AppError;
use crate::proof::ProofClient;

/// What the page of connections shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionsPage {
    /// Who is looking.
    pub me: Me,
    /// The server's time.
    pub now: UnixMs,
    /// The reader's zone.
    pub zone: Zone,
    /// Every connection, worst first.
    pub reports: Vec<ConnectionReport>,
}

/// A form as it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenForm {
    /// Which connection; empty adds one.
    pub id: String,
    /// The version it is opened with.
    pub version: i64,
    /// Vendor.
    pub kind: ProviderKind,
    /// The name people read.
    pub name: String,
    /// What is set, field by field.
    pub settings: Settings,
    /// The time zones there are.
    pub zones: Vec<String>,
}

/// A form as it is sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentForm {
    /// Which connection; empty adds one.
    #[serde(default)]
    pub id: String,
    /// The version it was opened with.
    #[serde(default)]
    pub version: i64,
    /// Vendor.
    pub kind: ProviderKind,
    /// The name people read.
    #[serde(default)]
    pub name: String,
    /// The secret; empty keeps the one that is there.
    #[serde(default)]
    pub secret: String,
    /// What was typed, by the name of the field.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
}

impl std::fmt::Debug for SentForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentForm").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What became of a new secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretTest {
    /// What the test with it found.
    pub report: ProbeReport,
    /// Whether it is kept: not when the provider refused it.
    pub is_kept: bool,
}

/// Every connection of the tenant with its condition, worst first.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a foreign tenant, [`AppError::Forbidden`] for who is no admin.
#[server(name = ReadConnections, endpoint = "connections", output = JsonText)]
pub async fn connections(tenant: String) -> Result<ConnectionsPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::page(&caller).await
}

/// The form of a connection, or with an empty `id` that of a new one.
///
/// # Errors
/// As [`connections`]; [`AppError::NotFound`] also for a connection that is not the tenant's.
#[server(name = ReadConnectionForm, endpoint = "connection_form", output = JsonText)]
pub async fn connection_form(tenant: String, id: String, kind: ProviderKind) -> Result<OpenForm, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::form(&caller, &id, kind).await
}

/// Adds or changes a connection and answers with its identity.
///
/// # Errors
/// As [`connection_form`]; [`AppError::Invalid`] naming the fields, [`AppError::Conflict`] when it was changed meanwhile.
#[server(name = SaveConnection, endpoint = "save_connection", client = ProofClient, output = JsonText)]
pub async fn save_connection(tenant: String, form: SentForm) -> Result<String, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::save(&caller, form).await
}

/// Tests the values of a form. Nothing is kept.
///
/// # Errors
/// As [`save_connection`]; [`AppError::Provider`] while the provider wants to be left alone, [`AppError::TooSoon`].
#[server(name = TryConnection, endpoint = "try_connection", output = JsonText)]
pub async fn try_connection(tenant: String, form: SentForm) -> Result<ProbeReport, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::try_form(&caller, form).await
}

/// Tests a connection as it is stored.
///
/// # Errors
/// As [`try_connection`].
#[server(name = TestConnection, endpoint = "test_connection", output = JsonText)]
pub async fn test_connection(tenant: String, id: String) -> Result<ProbeReport, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::test(&caller, &id).await
}

/// Tests a new secret, and keeps it unless the provider refuses it.
///
/// # Errors
/// As [`try_connection`].
#[server(name = ReplaceSecret, endpoint = "replace_secret", client = ProofClient, output = JsonText)]
pub async fn replace_secret(tenant: String, id: String, secret: String) -> Result<SecretTest, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::replace_secret(&caller, &id, secret).await
}

/// Polls now instead of at the next turn.
///
/// # Errors
/// As [`connection_form`].
#[server(name = PollConnection, endpoint = "poll_connection", output = JsonText)]
pub async fn poll_connection(tenant: String, id: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::poll_now(&caller, &id).await
}

/// Stops asking a provider account.
///
/// # Errors
/// As [`connection_form`].
#[server(name = PauseConnection, endpoint = "pause_connection", output = JsonText)]
pub async fn pause_connection(tenant: String, id: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::pause(&caller, &id, true).await
}

/// Asks a provider account again.
///
/// # Errors
/// As [`connection_form`].
#[server(name = ResumeConnection, endpoint = "resume_connection", output = JsonText)]
pub async fn resume_connection(tenant: String, id: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::pause(&caller, &id, false).await
}

/// Gives a provider's word a state of ours, named by its slug; `unknown` takes it back.
///
/// # Errors
/// As [`connection_form`]; [`AppError::Invalid`].
#[server(name = MapState, endpoint = "map_state", output = JsonText)]
pub async fn map_state(tenant: String, id: String, word: String, state: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::map_state(&caller, &id, &word, &state).await
}

/// Deletes a connection with its secret; what was recorded stays.
///
/// # Errors
/// As [`connection_form`].
#[server(name = DeleteConnection, endpoint = "delete_connection", client = ProofClient, output = JsonText)]
pub async fn delete_connection(tenant: String, id: String) -> Result<(), AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::connections::delete(&caller, &id).await
}
