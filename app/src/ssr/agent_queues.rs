//! The queues of one agent, for their panel.

use domain::administration::Callin;
use domain::id::ConnectionId;
use domain::in_group::InGroupChoice;
use domain::queue::NamedRef;

use super::Caller;
use super::agent_details;
use super::agent_key;
use super::change_sets;
use super::failed;
use super::reread_error;
use crate::api::agent_queues::AgentCallin;
use crate::error::AppError;

/// The callin queues of an agent whom the caller sees.
pub(crate) async fn callin(caller: &Caller, agent: &str, again: bool) -> Result<AgentCallin, AppError> {
    let details = agent_details(caller, agent)?;
    let connection: ConnectionId = caller
        .backend
        .hub()
        .connection_id(caller.ctx.tenant_id(), details.connection)
        .ok_or_else(|| failed(AppError::NotFound))?;
    let floor = caller.backend.admin_floor(&caller.ctx, connection, again).await.map_err(change_sets::refused)?;
    let (external_id, read_at) = (details.agent.external_id, floor.read_at());
    let (queues, callin, complete) = match &floor.memberships {
        Some(scan) => {
            let callin = scan.of(&external_id);
            let listed = scan.queues.iter().cloned();
            let unlisted = callin.queues.iter().filter(|id| !scan.lists(id));
            let unlisted = unlisted.map(|id| NamedRef { id: id.clone(), name: None });
            let mut queues: Vec<NamedRef> = listed.chain(unlisted).collect();
            queues.sort_by(|one, other| one.label().cmp(other.label()));
            (queues, callin, scan.complete)
        }
        None => (Vec::new(), Callin::default(), false),
    };
    Ok(AgentCallin {
        connection,
        agent: external_id,
        queues,
        callin,
        complete,
        unseen: floor.unseen,
        read_at,
        now: caller.backend.now(),
    })
}

/// The in-groups of an agent whom the caller sees.
pub(crate) async fn in_groups(caller: &Caller, agent: &str) -> Result<InGroupChoice, AppError> {
    let (connection, external_id) = agent_key(agent)?;
    let read = caller.backend.in_groups(&caller.ctx, connection, external_id).await;
    read.map_err(|error| reread_error(caller, error))
}
