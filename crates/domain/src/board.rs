//! The board as an audience receives it: connections, rows and queues, each short enough to travel often.
//!
//! Field names on the wire are one or two letters, because a delta is sent every time an agent moves.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentState;
use crate::agent::Confidence;
use crate::agent::SubState;
use crate::call::Direction;
use crate::capability::Capabilities;
use crate::clock::SinceSource;
use crate::command::ActionKind;
use crate::freshness::Freshness;
use crate::freshness::freshness;
use crate::health::ConnectionHealth;
use crate::id::ConnectionId;
use crate::id::ConnectionIndex;
use crate::id::RowId;
use crate::limits::Limits;
use crate::patch::patchable;
use crate::provider::ProviderKind;
use crate::queue::QueueSnapshot;
use crate::snapshot::Allowance;
use crate::snapshot::ProviderTotals;
use crate::time::UnixMs;

/// The call in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// Which way.
    #[serde(rename = "d")]
    pub direction: Direction,
    /// The customer's number as the audience may see it.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// What stands in for the number where the provider reports none: a lead or call log id.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
}

/// A command to an agent that no reading has confirmed yet. Who sent it stands in the audit log, not on a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingView {
    /// What was asked for.
    #[serde(rename = "a")]
    pub action: ActionKind,
    /// When, in whole seconds since 1970.
    #[serde(rename = "t")]
    pub since_s: i64,
}

patchable! {
    /// One agent on a board.
    pub struct AgentRow / RowPatch {
        /// Which connection.
        "k" connection: ConnectionIndex,
        /// The provider's identifier.
        "x" external_id: String,
        /// Name.
        "n" name: String,
        /// Login name, for the search.
        "u" login: Option<String>,
        /// Extension.
        "e" extension: Option<String>,
        /// Group at the provider.
        "g" group: Option<String>,
        /// Campaign.
        "m" campaign: Option<String>,
        /// Queues by name: the one being served, else the callin queues as known.
        "q" queues: Vec<String>,
        /// Skills.
        "i" skills: Vec<String>,
        /// State.
        "s" state: AgentState,
        /// Sub-state.
        "b" sub: Option<SubState>,
        /// Reason of a pause.
        "p" pause_reason: Option<String>,
        /// How sure the state is.
        "f" confidence: Confidence,
        /// The provider's word, where Callboard has none of its own.
        "w" raw_status: Option<String>,
        /// Start of the state in whole seconds since 1970.
        "t" since_s: Option<i64>,
        /// Who says so.
        "o" source: SinceSource,
        /// The state may be older.
        "l" is_lower_bound: bool,
        /// How far the start may be off, in seconds.
        "z" precision_s: u16,
        /// The call.
        "a" call: Option<CallView>,
        /// Calls today as the provider counts.
        "y" calls_today: Option<u32>,
        /// The command that is under way.
        #[attr(default, skip_serializing_if = "Option::is_none")]
        "c" pending: Option<PendingView>,
        /// Whether the account is active.
        "v" enabled: Option<bool>,
        /// When the row was read, in whole seconds, where that is earlier than the connection's last poll.
        "h" read_at_s: Option<i64>,
    }
}

patchable! {
    /// One connection on a board.
    pub struct ConnectionView / ConnectionPatch {
        /// Identity.
        "id" id: ConnectionId,
        /// Vendor.
        "kind" kind: ProviderKind,
        /// The tenant's name for it.
        "name" name: String,
        /// Condition, with its cause.
        "health" health: ConnectionHealth,
        /// The provider's own totals.
        "totals" totals: Option<ProviderTotals>,
        /// What it can do.
        "can" capabilities: Capabilities,
        /// What the provider's headers say of its allowance.
        "allowance" allowance: Option<Allowance>,
        /// Status words Callboard has no state for.
        "unmapped" unmapped: Vec<String>,
    }
}

patchable! {
    /// One queue on a board.
    pub struct QueueView / QueuePatch {
        /// Which connection.
        "k" connection: ConnectionIndex,
        /// What its provider reports.
        "r" reported: QueueSnapshot,
        /// Agents of ours seen in it.
        "n" agents_seen: u32,
    }
}

/// A tenant's floor as one audience receives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Changes whenever row numbers are dealt anew.
    pub epoch: u64,
    /// Counts the changes within the epoch.
    pub seq: u64,
    /// The server's time when the board was sent.
    pub now: UnixMs,
    /// Connections.
    pub connections: BTreeMap<ConnectionIndex, ConnectionView>,
    /// Agents.
    pub rows: BTreeMap<RowId, AgentRow>,
    /// Queues, by connection and identifier.
    pub queues: BTreeMap<String, QueueView>,
    /// How long is too long.
    #[serde(default)]
    pub limits: Limits,
}

impl ConnectionView {
    /// How fresh the connection's readings are.
    pub fn freshness(&self, now: UnixMs) -> Freshness {
        freshness(self.health.last_ok_at, self.health.poll_interval_ms, now)
    }
}

/// Queue figures are read apart from the agents, and not more often than this (in-groups of VICIdial, 15 s).
const QUEUE_INTERVAL_MS: u32 = 15_000;

impl QueueView {
    /// How fresh the figures are: as their connection, and as their own reading where there are figures.
    pub fn freshness(&self, connection: &ConnectionView, now: UnixMs) -> Freshness {
        let interval_ms = connection.health.poll_interval_ms.max(QUEUE_INTERVAL_MS);
        let own = if self.reported.has_figures() {
            freshness(Some(self.reported.as_of), interval_ms, now)
        } else {
            Freshness::Fresh
        };
        own.max(connection.freshness(now))
    }
}

impl AgentRow {
    /// The agent's word in an address: the connection's number on this board, a colon, the provider's identifier.
    pub fn address(&self) -> String {
        format!("{}:{}", self.connection.0, self.external_id)
    }

    /// When the row was last read.
    pub fn read_at(&self, connection: &ConnectionView) -> Option<UnixMs> {
        self.read_at_s.map(UnixMs::from_s).or(connection.health.last_ok_at)
    }

    /// How fresh the row is: as its connection, except that a logged-out agent who is asked less often does not age.
    pub fn freshness(&self, connection: &ConnectionView, now: UnixMs) -> Freshness {
        let own = match self.read_at_s {
            Some(at) if self.state.is_logged_in() => {
                freshness(Some(UnixMs::from_s(at)), connection.health.poll_interval_ms, now)
            }
            _ => Freshness::Fresh,
        };
        own.max(connection.freshness(now))
    }

    /// Whole seconds in the present state at `now`; never negative, whatever the clocks say.
    pub fn in_state_s(&self, now: UnixMs) -> Option<i64> {
        self.since_s.map(|since| (now.whole_s() - since).max(0))
    }
}

impl Board {
    /// The connection of a row; a board without it is never sent.
    pub fn connection_of(&self, row: &AgentRow) -> Option<&ConnectionView> {
        self.connections.get(&row.connection)
    }

    /// How fresh a row is; a row whose connection is not on the board counts as stale.
    pub fn freshness_of(&self, row: &AgentRow, now: UnixMs) -> Freshness {
        self.connection_of(row).map_or(Freshness::Stale, |connection| row.freshness(connection, now))
    }
}
