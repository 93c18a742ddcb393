//! The actions as buttons: which of them there are for an agent, and the words on them.

use domain::agent::AgentState;
use domain::board::ConnectionView;
use domain::capability::Capability;
use domain::command::ActionKind;
use domain::details::AgentDetails;
use domain::provider::ProviderKind;
use leptos_i18n::td_string;

use crate::i18n::Locale;
use crate::words;

/// One button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    LogOut,
    Pause,
    Resume,
    RecordingOn,
    RecordingOff,
    CalloutQueue,
    InGroups,
}

impl Asked {
    const ALL: [Self; 7] = [
        Self::Pause,
        Self::Resume,
        Self::LogOut,
        Self::RecordingOn,
        Self::RecordingOff,
        Self::CalloutQueue,
        Self::InGroups,
    ];

    /// The buttons for an agent: what the connection can, the reader's role may, and the agent's state leaves to do.
    pub(super) fn offered(connection: &ConnectionView, details: &AgentDetails) -> Vec<Self> {
        let state = details.agent.state;
        let makes_sense = |asked: Self| match asked {
            Self::LogOut => state.is_logged_in(),
            Self::Pause => state.is_logged_in() && state != AgentState::Paused,
            Self::Resume => state == AgentState::Paused,
            Self::RecordingOn | Self::RecordingOff | Self::CalloutQueue => true,
            // Lists that are given for good are planned and sent another way.
            Self::InGroups => connection.kind == ProviderKind::Vicidial && state.is_logged_in(),
        };
        Self::ALL
            .into_iter()
            .filter(|asked| connection.capabilities.allows(asked.needs()))
            .filter(|asked| details.may.contains(&asked.kind()))
            .filter(|asked| makes_sense(*asked))
            .collect()
    }

    pub(super) const fn kind(self) -> ActionKind {
        match self {
            Self::LogOut => ActionKind::LogOut,
            Self::Pause => ActionKind::Pause,
            Self::Resume => ActionKind::Resume,
            Self::RecordingOn | Self::RecordingOff => ActionKind::SetRecording,
            Self::CalloutQueue => ActionKind::SetCalloutQueue,
            Self::InGroups => ActionKind::ChangeInGroups,
        }
    }

    const fn needs(self) -> Capability {
        match self {
            Self::LogOut => Capability::LogOutAgent,
            Self::Pause | Self::Resume => Capability::PauseAgent,
            Self::RecordingOn | Self::RecordingOff => Capability::SetRecording,
            Self::CalloutQueue => Capability::SetCalloutQueue,
            Self::InGroups => Capability::SetCallinQueues,
        }
    }

    /// What goes along where nothing is typed.
    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::RecordingOn => "on",
            Self::RecordingOff => "off",
            Self::LogOut | Self::Pause | Self::Resume | Self::CalloutQueue | Self::InGroups => "",
        }
    }

    /// A word for identifiers in the page.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::LogOut => "log-out",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::RecordingOn => "recording-on",
            Self::RecordingOff => "recording-off",
            Self::CalloutQueue => "callout-queue",
            Self::InGroups => "in-groups",
        }
    }

    pub(super) const fn icon(self) -> Option<&'static str> {
        match self {
            Self::LogOut => Some("i-logout"),
            Self::Pause => Some("i-pause"),
            Self::Resume => Some("i-play"),
            Self::RecordingOn | Self::RecordingOff | Self::CalloutQueue | Self::InGroups => None,
        }
    }

    /// Whether it takes something away that people rely on.
    pub(super) const fn is_danger(self) -> bool {
        matches!(self, Self::LogOut | Self::RecordingOff)
    }

    pub(super) fn label(self, locale: Locale) -> &'static str {
        match self {
            Self::LogOut => td_string!(locale, can_log_out),
            Self::Pause => td_string!(locale, act_pause),
            Self::Resume => td_string!(locale, act_resume),
            Self::RecordingOn => td_string!(locale, act_recording_on),
            Self::RecordingOff => td_string!(locale, act_recording_off),
            Self::CalloutQueue => td_string!(locale, act_callout),
            Self::InGroups => td_string!(locale, in_groups_label),
        }
    }

    pub(super) fn question(self, locale: Locale, name: &str) -> String {
        match self {
            Self::LogOut => td_string!(locale, act_log_out_title, name = name),
            Self::Pause => td_string!(locale, act_pause_title, name = name),
            Self::Resume => td_string!(locale, act_resume_title, name = name),
            Self::RecordingOn => td_string!(locale, act_recording_on_title, name = name),
            Self::RecordingOff => td_string!(locale, act_recording_off_title, name = name),
            Self::CalloutQueue => td_string!(locale, act_callout_title, name = name),
            Self::InGroups => td_string!(locale, in_groups_title, name = name),
        }
    }

    /// What will be sent, and what comes of it for whoever is on a call.
    pub(super) fn consequence(self, locale: Locale, connection: &ConnectionView, details: &AgentDetails) -> String {
        let provider = connection.kind.label();
        let is_on_call = details.agent.state.has_call();
        let waits_for_the_call = connection.kind == ProviderKind::Vicidial;
        match self {
            Self::LogOut if !is_on_call => td_string!(locale, act_log_out_idle, provider = provider),
            Self::LogOut if waits_for_the_call => td_string!(locale, act_log_out_after_call, provider = provider),
            Self::LogOut => td_string!(locale, act_log_out_on_call, provider = provider),
            Self::Pause if is_on_call => td_string!(locale, act_pause_after_call, provider = provider),
            Self::Pause => td_string!(locale, act_pause_idle, provider = provider),
            Self::Resume => td_string!(locale, act_resume_text, provider = provider),
            Self::RecordingOn | Self::RecordingOff => {
                let on = words::on_off(locale, self == Self::RecordingOn).to_lowercase();
                td_string!(locale, act_recording_text, provider = provider, on = on)
            }
            Self::InGroups => td_string!(locale, in_groups_text, provider = provider),
            Self::CalloutQueue => match &details.agent.callout {
                Some(queue) => {
                    td_string!(locale, act_callout_replaces, provider = provider, queue = queue.label().to_owned())
                }
                None => td_string!(locale, act_callout_first, provider = provider),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::agent::AgentSnapshot;
    use domain::agent::IdKind;
    use domain::capability::Capabilities;
    use domain::capability::Support;
    use domain::health::ConnectionHealth;
    use domain::id::ConnectionId;
    use domain::id::ConnectionIndex;
    use domain::id::RowId;
    use domain::time::UnixMs;

    use super::*;

    fn connection(can: &[(Capability, Support)]) -> ConnectionView {
        ConnectionView {
            id: ConnectionId("018f0000-0000-7000-8000-000000000001".parse().expect("a UUID")),
            kind: ProviderKind::Vicidial,
            name: "VICIdial".to_owned(),
            health: ConnectionHealth::default(),
            totals: None,
            capabilities: Capabilities(can.to_vec()),
            allowance: None,
            unmapped: vec![],
        }
    }

    fn details(state: AgentState, may: &[ActionKind]) -> AgentDetails {
        AgentDetails {
            row: RowId(1),
            connection: ConnectionIndex(0),
            agent: AgentSnapshot::new("7", IdKind::UserId, state, UnixMs(0)),
            may: may.to_vec(),
            recording: None,
        }
    }

    #[test]
    fn a_button_is_there_only_where_connection_role_and_state_leave_it_something_to_do() {
        let all = [Capability::LogOutAgent, Capability::PauseAgent, Capability::SetRecording];
        let on = connection(&all.map(|capability| (capability, Support::Extension { on: true })));
        let off = connection(&all.map(|capability| (capability, Support::Extension { on: false })));
        let supervisor = [ActionKind::LogOut, ActionKind::Pause, ActionKind::Resume];

        let offered = |connection, state, may: &[ActionKind]| Asked::offered(connection, &details(state, may));

        assert_eq!(offered(&on, AgentState::OnCall, &supervisor), [Asked::Pause, Asked::LogOut]);
        assert_eq!(offered(&on, AgentState::Paused, &supervisor), [Asked::Resume, Asked::LogOut]);
        assert_eq!(offered(&on, AgentState::LoggedOut, &supervisor), []);
        assert_eq!(offered(&on, AgentState::LoggedOut, &ActionKind::ALL), [Asked::RecordingOn, Asked::RecordingOff]);
        assert_eq!(offered(&off, AgentState::OnCall, &ActionKind::ALL), []);
    }

    #[test]
    fn in_groups_are_changed_at_vicidial_alone_while_the_agent_has_a_screen() {
        let can = [(Capability::SetCallinQueues, Support::Extension { on: true })];
        let vicidial = connection(&can);
        let alohub = ConnectionView { kind: ProviderKind::Alohub, ..connection(&can) };

        let offered = |connection, state, may: &[ActionKind]| Asked::offered(connection, &details(state, may));

        assert_eq!(offered(&vicidial, AgentState::Paused, &[ActionKind::ChangeInGroups]), [Asked::InGroups]);
        assert_eq!(offered(&vicidial, AgentState::Paused, &[ActionKind::LogOut]), []);
        assert_eq!(offered(&vicidial, AgentState::LoggedOut, &ActionKind::ALL), []);
        assert_eq!(offered(&alohub, AgentState::Paused, &ActionKind::ALL), []);
    }
}
