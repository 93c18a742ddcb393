//! The words of the page that stands for every page of a company that the operator lets nobody into.

use domain::language::Language;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuspendedWords {
    /// Which company.
    pub title: String,
    /// That it is the operator.
    pub text: String,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// What the page says in a language.
pub fn suspended_words(language: Language, company: &str, reason: &str) -> SuspendedWords {
    let locale = match language {
        Language::English => Locale::en,
        Language::Vietnamese => Locale::vi,
    };
    let (company, reason) = (company.to_owned(), reason.to_owned());
    SuspendedWords {
        title: td_string!(locale, suspended_title, company = company).to_string(),
        text: td_string!(locale, suspended_text).to_owned(),
        reason: (!reason.is_empty()).then(|| td_string!(locale, suspended_reason, reason = reason).to_string()),
    }
}
