//! Words for what is asked of a phone system, and for how it ends.

use domain::administration::RecordingState;
use domain::command::ActionKind;
use domain::command::Refusal;
use domain::in_group::InGroupEdit;
use domain::zone::Zone;
use leptos_i18n::td_string;

use crate::i18n::Locale;
use crate::timing;

/// A command of the audit log.
pub(crate) fn action(locale: Locale, action: ActionKind) -> &'static str {
    match action {
        ActionKind::LogOut => td_string!(locale, command_log_out),
        ActionKind::Pause => td_string!(locale, command_pause),
        ActionKind::Resume => td_string!(locale, command_resume),
        ActionKind::SetCallinQueues => td_string!(locale, command_set_callin_queues),
        ActionKind::SetCalloutQueue => td_string!(locale, command_set_callout_queue),
        ActionKind::ChangeInGroups => td_string!(locale, command_change_in_groups),
        ActionKind::SetRecording => td_string!(locale, command_set_recording),
    }
}

/// A command while it is under way.
pub(crate) fn under_way(locale: Locale, action: ActionKind) -> &'static str {
    match action {
        ActionKind::LogOut => td_string!(locale, under_way_log_out),
        ActionKind::Pause => td_string!(locale, under_way_pause),
        ActionKind::Resume => td_string!(locale, under_way_resume),
        ActionKind::SetCallinQueues | ActionKind::SetCalloutQueue => td_string!(locale, under_way_queues),
        ActionKind::ChangeInGroups => td_string!(locale, under_way_in_groups),
        ActionKind::SetRecording => td_string!(locale, under_way_recording),
    }
}

/// Why a provider said no, as a sentence that says what can be done; `code` is the provider's own.
pub(crate) fn refusal(locale: Locale, reason: Refusal, code: Option<&str>, provider: &'static str) -> String {
    let text = match reason {
        Refusal::NoSuchAgent => td_string!(locale, refusal_no_such_agent, provider = provider),
        Refusal::StillLoggedIn => td_string!(locale, refusal_still_logged_in, provider = provider),
        Refusal::InvalidInput => td_string!(locale, refusal_invalid_input, provider = provider),
        Refusal::EmptyQueueList => td_string!(locale, refusal_empty_queues).to_owned(),
        Refusal::NotANumber => td_string!(locale, refusal_not_a_number, provider = provider),
        Refusal::LeadingZeroMayBeLost => td_string!(locale, refusal_leading_zero).to_owned(),
        Refusal::MissingRight => td_string!(locale, refusal_missing_right).to_owned(),
        Refusal::KeyRefused => td_string!(locale, refusal_key_refused, provider = provider),
        Refusal::NotLoggedIn => td_string!(locale, refusal_not_logged_in).to_owned(),
        Refusal::CampaignForbids => td_string!(locale, refusal_campaign_forbids).to_owned(),
        Refusal::NoSuchQueue => td_string!(locale, refusal_no_such_queue, provider = provider),
        Refusal::EarlierChangeWaits => td_string!(locale, refusal_earlier_waits).to_owned(),
        Refusal::RateLimited { retry_after_s } => {
            td_string!(locale, refusal_rate_limited, provider = provider, seconds = retry_after_s)
        }
        Refusal::NotEnabled => td_string!(locale, refusal_not_enabled, provider = provider),
        Refusal::NotSent => td_string!(locale, refusal_not_sent, provider = provider),
        Refusal::ProviderFailed => td_string!(locale, refusal_provider_failed, provider = provider),
        Refusal::NotOffered => td_string!(locale, refusal_not_offered).to_owned(),
    };
    match code {
        Some(code) => format!("{text} ({})", td_string!(locale, refusal_code, code = code.to_owned())),
        None => text,
    }
}

/// How an in-group list shall change.
pub(crate) fn in_group_edit(locale: Locale, edit: InGroupEdit) -> &'static str {
    match edit {
        InGroupEdit::Add => td_string!(locale, in_groups_add),
        InGroupEdit::Remove => td_string!(locale, in_groups_remove),
        InGroupEdit::Replace => td_string!(locale, in_groups_replace),
    }
}

/// Recording as it was last set here.
pub(crate) fn recording(locale: Locale, state: &RecordingState, provider: &'static str, zone: Zone) -> String {
    match state {
        RecordingState::Unknown => td_string!(locale, panel_recording_unknown, provider = provider),
        RecordingState::LastSet { on, by, at, is_relied_on } => {
            let (on, time) = (on_off(locale, *on), timing::date_time(locale, *at, zone));
            if *is_relied_on {
                td_string!(locale, panel_recording_set, on = on, name = by.clone(), time = time)
            } else {
                td_string!(locale, panel_recording_unverified, on = on, name = by.clone(), time = time)
            }
        }
    }
}

/// On or off.
pub(crate) fn on_off(locale: Locale, on: bool) -> &'static str {
    if on { td_string!(locale, recording_on) } else { td_string!(locale, recording_off) }
}
