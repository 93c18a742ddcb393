//! What can be asked of a phone system, and how it can end.

use serde::Deserialize;
use serde::Serialize;

use crate::agent::AgentSnapshot;
use crate::agent::AgentState;
use crate::capability::Capability;
use crate::in_group::InGroupChange;

/// A change to one agent at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action")]
pub enum Action {
    /// Log the agent out.
    LogOut,
    /// Pause the agent.
    Pause,
    /// End the agent's pause.
    Resume,
    /// Replace the whole list of callin queues (AloHub replaces, decision A6).
    SetCallinQueues {
        /// The full list that shall hold afterwards.
        queue_ids: Vec<String>,
        /// The one priority in all of them; none leaves it out of the request (decision A9).
        priority: Option<i32>,
    },
    /// Set the callout queue.
    SetCalloutQueue {
        /// Which one.
        queue_id: String,
    },
    /// Change the in-groups until the agent's next log-in.
    ChangeInGroups(InGroupChange),
    /// Switch recording.
    SetRecording {
        /// On or off.
        on: bool,
    },
}

impl Action {
    /// What a connection must be able to do for this.
    pub const fn needs(&self) -> Capability {
        match self {
            Self::LogOut => Capability::LogOutAgent,
            Self::Pause | Self::Resume => Capability::PauseAgent,
            Self::SetCallinQueues { .. } | Self::ChangeInGroups(_) => Capability::SetCallinQueues,
            Self::SetCalloutQueue { .. } => Capability::SetCalloutQueue,
            Self::SetRecording { .. } => Capability::SetRecording,
        }
    }

    /// The word in the audit log.
    pub const fn slug(&self) -> &'static str {
        self.kind().slug()
    }

    /// The action without what it carries.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::LogOut => ActionKind::LogOut,
            Self::Pause => ActionKind::Pause,
            Self::Resume => ActionKind::Resume,
            Self::SetCallinQueues { .. } => ActionKind::SetCallinQueues,
            Self::SetCalloutQueue { .. } => ActionKind::SetCalloutQueue,
            Self::ChangeInGroups(_) => ActionKind::ChangeInGroups,
            Self::SetRecording { .. } => ActionKind::SetRecording,
        }
    }

    /// Whether a reading shows that it took effect, or that there is nothing left for it to take effect on. No provider
    /// reports recording, a list of callin queues is only partly seen in a poll, and in-groups are not seen in one at all,
    /// so those are never shown.
    pub fn is_shown_by(&self, agent: &AgentSnapshot) -> bool {
        match self {
            Self::LogOut => !agent.state.is_logged_in(),
            Self::Pause => agent.state == AgentState::Paused || !agent.state.is_logged_in(),
            Self::Resume => agent.state != AgentState::Paused,
            Self::SetCalloutQueue { queue_id } => {
                agent.callout.as_ref().is_some_and(|queue| queue.id == queue_id.trim())
            }
            Self::SetCallinQueues { .. } | Self::ChangeInGroups(_) | Self::SetRecording { .. } => false,
        }
    }
}

/// Which action, without what it carries: what a board tells of a command under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Log the agent out.
    LogOut,
    /// Pause the agent.
    Pause,
    /// End the agent's pause.
    Resume,
    /// Replace the list of callin queues.
    SetCallinQueues,
    /// Set the callout queue.
    SetCalloutQueue,
    /// Change the in-groups until the agent's next log-in.
    ChangeInGroups,
    /// Switch recording.
    SetRecording,
}

impl ActionKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LogOut,
        Self::Pause,
        Self::Resume,
        Self::SetCallinQueues,
        Self::SetCalloutQueue,
        Self::ChangeInGroups,
        Self::SetRecording,
    ];

    /// The word in the audit log.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::LogOut => "log_out",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::SetCallinQueues => "set_callin_queues",
            Self::SetCalloutQueue => "set_callout_queue",
            Self::ChangeInGroups => "change_in_groups",
            Self::SetRecording => "set_recording",
        }
    }
}

/// An action on one agent of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// The agent, by the provider's identifier.
    pub external_id: String,
    /// What to do.
    #[serde(flatten)]
    pub action: Action,
}

/// How a command ended. A timeout is `Unknown`: neither success nor failure, and never repeated blindly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Done, and a re-read shows it.
    Confirmed,
    /// The provider accepted it and a re-read does not show it yet.
    AcceptedNotVisible,
    /// The provider accepted it and nothing it reports could show it.
    AcceptedUnverifiable,
    /// It was so already.
    AlreadyDone,
    /// The provider said no.
    Refused {
        /// Why, in our words.
        reason: Refusal,
        /// The provider's code, where it gives one.
        code: Option<String>,
    },
    /// No answer came; it may or may not have happened.
    Unknown,
}

/// Why a provider said no, by what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The provider does not know the agent.
    NoSuchAgent,
    /// The provider says the agent is out, and a re-read shows them in (Convoso 6012).
    StillLoggedIn,
    /// The provider calls the input wrong.
    InvalidInput,
    /// A list of queues must not be empty (decision A8).
    EmptyQueueList,
    /// An identifier is not a number, and the provider takes numbers only (decision A3).
    NotANumber,
    /// The agent's identifier came as a number and may lack a leading zero (decision A2).
    LeadingZeroMayBeLost,
    /// The key lacks the right.
    MissingRight,
    /// The key was refused.
    KeyRefused,
    /// The agent is not logged in, so there is nothing to do it to.
    NotLoggedIn,
    /// The agent's campaign does not allow it (VICIdial).
    CampaignForbids,
    /// The provider does not know one of the queues.
    NoSuchQueue,
    /// The agent's screen has yet to take an earlier change, and would lose one of the two.
    EarlierChangeWaits,
    /// The provider asks to wait.
    RateLimited {
        /// For so many seconds.
        retry_after_s: u32,
    },
    /// The provider has not enabled the function on this system (decision A14).
    NotEnabled,
    /// The provider could not be reached, so nothing was sent.
    NotSent,
    /// The provider failed while handling it.
    ProviderFailed,
    /// This connection cannot do it.
    NotOffered,
}

impl Outcome {
    /// Whether nothing more is to come: a later reading cannot tell more than is known now.
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Confirmed | Self::AcceptedUnverifiable | Self::AlreadyDone | Self::Refused { .. } => true,
            Self::AcceptedNotVisible | Self::Unknown => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::IdKind;
    use crate::queue::NamedRef;
    use crate::time::UnixMs;

    fn agent(state: AgentState) -> AgentSnapshot {
        AgentSnapshot::new("7", IdKind::UserId, state, UnixMs(0))
    }

    #[test]
    fn a_reading_shows_an_action_by_what_it_was_to_bring_about() {
        assert!(Action::LogOut.is_shown_by(&agent(AgentState::LoggedOut)));
        assert!(!Action::LogOut.is_shown_by(&agent(AgentState::Unknown)));
        assert!(Action::Pause.is_shown_by(&agent(AgentState::Paused)));
        assert!(!Action::Pause.is_shown_by(&agent(AgentState::OnCall)));
        assert!(Action::Resume.is_shown_by(&agent(AgentState::Available)));
        assert!(!Action::Resume.is_shown_by(&agent(AgentState::Paused)));
        let callout = |id: &str| AgentSnapshot {
            callout: Some(NamedRef { id: id.to_owned(), name: None }),
            ..agent(AgentState::Available)
        };
        let wish = Action::SetCalloutQueue { queue_id: "13876".to_owned() };
        assert!(wish.is_shown_by(&callout("13876")) && !wish.is_shown_by(&callout("13877")));
    }

    #[test]
    fn a_pause_of_somebody_who_went_home_has_nothing_left_to_wait_for() {
        for action in [Action::Pause, Action::Resume, Action::LogOut] {
            assert!(action.is_shown_by(&agent(AgentState::LoggedOut)), "{action:?}");
        }
    }

    #[test]
    fn what_no_reading_shows_is_never_shown() {
        for state in AgentState::ALL {
            assert!(!Action::SetRecording { on: false }.is_shown_by(&agent(state)));
        }
    }

    #[test]
    fn every_kind_has_the_word_of_its_action() {
        let words: std::collections::BTreeSet<&str> = ActionKind::ALL.iter().map(|kind| kind.slug()).collect();

        assert_eq!(words.len(), ActionKind::ALL.len());
        for kind in ActionKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.slug());
        }
        assert_eq!(serde_json::to_value(Action::Pause).unwrap()["action"], "pause");
    }
}
