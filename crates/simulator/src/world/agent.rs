//! One agent of the simulated floor and the states an agent can be in.

use std::{fmt, str::FromStr};

use crate::world::{call::Call, names::PersonName};

/// What an agent is doing. The faces translate it into their vendor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentState {
    /// Not logged in.
    LoggedOut,
    /// Waiting for a call.
    Available,
    /// An inbound call rings.
    Ringing,
    /// An outbound call is being dialled.
    Dialing,
    /// Talking.
    OnCall,
    /// The customer is parked.
    OnHold,
    /// Disposition after a call.
    WrapUp,
    /// The customer hung up and the agent has not noticed.
    Dead,
    /// On a break.
    Paused,
}

/// A word that names no state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownState(pub String);

impl AgentState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::LoggedOut,
        Self::Available,
        Self::Ringing,
        Self::Dialing,
        Self::OnCall,
        Self::OnHold,
        Self::WrapUp,
        Self::Dead,
        Self::Paused,
    ];

    /// The word used in control paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedOut => "logged-out",
            Self::Available => "available",
            Self::Ringing => "ringing",
            Self::Dialing => "dialing",
            Self::OnCall => "on-call",
            Self::OnHold => "on-hold",
            Self::WrapUp => "wrap-up",
            Self::Dead => "dead",
            Self::Paused => "paused",
        }
    }

    pub(crate) fn has_live_call(self) -> bool {
        match self {
            Self::Ringing | Self::Dialing | Self::OnCall | Self::OnHold => true,
            Self::LoggedOut | Self::Available | Self::WrapUp | Self::Dead | Self::Paused => false,
        }
    }
}

impl FromStr for AgentState {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or_else(|| UnknownState(word.to_owned()))
    }
}

impl fmt::Display for UnknownState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no state is called {:?}", self.0)
    }
}

impl std::error::Error for UnknownState {}

/// Why an agent is on a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pause {
    Login,
    Lunch,
    Coffee,
    Meeting,
    Training,
    Toilet,
    Break,
    /// Reading a lead before dialling it, which only a dialer calls a pause.
    Preview,
}

impl Pause {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Login => "Login",
            Self::Lunch => "Lunch",
            Self::Coffee => "Coffee",
            Self::Meeting => "Meeting",
            Self::Training => "Training",
            Self::Toilet => "Toilet",
            Self::Break => "Break",
            Self::Preview => "Preview",
        }
    }

    /// VICIdial's pause codes have at most six characters.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::Lunch => "LUNCH",
            Self::Coffee => "COFFEE",
            Self::Meeting => "MEET",
            Self::Training => "TRAIN",
            Self::Toilet => "TOILET",
            Self::Break => "BREAK",
            Self::Preview => "",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) index: usize,
    /// What a reader of this provider's documents would use as the agent's identity.
    pub(crate) external_id: String,
    /// An identifier of the provider's own, where it has one beside the external id.
    pub(crate) uuid: String,
    pub(crate) name: PersonName,
    pub(crate) login: String,
    pub(crate) extension: String,
    pub(crate) enabled: bool,
    pub(crate) campaign: usize,
    pub(crate) group: usize,
    pub(crate) callin: Vec<usize>,
    /// What an interface has asked for and the agent's screen has not yet taken.
    pub(crate) callin_pending: Option<Vec<usize>>,
    pub(crate) callout: u64,
    pub(crate) priority: Option<i64>,
    pub(crate) recording: bool,
    pub(crate) inbound_only: bool,
    pub(crate) skills: &'static str,
    pub(crate) state: AgentState,
    pub(crate) since_ms: i64,
    pub(crate) pause: Option<Pause>,
    pub(crate) call: Option<Call>,
    pub(crate) calls_today: u32,
    pub(crate) calls_session: u32,
    pub(crate) login_ms: i64,
    pub(crate) shift_ends_ms: i64,
    /// When the agent goes to lunch, where the house works by a plan; never is `i64::MAX`.
    pub(crate) lunch_due_ms: i64,
    pub(crate) last_call_ms: i64,
    pub(crate) last_finish_ms: i64,
    pub(crate) last_inbound_ms: i64,
    pub(crate) pause_requested: bool,
    pub(crate) logout_requested: bool,
    /// Counts state changes, so that a planned end of an earlier state is recognised as stale.
    pub(crate) generation: u32,
    pub(crate) available_slot: Option<usize>,
}

impl Agent {
    pub(crate) fn logged_in(&self) -> bool {
        self.state != AgentState::LoggedOut
    }
}
