//! What an admin sees of a phone system's agents and queues, read on purpose and not for the floor: every agent with
//! the provider's own fields, the complete callin queues of everybody, and what each request can go wrong with.
//!
//! A reading says how old it is and whether it is whole; what may be done with it is `changes`' part.

mod memberships;
mod recording;
mod recording_policy;
mod trouble;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::queue::NamedRef;
use crate::time::UnixMs;

pub use memberships::Callin;
pub use memberships::Memberships;
pub use memberships::Priority;
pub use memberships::ScanProgress;
pub use recording::RECORDING_KNOWN_FOR_S;
pub use recording::RecordingSet;
pub use recording::RecordingState;
pub use recording_policy::Gap;
pub use recording_policy::PolicyReview;
pub use recording_policy::RecordingPolicy;
pub use recording_policy::RecordingRule;
pub use recording_policy::Shortfall;
pub use recording_policy::Unclear;
pub use recording_policy::Wanted;
pub use recording_policy::WantedBy;
pub use trouble::Route;
pub use trouble::Trouble;
pub use trouble::TroubleKind;

/// An agent as the provider's administration lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRecord {
    /// The provider's identifier, leading zeros kept.
    pub external_id: String,
    /// The identifier came as a number, so that a leading zero may be gone: nothing is written to such an agent
    /// (decision A2).
    pub id_came_as_number: bool,
    /// Login name.
    pub login: Option<String>,
    /// Domain, user group or tenant name at the provider.
    pub group: Option<String>,
    /// The provider's own number of that tenant.
    pub provider_tenant: Option<String>,
    /// Whether the account is active.
    pub enabled: Option<bool>,
    /// The telephone's state in the provider's word.
    pub system_status: Option<String>,
    /// The person's state in the provider's word.
    pub user_status: Option<String>,
    /// The callin queues that the list shows: some of them, not all (decision A5).
    pub callin_shown: Vec<NamedRef>,
    /// Callout queue.
    pub callout: Option<NamedRef>,
    /// The one priority in all callin queues (decision A10).
    pub priority: Option<i32>,
    /// Whether calls follow the agent elsewhere.
    pub follow_me: Option<bool>,
}

impl AgentRecord {
    /// The name to show: the login, else the identifier.
    pub fn label(&self) -> &str {
        self.login.as_deref().unwrap_or(&self.external_id)
    }
}

/// Every agent of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentList {
    /// By identifier.
    pub agents: BTreeMap<String, AgentRecord>,
    /// Whether all of them were read.
    pub complete: bool,
    /// When the first page was asked for: nothing in the list is older.
    pub as_of: UnixMs,
    /// Requests it took.
    pub requests: u32,
}

impl AgentList {
    /// The callout queues that agents have now, by name: no provider lists them (decision A11).
    pub fn callout_queues(&self) -> Vec<NamedRef> {
        let known: BTreeMap<&str, &NamedRef> =
            self.agents.values().filter_map(|agent| agent.callout.as_ref()).map(|queue| (&*queue.id, queue)).collect();
        let mut queues: Vec<NamedRef> = known.into_values().cloned().collect();
        queues.sort_by(|one, other| one.label().cmp(other.label()));
        queues
    }
}
