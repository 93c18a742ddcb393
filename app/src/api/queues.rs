//! Queues of agents, as admins read and change them. Nothing here sends anything to a provider but what was planned and
//! confirmed before.

use domain::administration::AgentList;
use domain::administration::Memberships;
use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::changes::ImportProblem;
use domain::id::ConnectionId;
use domain::provider::ProviderKind;
use domain::queue::NamedRef;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;
use serde::Serialize;

use super::Me;
use super::change_sets::SetLine;
use super::change_sets::SetView;
use crate::error::AppError;

/// A connection that can be administered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueConnection {
    /// Identity.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Which provider.
    pub kind: ProviderKind,
}

/// The page before anything was read from a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuesPage {
    /// Who is looking.
    pub me: Me,
    /// The connections that can be administered, by name.
    pub connections: Vec<QueueConnection>,
    /// The last sets that were confirmed, the newest first.
    pub sets: Vec<SetLine>,
    /// The server's time.
    pub now: UnixMs,
    /// Offset of the installation's zone from UTC, in seconds.
    pub utc_offset_s: i32,
}

/// Everybody of a connection and their queues, as one reading shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueFloor {
    /// Every agent.
    pub agents: AgentList,
    /// The complete callin queues; none where the key may not list queues.
    pub memberships: Option<Memberships>,
    /// Why there are none.
    pub unseen: Option<Trouble>,
    /// The callout queues that agents have now: no provider lists them.
    pub callout_queues: Vec<NamedRef>,
    /// The allowance as last told.
    pub allowance: Option<Allowance>,
    /// The server's time.
    pub now: UnixMs,
}

impl QueueFloor {
    /// Nothing that is shown is older.
    pub fn read_at(&self) -> UnixMs {
        self.memberships.as_ref().map_or(self.agents.as_of, |scan| scan.as_of)
    }
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Imported {
    /// Every line is good, and this is the plan.
    Plan(Box<SetView>),
    /// These lines cannot be used; nothing was planned.
    Problems(Vec<ImportProblem>),
}

/// The page.
///
/// # Errors
/// [`AppError::SignedOut`], [`AppError::NotFound`] for a tenant that is not the caller's, [`AppError::Forbidden`].
#[server(name = ReadQueues, endpoint = "queues")]
pub async fn queues(tenant: String) -> Result<QueuesPage, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::page(&caller).await
}

/// Everybody of a connection: as read within the last minute, or read anew, which `again` wants in any case.
///
/// # Errors
/// [`AppError::Administration`] with what went wrong and on which request; [`AppError::NotOffered`].
#[server(name = ReadQueueFloor, endpoint = "queue_floor")]
pub async fn queue_floor(tenant: String, id: String, #[server(default)] again: bool) -> Result<QueueFloor, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::floor(&caller, &id, again).await
}

/// How far the reading is that goes on now; none when nobody reads.
///
/// # Errors
/// As [`queues`].
#[server(name = ReadQueueReading, endpoint = "queue_reading")]
pub async fn queue_reading(tenant: String, id: String) -> Result<Option<ScanProgress>, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::reading(&caller, &id).await
}

/// Plans one change for many agents. `agents` are named one on a line, `change` is a [`domain::changes::Change`] in JSON.
/// Nothing is sent to the provider.
///
/// # Errors
/// [`AppError::Invalid`] when nothing or too much is asked for; as [`queue_floor`].
#[server(name = PlanChanges, endpoint = "plan_changes")]
pub async fn plan_changes(
    tenant: String,
    id: String,
    #[server(default)] agents: String,
    #[server(default)] change: String,
) -> Result<SetView, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::plan(&caller, &id, &agents, &change).await
}

/// Plans what a CSV file or a pasted table asks for; `mode` is `add`, `remove` or `replace`.
///
/// # Errors
/// As [`plan_changes`].
#[server(name = PlanImport, endpoint = "plan_import")]
pub async fn plan_import(
    tenant: String,
    id: String,
    #[server(default)] mode: String,
    #[server(default)] text: String,
) -> Result<Imported, AppError> {
    let caller = crate::ssr::admin(&tenant).await?;
    crate::ssr::queues::import(&caller, &id, &mode, &text).await
}
