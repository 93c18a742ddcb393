//! Words for what is asked of a phone system, and for how it ends.

use domain::command::ActionKind;
use domain::command::Refusal;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// A command of the audit log.
pub(crate) fn action(locale: Locale, action: ActionKind) -> &'static str {
    match action {
        ActionKind::LogOut => td_string!(locale, command_log_out),
        ActionKind::Pause => td_string!(locale, command_pause),
        ActionKind::Resume => td_string!(locale, command_resume),
        ActionKind::SetCallinQueues => td_string!(locale, command_set_callin_queues),
        ActionKind::SetCalloutQueue => td_string!(locale, command_set_callout_queue),
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

/// On or off.
pub(crate) fn on_off(locale: Locale, on: bool) -> &'static str {
    if on { td_string!(locale, recording_on) } else { td_string!(locale, recording_off) }
}
