//! What a caller can limit somebody or something to: what the caller sees on the floor now.

use std::collections::BTreeSet;

use super::Caller;
use crate::api::ScopeChoices;

/// The connections, groups and queues in the caller's sight. Whoever sees the whole floor can choose the queues too in
/// which nobody is served now.
pub(crate) fn choices(caller: &Caller) -> ScopeChoices {
    let (ctx, backend) = (&caller.ctx, &caller.backend);
    let tenant = ctx.tenant_id();
    let board = backend.hub().board(tenant, &ctx.audience(), ctx.scope_filter(), backend.now());
    let Some(board) = board else { return ScopeChoices::default() };
    let groups: BTreeSet<String> = board.rows.values().filter_map(|row| row.group.clone()).collect();
    let mut queues: BTreeSet<String> = board.rows.values().flat_map(|row| row.queues.iter().cloned()).collect();
    queues.extend(board.queues.values().map(|queue| queue.reported.queue.label().to_owned()));
    let connections: Vec<_> =
        board.connections.into_values().map(|connection| (connection.id, connection.name)).collect();
    if ctx.scope_filter().is_none() {
        let agents = connections.iter().flat_map(|(id, _)| backend.hub().agents(tenant, *id, None));
        queues.extend(agents.flat_map(|agent| {
            let known = agent.current_queue.into_iter().chain(agent.callin.items).chain(agent.callout);
            known.map(|queue| queue.label().to_owned()).collect::<Vec<_>>()
        }));
    }
    ScopeChoices { connections, groups: groups.into_iter().collect(), queues: queues.into_iter().collect() }
}
