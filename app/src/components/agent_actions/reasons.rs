//! Why a button is not there: one sentence for each, naming the provider, the switch or the role.

use domain::agent::AgentState;
use domain::board::ConnectionView;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::ActionKind;
use domain::details::AgentDetails;
use domain::provider::ProviderKind;
use leptos_i18n::td_string;

use crate::row_model::Reader;

/// A verb, and why it is not possible.
pub(super) type Absent = (&'static str, String);

/// What an agent's panel cannot offer, and why.
pub(super) fn reasons(connection: &ConnectionView, details: &AgentDetails, reader: Reader) -> Vec<Absent> {
    let locale = reader.locale;
    let provider = connection.kind.label();
    let reread = (!connection.capabilities.allows(Capability::ReadAgent))
        .then(|| (td_string!(locale, reread), td_string!(locale, reread_absent, provider = provider)));
    let why = |capability, kind, cannot: String| match connection.capabilities.support(capability) {
        Support::No(_) => Some(cannot),
        Support::Extension { on: false } => {
            Some(td_string!(locale, act_switched_off, connection = connection.name.clone()))
        }
        Support::Yes | Support::Extension { on: true } if !details.may.contains(&kind) => {
            Some(td_string!(locale, act_admins_only).to_owned())
        }
        Support::Yes | Support::Extension { on: true } => None,
    };
    let cannot_log_out = td_string!(locale, cannot_log_out, provider = provider);
    let is_out = (details.agent.state == AgentState::LoggedOut).then(|| td_string!(locale, act_is_out).to_owned());
    let log_out = why(Capability::LogOutAgent, ActionKind::LogOut, cannot_log_out).or(is_out);
    let cannot_pause = td_string!(locale, act_cannot_pause, provider = provider);
    let pause = why(Capability::PauseAgent, ActionKind::Pause, cannot_pause);
    let cannot_set_queues = td_string!(locale, cannot_set_queues, provider = provider);
    let support = |capability| connection.capabilities.support(capability);
    let has_in_groups = connection.kind == ProviderKind::Vicidial;
    let queues = match (support(Capability::SetCallinQueues), support(Capability::SetCalloutQueue)) {
        (Support::No(_), _) => Some(cannot_set_queues),
        // A callout queue is no word of this provider's.
        (Support::Yes | Support::Extension { .. }, Support::No(_)) if has_in_groups => {
            why(Capability::SetCallinQueues, ActionKind::ChangeInGroups, cannot_set_queues)
        }
        (Support::Yes | Support::Extension { .. }, Support::No(_)) => None,
        (Support::Yes | Support::Extension { .. }, Support::Yes | Support::Extension { .. }) => {
            why(Capability::SetCalloutQueue, ActionKind::SetCalloutQueue, cannot_set_queues)
        }
    };
    let verb = if has_in_groups { td_string!(locale, in_groups_label) } else { td_string!(locale, can_set_queues) };
    let cannot_set_recording = td_string!(locale, cannot_set_recording, provider = provider);
    let recording = why(Capability::SetRecording, ActionKind::SetRecording, cannot_set_recording);
    let others = [
        (td_string!(locale, can_log_out), log_out),
        (td_string!(locale, act_pause), pause),
        (verb, queues),
        (td_string!(locale, can_set_recording), recording),
    ];
    reread.into_iter().chain(others.into_iter().filter_map(|(verb, reason)| Some((verb, reason?)))).collect()
}
