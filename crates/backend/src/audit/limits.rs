//! Limits of people and displays as the audit log keeps them: in the words that people know the things by.

use std::collections::HashMap;

use domain::audience::ScopeFilter;
use domain::id::ConnectionId;
use domain::id::TenantId;

use crate::store::Store;
use crate::store::StoreResult;

/// What stands in the log for whoever has no limits.
const WHOLE_FLOOR: &str = "whole floor";

/// The names of a tenant's connections now; they may be called something else tomorrow.
#[derive(Debug)]
pub(crate) struct LimitNames(HashMap<ConnectionId, String>);

impl LimitNames {
    /// Reads them.
    pub(crate) async fn read(store: &Store, tenant: TenantId) -> StoreResult<Self> {
        let connections = store.connections(tenant).await?;
        Ok(Self(connections.into_iter().map(|connection| (connection.id, connection.name)).collect()))
    }

    /// The limits, list by list; a connection that is gone by its identity.
    pub(crate) fn words(&self, scope: Option<&ScopeFilter>) -> String {
        let Some(scope) = scope else { return WHOLE_FLOOR.to_owned() };
        let name = |id: &ConnectionId| self.0.get(id).cloned().unwrap_or_else(|| id.to_string());
        let connections: Vec<String> = scope.connections.iter().map(name).collect();
        let lists = [("connections", &connections), ("groups", &scope.groups), ("queues", &scope.queues)];
        let lists: Vec<String> = lists
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(what, words)| format!("{what}: {}", words.join(", ")))
            .collect();
        lists.join("; ")
    }
}
