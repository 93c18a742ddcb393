//! Words for what the audit log holds beside commands.

use domain::audit::Deed;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// A deed of the audit log.
pub(crate) fn deed(locale: Locale, deed: Deed) -> &'static str {
    match deed {
        Deed::SetUp => td_string!(locale, deed_set_up),
        Deed::InvitePerson => td_string!(locale, deed_invite_person),
        Deed::WithdrawInvitation => td_string!(locale, deed_withdraw_invitation),
        Deed::Join => td_string!(locale, deed_join),
        Deed::ChangeMember => td_string!(locale, deed_change_member),
        Deed::RemoveMember => td_string!(locale, deed_remove_member),
        Deed::DisablePerson => td_string!(locale, deed_disable_person),
        Deed::EnablePerson => td_string!(locale, deed_enable_person),
        Deed::MakeResetLink => td_string!(locale, deed_make_reset_link),
        Deed::ChangePassword => td_string!(locale, deed_change_password),
        Deed::RevokeSession => td_string!(locale, deed_revoke_session),
        Deed::AddRule => td_string!(locale, deed_add_rule),
        Deed::ChangeRule => td_string!(locale, deed_change_rule),
        Deed::DeleteRule => td_string!(locale, deed_delete_rule),
        Deed::AcknowledgeAlarm => td_string!(locale, deed_acknowledge_alarm),
        Deed::AddWebhook => td_string!(locale, deed_add_webhook),
        Deed::TestWebhook => td_string!(locale, deed_test_webhook),
        Deed::DeleteWebhook => td_string!(locale, deed_delete_webhook),
        Deed::PairDisplay => td_string!(locale, deed_pair_display),
        Deed::ChangeDisplay => td_string!(locale, deed_change_display),
        Deed::IdentifyDisplay => td_string!(locale, deed_identify_display),
        Deed::ReloadDisplay => td_string!(locale, deed_reload_display),
        Deed::RevokeDisplay => td_string!(locale, deed_revoke_display),
        Deed::AddConnection => td_string!(locale, deed_add_connection),
        Deed::ChangeConnection => td_string!(locale, deed_change_connection),
        Deed::ReplaceSecret => td_string!(locale, deed_replace_secret),
        Deed::TestConnection => td_string!(locale, deed_test_connection),
        Deed::PauseConnection => td_string!(locale, deed_pause_connection),
        Deed::ResumeConnection => td_string!(locale, deed_resume_connection),
        Deed::DeleteConnection => td_string!(locale, deed_delete_connection),
        Deed::MapState => td_string!(locale, deed_map_state),
        Deed::ChangeLimits => td_string!(locale, deed_change_limits),
        Deed::ShareView => td_string!(locale, deed_share_view),
        Deed::ChangeView => td_string!(locale, deed_change_view),
        Deed::DeleteView => td_string!(locale, deed_delete_view),
        Deed::SetDefaultView => td_string!(locale, deed_set_default_view),
        Deed::ExportBoard => td_string!(locale, deed_export_board),
        Deed::RevealNumber => td_string!(locale, deed_reveal_number),
        Deed::ExportHistory => td_string!(locale, deed_export_history),
        Deed::ChangeCompany => td_string!(locale, deed_change_company),
        Deed::ChangeRetention => td_string!(locale, deed_change_retention),
        Deed::PlanChanges => td_string!(locale, deed_plan_changes),
        Deed::PlanUndo => td_string!(locale, deed_plan_undo),
        Deed::ConfirmChanges => td_string!(locale, deed_confirm_changes),
        Deed::CancelChanges => td_string!(locale, deed_cancel_changes),
        Deed::ChangeRecordingPolicy => td_string!(locale, deed_change_recording_policy),
        Deed::DiscardChanges => td_string!(locale, deed_discard_changes),
        Deed::ExportChanges => td_string!(locale, deed_export_changes),
        Deed::ExportAgents => td_string!(locale, deed_export_agents),
        Deed::ExportAudit => td_string!(locale, deed_export_audit),
    }
}
