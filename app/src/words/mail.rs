//! Messages that are to be sent, in words.

use domain::mail::MailState;
use domain::mail::MailTrouble;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// How it stands with a message.
pub(crate) fn mail(locale: Locale, state: MailState, trouble: Option<MailTrouble>) -> String {
    let why = trouble.map(|trouble| match trouble {
        MailTrouble::Unreachable => td_string!(locale, mail_unreachable),
        MailTrouble::TimedOut => td_string!(locale, mail_timed_out),
        MailTrouble::Tls => td_string!(locale, mail_tls),
        MailTrouble::SignIn => td_string!(locale, mail_sign_in),
        MailTrouble::Recipient => td_string!(locale, mail_recipient),
        MailTrouble::Refused => td_string!(locale, mail_refused),
        MailTrouble::KeyMissing => td_string!(locale, mail_key_missing),
        MailTrouble::Unreadable => td_string!(locale, mail_unreadable),
    });
    let state = match state {
        MailState::Waiting => td_string!(locale, mail_waiting),
        MailState::Sent => td_string!(locale, mail_sent),
        MailState::Failed => td_string!(locale, mail_failed),
    };
    why.map_or_else(|| state.to_owned(), |why| format!("{state} {why}"))
}
