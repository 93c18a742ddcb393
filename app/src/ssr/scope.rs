//! What a caller can limit somebody or something to: what the caller sees on the floor now.

use std::collections::BTreeSet;

use super::Caller;
use crate::api::ScopeChoices;

/// The connections, groups and queues in the caller's sight.
pub(crate) fn choices(caller: &Caller) -> ScopeChoices {
    let (ctx, backend) = (&caller.ctx, &caller.backend);
    let board = backend.hub().board(ctx.tenant_id(), &ctx.audience(), ctx.scope_filter(), backend.now());
    let Some(board) = board else { return ScopeChoices::default() };
    let groups: BTreeSet<&String> = board.rows.values().filter_map(|row| row.group.as_ref()).collect();
    let named = board.queues.values().map(|queue| queue.reported.queue.label());
    let queues: BTreeSet<&str> =
        board.rows.values().flat_map(|row| &row.queues).map(String::as_str).chain(named).collect();
    ScopeChoices {
        connections: board.connections.values().map(|connection| (connection.id, connection.name.clone())).collect(),
        groups: groups.into_iter().cloned().collect(),
        queues: queues.into_iter().map(str::to_owned).collect(),
    }
}
