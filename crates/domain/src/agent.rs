//! An agent as one reading of one provider shows them (section 8.1 of the provider contract).

use serde::Deserialize;
use serde::Serialize;

use crate::call::CurrentCall;
use crate::clock::Clock;
use crate::queue::NamedRef;
use crate::queue::QueueMembership;
use crate::time::UnixMs;

/// What an agent is doing: a closed set of ten, whatever words the provider uses.
///
/// A disabled account is `enabled = false`, and a stale row is a property of the connection; neither is a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AgentState {
    /// Ready to take a call.
    Available,
    /// A call is being delivered to the agent.
    Ringing,
    /// The agent, or the dialer for them, is calling out.
    Dialing,
    /// Talking.
    OnCall,
    /// The customer is parked or on hold.
    OnHold,
    /// After the call: disposition, notes, or a call the customer has already left.
    WrapUp,
    /// Logged in and paused, with a reason where the provider tells one.
    Paused,
    /// Logged in and not able to take calls, reason not given.
    Unavailable,
    /// Not logged in.
    LoggedOut,
    /// The provider said something that Callboard has no word for.
    Unknown,
}

impl AgentState {
    /// All ten, in the order of the count band.
    pub const ALL: [Self; 10] = [
        Self::Available,
        Self::Ringing,
        Self::Dialing,
        Self::OnCall,
        Self::OnHold,
        Self::WrapUp,
        Self::Paused,
        Self::Unavailable,
        Self::LoggedOut,
        Self::Unknown,
    ];

    /// The word used in page attributes, addresses and the store.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Ringing => "ringing",
            Self::Dialing => "dialing",
            Self::OnCall => "on_call",
            Self::OnHold => "on_hold",
            Self::WrapUp => "wrap_up",
            Self::Paused => "paused",
            Self::Unavailable => "unavailable",
            Self::LoggedOut => "logged_out",
            Self::Unknown => "unknown",
        }
    }

    /// The state whose `slug` this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// Whether the agent is logged in; an unknown state counts as logged in, since somebody reported the agent.
    pub const fn is_logged_in(self) -> bool {
        !matches!(self, Self::LoggedOut)
    }

    /// Whether a call goes with the state.
    pub const fn has_call(self) -> bool {
        matches!(self, Self::Ringing | Self::Dialing | Self::OnCall | Self::OnHold)
    }
}

/// A finer word within a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SubState {
    /// The customer has hung up and the agent has not dispositioned the call.
    Dead,
    /// Entering the disposition.
    Disposition,
    /// Three parties on the call.
    ThreeWay,
    /// The customer is parked.
    Parked,
    /// The agent's telephone is ringing.
    RingingPhone,
    /// Looking at a lead before calling it.
    Preview,
    /// Dialling by hand.
    ManualDial,
    /// Handing the call over.
    Transfer,
}

impl SubState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Dead,
        Self::Disposition,
        Self::ThreeWay,
        Self::Parked,
        Self::RingingPhone,
        Self::Preview,
        Self::ManualDial,
        Self::Transfer,
    ];

    /// The word in stored rows.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Disposition => "disposition",
            Self::ThreeWay => "three_way",
            Self::Parked => "parked",
            Self::RingingPhone => "ringing_phone",
            Self::Preview => "preview",
            Self::ManualDial => "manual_dial",
            Self::Transfer => "transfer",
        }
    }

    /// The sub-state whose `slug` this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sub| sub.slug() == slug)
    }
}

/// How sure the state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// The provider said so.
    Reported,
    /// Concluded from absence or from a combination of fields.
    Derived,
    /// The provider cannot say; this is the likeliest.
    Assumed,
}

/// What `external_id` is at this provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdKind {
    /// The provider's user id.
    UserId,
    /// The extension.
    Extension,
    /// The login name.
    Username,
    /// `extension@domain`, where the provider has no user id for the row.
    ExtensionAtDomain,
}

/// What a provider tells of call recording for an agent; what was set here is [`crate::administration::RecordingState`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recording {
    /// Nobody has told.
    #[default]
    Unknown,
    /// The provider reports it.
    Reported {
        /// On or off.
        on: bool,
    },
}

/// A telephone or browser the agent is registered with; shown in the details only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The telephone's own description.
    pub user_agent: Option<String>,
    /// Its network address as the provider prints it.
    pub network_ip: Option<String>,
    /// The provider's server it is registered at.
    pub server: Option<String>,
    /// Session or conference number.
    pub session: Option<String>,
    /// Softphone, desk phone and so on.
    pub connection_type: Option<String>,
    /// Voice, e-mail, chat and so on.
    pub channel: Option<String>,
}

/// One agent as one poll shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentSnapshot {
    /// The provider's identifier: trimmed, opaque, at most 128 characters (decision X4).
    pub external_id: String,
    /// What kind of identifier that is.
    pub id_kind: IdKind,
    /// Other names under which the same agent may have been seen earlier (decision T2).
    pub aliases: Vec<String>,
    /// Login name.
    pub login: Option<String>,
    /// The name to show: full name, else login, else extension, else identifier.
    pub display_name: String,
    /// Dialable extension, leading zeros kept.
    pub extension: Option<String>,
    /// Domain, user group or tenant name at the provider.
    pub group: Option<String>,
    /// The provider's own tenant id, pinned at first success (decision X13).
    pub provider_tenant: Option<String>,
    /// Whether the account is active at the provider.
    pub enabled: Option<bool>,
    /// What the agent is doing.
    pub state: AgentState,
    /// A finer word.
    pub sub: Option<SubState>,
    /// The provider's code unchanged, at most 64 characters.
    pub raw_status: String,
    /// The provider's label, at most 128 characters.
    pub raw_label: Option<String>,
    /// Why the agent is paused, at most 64 characters.
    pub pause_reason: Option<String>,
    /// How sure the state is.
    pub confidence: Confidence,
    /// Since when, where the provider tells; otherwise the floor fills in what it saw.
    pub clock: Option<Clock>,
    /// The call in progress.
    pub call: Option<CurrentCall>,
    /// Campaign.
    pub campaign: Option<NamedRef>,
    /// The queue being served.
    pub current_queue: Option<NamedRef>,
    /// Callin queues.
    pub callin: QueueMembership,
    /// Callout queue.
    pub callout: Option<NamedRef>,
    /// Dialer list.
    pub list: Option<NamedRef>,
    /// Skills.
    pub skills: Vec<String>,
    /// Calls today as the provider counts them.
    pub calls_today: Option<u32>,
    /// Calls in this session as the provider counts them.
    pub calls_session: Option<u32>,
    /// Recording.
    pub recording: Recording,
    /// Whether calls follow the agent elsewhere.
    pub follow_me: Option<bool>,
    /// Registered devices.
    pub devices: Vec<Device>,
    /// When the row was received.
    pub observed_at: UnixMs,
    /// Further provider fields that may be shown, by their own names.
    pub provider_extra: Vec<(String, String)>,
}

impl AgentSnapshot {
    /// An agent of whom only identity and state are known; clients fill in the rest.
    pub fn new(external_id: impl Into<String>, id_kind: IdKind, state: AgentState, observed_at: UnixMs) -> Self {
        let external_id = external_id.into();
        Self {
            display_name: external_id.clone(),
            external_id,
            id_kind,
            aliases: Vec::new(),
            login: None,
            extension: None,
            group: None,
            provider_tenant: None,
            enabled: None,
            state,
            sub: None,
            raw_status: String::new(),
            raw_label: None,
            pause_reason: None,
            confidence: Confidence::Reported,
            clock: None,
            call: None,
            campaign: None,
            current_queue: None,
            callin: QueueMembership::default(),
            callout: None,
            list: None,
            skills: Vec::new(),
            calls_today: None,
            calls_session: None,
            recording: Recording::Unknown,
            follow_me: None,
            devices: Vec::new(),
            observed_at,
            provider_extra: Vec::new(),
        }
    }
}
