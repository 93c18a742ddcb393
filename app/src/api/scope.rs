//! What a person or a display can be limited to: the connections, groups and queues of a tenant as known now.

use domain::id::ConnectionId;
use serde::Deserialize;
use serde::Serialize;

/// What can be chosen from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeChoices {
    /// Connections, by identity and name.
    pub connections: Vec<(ConnectionId, String)>,
    /// Groups at the providers.
    pub groups: Vec<String>,
    /// Queues by name.
    pub queues: Vec<String>,
}
