//! Whether this person may have this done to this agent at this connection. Asked before anything is written or sent.

use domain::agent::AgentSnapshot;
use domain::audience::ScopeFilter;
use domain::command::ActionKind;
use domain::role::Role;
use providers::Provider;

use crate::auth::AuthError;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::auth::policy::PEOPLE;
use crate::commands::CommandError;
use crate::commands::CommandRequest;
use crate::store::Store;

pub(crate) async fn authorise(
    store: &Store,
    provider: &dyn Provider,
    ctx: &TenantCtx,
    request: &CommandRequest,
) -> Result<(), CommandError> {
    // The connection first: a role must not tell that a foreign one exists.
    let connection = store
        .connection(ctx.tenant_id(), request.connection_id)
        .await
        .map_err(CommandError::NotRecorded)?
        .ok_or(CommandError::NotFound)?;
    if let Some(filter) = ctx.scope_filter() {
        let agent = store
            .agent(ctx.tenant_id(), connection.id, &request.command.external_id)
            .await
            .map_err(CommandError::NotRecorded)?;
        let is_within =
            agent.and_then(|agent| agent.snapshot).is_some_and(|snapshot| passes(filter, request, &snapshot));
        if !is_within {
            return Err(CommandError::NotFound);
        }
    }
    may_ask(ctx, request.command.action.kind()).map_err(|_| CommandError::Forbidden)?;
    let capability = request.command.action.needs();
    let capabilities = provider.capabilities();
    if !capabilities.allows(capability) {
        return Err(CommandError::NotOffered(capabilities.support(capability)));
    }
    Ok(())
}

/// Whether the person may ask for an action, whatever a connection can.
pub(crate) fn may_ask(ctx: &TenantCtx, action: ActionKind) -> Result<(), AuthError> {
    ctx.require(roles_for(action))?;
    match action {
        ActionKind::SetRecording => ctx.require_recording(),
        ActionKind::LogOut
        | ActionKind::Pause
        | ActionKind::Resume
        | ActionKind::SetCallinQueues
        | ActionKind::SetCalloutQueue
        | ActionKind::ChangeInGroups => Ok(()),
    }
}

/// Which roles may ask for an action; recording needs a permission of its own besides.
pub(crate) const fn roles_for(action: ActionKind) -> &'static [Role] {
    match action {
        ActionKind::LogOut | ActionKind::Pause | ActionKind::Resume => PEOPLE,
        ActionKind::SetCallinQueues
        | ActionKind::SetCalloutQueue
        | ActionKind::ChangeInGroups
        | ActionKind::SetRecording => ADMINS,
    }
}

/// A row passes when every list that is not empty names it.
fn passes(filter: &ScopeFilter, request: &CommandRequest, agent: &AgentSnapshot) -> bool {
    let connection = filter.connections.is_empty() || filter.connections.contains(&request.connection_id);
    let group = filter.groups.is_empty() || agent.group.as_ref().is_some_and(|group| filter.groups.contains(group));
    let queues = agent.callin.items.iter().chain(agent.current_queue.as_ref()).chain(agent.callout.as_ref());
    let queue = filter.queues.is_empty()
        || queues.into_iter().any(|queue| {
            filter.queues.contains(&queue.id) || queue.name.as_ref().is_some_and(|name| filter.queues.contains(name))
        });
    connection && group && queue
}
