//! Deeds done to the installation itself, each written down before it is done and again with how it ended. What cannot be
//! written down is not done. Commands to phone systems have the same log and their own way, `commands`.

mod limits;

use std::collections::HashMap;
use std::net::IpAddr;

use domain::agent_day::Mark;
use domain::audit::AuditFilter;
use domain::audit::AuditLine;
use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Done;
use domain::audit::Ended;
use domain::audit::Matter;
use domain::command::Command;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::id::UserId;
use domain::time::UnixMs;
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::TenantCtx;
use crate::hub::Clock;
use crate::store::AuditEntry;
use crate::store::AuditIntent;
use crate::store::Store;
use crate::store::StoreError;
use crate::store::StoreResult;

pub(crate) use limits::LimitNames;

/// Who does it, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; nobody when it came from the command line or from somebody who has no account yet.
    pub user_id: Option<UserId>,
    /// The name at that time.
    pub label: String,
    /// The address it came from, where it came over the network.
    pub remote: Option<IpAddr>,
}

impl Actor {
    /// The person of a request.
    pub fn of(ctx: &TenantCtx, remote: Option<IpAddr>) -> Self {
        Self { user_id: Some(ctx.user_id()), label: ctx.actor_label().to_owned(), remote }
    }

    /// Callboard itself.
    pub(crate) fn callboard() -> Self {
        Self { user_id: None, label: "Callboard".to_owned(), remote: None }
    }

    /// Whoever has the shell.
    pub fn operator() -> Self {
        Self { user_id: None, label: "operator".to_owned(), remote: None }
    }
}

/// One deed, before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What.
    pub deed: Deed,
    /// To whom or what, and how it changes.
    pub matter: Matter,
    /// Which connection it concerns.
    pub connection_id: Option<ConnectionId>,
    /// Which agent it concerns.
    pub external_id: Option<String>,
}

impl Entry {
    /// A deed that concerns no connection and no agent.
    pub const fn new(deed: Deed, matter: Matter) -> Self {
        Self { deed, matter, connection_id: None, external_id: None }
    }

    /// A deed that concerns a connection.
    pub const fn about_connection(deed: Deed, connection_id: ConnectionId, matter: Matter) -> Self {
        Self { deed, matter, connection_id: Some(connection_id), external_id: None }
    }
}

/// Tells how a deed ended that was not done.
pub trait Ending {
    /// Refused, or failed on our side.
    fn outcome(&self) -> DeedOutcome;
}

impl Ending for StoreError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Conflict | Self::NotFound => DeedOutcome::Refused,
            Self::Unavailable(_) | Self::Corrupt { .. } => DeedOutcome::Failed,
        }
    }
}

/// Writes the intent down, does the deed, and writes down how it ended.
///
/// # Errors
/// What the deed says; or what the store says when the intent cannot be written down, and then nothing was done.
pub async fn recorded<T, E>(
    store: &Store,
    clock: &Clock,
    tenant: TenantId,
    actor: &Actor,
    entry: Entry,
    deed: impl Future<Output = Result<T, E>>,
) -> Result<T, E>
where
    E: Ending + From<StoreError>,
{
    recorded_in_each(store, clock, &[tenant], actor, entry, deed).await
}

/// As [`recorded`], for what concerns several tenants: in the log of each of them.
///
/// # Errors
/// As [`recorded`].
pub async fn recorded_in_each<T, E>(
    store: &Store,
    clock: &Clock,
    tenants: &[TenantId],
    actor: &Actor,
    entry: Entry,
    deed: impl Future<Output = Result<T, E>>,
) -> Result<T, E>
where
    E: Ending + From<StoreError>,
{
    let intent_json = serde_json::to_string(&entry.matter).map_err(|_| StoreError::corrupt("audit matter"))?;
    let intent = AuditIntent {
        at: clock.now(),
        actor_user_id: actor.user_id,
        actor_label: actor.label.clone(),
        command_id: None,
        connection_id: entry.connection_id,
        external_id: entry.external_id,
        action: entry.deed.as_str().to_owned(),
        intent_json,
        remote_addr: actor.remote.map(|remote| remote.to_string()),
    };
    let mut lines = Vec::with_capacity(tenants.len());
    for tenant in tenants {
        lines.push((*tenant, store.record_intent(*tenant, &intent).await?));
    }
    let done = deed.await;
    let outcome = match &done {
        Ok(_) => DeedOutcome::Done,
        Err(error) => error.outcome(),
    };
    let outcome_json = serde_json::to_string(&outcome).map_err(|_| StoreError::corrupt("audit outcome"))?;
    for (tenant, id) in lines {
        if let Err(error) = store.record_outcome(tenant, id, &outcome_json, clock.now()).await {
            // The deed is done, or not; a line without an end says that nobody wrote down which.
            tracing::error!("the outcome of {} could not be written down: {error}", entry.deed);
        }
    }
    done
}

/// The lines that match, newest first, at most `limit`; older than the line `older_than`, where one is given.
///
/// # Errors
/// When the database cannot answer.
pub async fn read(
    store: &Store,
    ctx: &TenantCtx,
    filter: &AuditFilter,
    older_than: Option<(UnixMs, Uuid)>,
    limit: u32,
) -> StoreResult<Vec<AuditLine>> {
    let tenant = ctx.tenant_id();
    let names: HashMap<ConnectionId, String> =
        store.connections(tenant).await?.into_iter().map(|connection| (connection.id, connection.name)).collect();
    let entries = store.audit(tenant, filter, older_than, limit).await?;
    Ok(entries.into_iter().map(|entry| line(entry, &names)).collect())
}

/// The last lines about one agent, newest first, at most `limit`. Where they came from is for admins, in the log itself.
///
/// # Errors
/// When the database cannot answer.
pub async fn last_of_agent(
    store: &Store,
    ctx: &TenantCtx,
    connection: ConnectionId,
    external_id: &str,
    limit: u32,
) -> StoreResult<Vec<AuditLine>> {
    let entries = store.audit_of_agent(ctx.tenant_id(), connection, external_id, limit).await?;
    let names = HashMap::new();
    Ok(entries.into_iter().map(|entry| AuditLine { remote: None, ..line(entry, &names) }).collect())
}

/// Why a command was given, where somebody said so, and how it was before, where that was read.
fn reason_in(intent_json: &str) -> Matter {
    #[derive(Default, Deserialize)]
    struct Told {
        reason: Option<String>,
        #[serde(default)]
        before: Vec<(String, String)>,
    }
    let Told { reason, before } = serde_json::from_str(intent_json).unwrap_or_default();
    let after = reason.map(|reason| ("reason".to_owned(), reason)).into_iter().collect();
    Matter { before, after, ..Matter::default() }
}

/// What was done about one agent from `from` up to and without `until`, oldest first.
pub(crate) async fn marks(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    external_id: &str,
    from: UnixMs,
    until: UnixMs,
) -> StoreResult<Vec<Mark>> {
    let entries = store.audit_of_agent_between(tenant, connection, external_id, from, until).await?;
    let lines = entries.into_iter().map(|entry| line(entry, &HashMap::new()));
    Ok(lines.map(|line| Mark { at: line.at, actor: line.actor, done: line.done }).collect())
}

/// A stored line as people read it. Words of a version that knew more than this one are kept as they are.
fn line(entry: AuditEntry, names: &HashMap<ConnectionId, String>) -> AuditLine {
    let intent = entry.intent;
    let command: Option<Command> = serde_json::from_str(&intent.intent_json).ok();
    let (done, matter) = match (command, intent.action.parse()) {
        (Some(command), _) => (Done::Command(command.action), reason_in(&intent.intent_json)),
        (None, Ok(deed)) => (Done::Deed(deed), serde_json::from_str(&intent.intent_json).unwrap_or_default()),
        (None, Err(_)) => (Done::Other(intent.action), Matter::about(intent.intent_json)),
    };
    let ended = entry.outcome_json.and_then(|outcome| {
        let deed = serde_json::from_str(&outcome).map(Ended::Deed);
        deed.or_else(|_| serde_json::from_str(&outcome).map(Ended::Command)).ok()
    });
    AuditLine {
        id: entry.id.to_string(),
        at: intent.at,
        actor: intent.actor_label,
        remote: intent.remote_addr,
        done,
        connection: intent.connection_id.and_then(|connection| names.get(&connection).cloned()),
        agent: intent.external_id,
        matter,
        ended,
        ended_at: entry.finished_at,
    }
}

#[cfg(test)]
mod tests;
