//! Queues of agents and changes to them, for the pages.

use backend::changes::AdminFloor;
use backend::changes::PlanRequest;
use domain::administration::ScanProgress;
use domain::capability::Capability;
use domain::changes::Asked;
use domain::changes::Change;
use domain::changes::ImportMode;
use domain::changes::Origin;
use domain::id::ConnectionId;

use super::Caller;
use super::change_sets;
use super::change_sets::named;
use super::change_sets::refused;
use super::change_sets::view;
use super::failed;
use super::me;
use crate::api::change_sets::SetView;
use crate::api::queues::Imported;
use crate::api::queues::QueueConnection;
use crate::api::queues::QueueFloor;
use crate::api::queues::QueuesPage;
use crate::error::AppError;

/// The connections that can be administered, by name.
pub(super) async fn administrable(caller: &Caller) -> Result<Vec<QueueConnection>, AppError> {
    let tenant = caller.ctx.tenant_id();
    let stored = caller.backend.store().connections(tenant).await.map_err(|_store| failed(AppError::Unavailable))?;
    let mut connections: Vec<QueueConnection> = stored
        .into_iter()
        .map(|stored| QueueConnection { id: stored.id, kind: stored.provider(), name: stored.name })
        .filter(|connection| connection.kind.has_administration())
        .collect();
    connections.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(connections)
}

/// The page.
pub(crate) async fn page(caller: &Caller) -> Result<QueuesPage, AppError> {
    Ok(QueuesPage {
        me: me(caller),
        connections: administrable(caller).await?,
        sets: change_sets::last(caller).await?,
        now: caller.backend.now(),
        zone: caller.clocks(),
    })
}

/// Everybody of a connection.
pub(crate) async fn floor(caller: &Caller, connection: &str, again: bool) -> Result<QueueFloor, AppError> {
    let connection: ConnectionId = named(connection)?;
    let floor = caller.backend.admin_floor(&caller.ctx, connection, again).await.map_err(refused)?;
    let AdminFloor { agents, memberships, unseen, allowance } = floor;
    let callout_queues = agents.callout_queues();
    Ok(QueueFloor { agents, memberships, unseen, callout_queues, allowance, now: caller.backend.now() })
}

/// How far a reading is.
pub(crate) async fn reading(caller: &Caller, connection: &str) -> Result<Option<ScanProgress>, AppError> {
    Ok(caller.backend.admin_reading(&caller.ctx, named(connection)?))
}

/// Plans one change for many agents.
pub(crate) async fn plan(caller: &Caller, connection: &str, agents: &str, change: &str) -> Result<SetView, AppError> {
    let connection: ConnectionId = named(connection)?;
    let change: Change = serde_json::from_str(change).map_err(|_no_change| failed(AppError::BadRequest))?;
    plan_asked(caller, connection, Asked::for_each(&lines(agents), &change), Origin::Chosen).await
}

/// Agents that are named one on a line.
pub(super) fn lines(agents: &str) -> Vec<String> {
    agents.lines().map(str::trim).filter(|agent| !agent.is_empty()).map(str::to_owned).collect()
}

async fn plan_asked(
    caller: &Caller,
    connection: ConnectionId,
    asked: Vec<Asked>,
    origin: Origin,
) -> Result<SetView, AppError> {
    // A page for queues asks for nothing else, whatever is sent to it.
    if asked.iter().any(|asked| asked.change.needs() == Capability::SetRecording) {
        return Err(failed(AppError::BadRequest));
    }
    let request = PlanRequest { connection, asked, reason: None, origin };
    let planned = caller.backend.plan_changes_as(&caller.ctx, &caller.actor(), request).await.map_err(refused)?;
    Ok(view(caller, planned))
}

/// Plans what a table asks for, when all of its lines are good.
pub(crate) async fn import(caller: &Caller, connection: &str, mode: &str, text: &str) -> Result<Imported, AppError> {
    let connection: ConnectionId = named(connection)?;
    let mode = match mode {
        "add" => ImportMode::Add,
        "remove" => ImportMode::Remove,
        "replace" => ImportMode::Replace,
        _ => return Err(failed(AppError::BadRequest)),
    };
    let read = caller.backend.read_import(&caller.ctx, connection, text, mode).await.map_err(refused)?;
    if !read.problems.is_empty() {
        return Ok(Imported::Problems(read.problems));
    }
    let planned = plan_asked(caller, connection, read.asked, Origin::Imported).await?;
    Ok(Imported::Plan(Box::new(planned)))
}
