//! The call an agent is on.

use serde::Deserialize;
use serde::Serialize;

use crate::clock::StartSource;
use crate::time::UnixMs;

/// Which way a call goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// A customer called.
    Inbound,
    /// We called.
    Outbound,
    /// Between extensions.
    Internal,
    /// Not told.
    #[default]
    Unknown,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CallPhase {
    /// Ringing at the agent.
    Ringing,
    /// Ringing at the other side.
    Dialing,
    /// Talking.
    Connected,
    /// Customer on hold or parked.
    Held,
    /// The customer has left.
    Ended,
    /// Not told.
    #[default]
    Unknown,
}

/// The call in progress, as far as the provider tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentCall {
    /// The provider's call id.
    pub call_id: Option<String>,
    /// Which way it goes.
    pub direction: Direction,
    /// The provider's word for the kind of call.
    pub kind_raw: Option<String>,
    /// How far it is.
    pub phase: CallPhase,
    /// The customer's number; masked or removed before it reaches an audience that may not see it.
    pub customer_number: Option<String>,
    /// Our own number on the call.
    pub own_number: Option<String>,
    /// Start of the call.
    pub started_at: Option<UnixMs>,
    /// Who told the start.
    pub started_source: Option<StartSource>,
    /// Lead id at the dialer.
    pub lead_id: Option<String>,
    /// The tenant's own reference of the lead (vendor lead code).
    pub lead_ref: Option<String>,
    /// Call log id.
    pub call_log_id: Option<String>,
}
