//! Identities as newtypes, so that a connection cannot be passed where a tenant is meant.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

uuid_id! {
    /// A company that uses this installation.
    TenantId
    /// A person who signs in.
    UserId
    /// One provider account of one tenant.
    ConnectionId
    /// One command, named by the page that sends it, so that a second click is the same command.
    CommandId
    /// A set of changes to agents, planned, confirmed and run together.
    ChangeSetId
    /// A set of connections, groups or queues that a person is limited to.
    ScopeId
    /// A view of the board that somebody keeps.
    ViewId
    /// An alarm rule of one tenant.
    RuleId
    /// One raising of a rule, until it clears.
    AlarmId
    /// A place outside that is told of alarms.
    WebhookId
    /// One message to such a place.
    DeliveryId
    /// A screen on a wall that was paired with a tenant.
    DisplayId
}

impl CommandId {
    /// An identity of random bytes, from whatever is random where the page runs.
    pub const fn of_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

/// Who an agent is: unique across connections, never merged between providers (decision X14).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AgentKey {
    /// The connection that reported the agent.
    pub connection_id: ConnectionId,
    /// The provider's identifier, opaque and case-sensitive (decision X4).
    pub external_id: String,
}

/// A row's number on one board: short, and stable for as long as the board's epoch lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowId(pub u32);

/// A connection's number on one board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionIndex(pub u16);
