//! Words for signing in at a company's own identity provider.

use domain::single_sign_on::ProviderProblem;
use domain::single_sign_on::SignOnProblem;
use leptos_i18n::td_string;

use crate::i18n::Locale;

/// Why nobody was signed in, and what to do.
pub(crate) fn sign_on_problem(locale: Locale, problem: SignOnProblem) -> &'static str {
    match problem {
        SignOnProblem::Company => td_string!(locale, sso_problem_company),
        SignOnProblem::ProviderDown => td_string!(locale, sso_problem_down),
        SignOnProblem::ProviderWrong => td_string!(locale, sso_problem_wrong),
        SignOnProblem::Declined => td_string!(locale, sso_problem_declined),
        SignOnProblem::Clock => td_string!(locale, sso_problem_clock),
        SignOnProblem::Over => td_string!(locale, sso_problem_over),
        SignOnProblem::Unverified => td_string!(locale, sso_problem_unverified),
        SignOnProblem::NotInvited => td_string!(locale, sso_problem_not_invited),
        SignOnProblem::NoRole => td_string!(locale, sso_problem_no_role),
        SignOnProblem::Local => td_string!(locale, sso_problem_local),
        SignOnProblem::Taken => td_string!(locale, sso_problem_taken),
        SignOnProblem::Suspended => td_string!(locale, sso_problem_suspended),
        SignOnProblem::NotProved => td_string!(locale, sso_problem_not_proved),
        SignOnProblem::TooMany => td_string!(locale, sso_problem_too_many),
        SignOnProblem::Unavailable => td_string!(locale, sign_in_unavailable),
    }
}

/// What keeps a provider from being used, and what to do.
pub(crate) fn provider_problem(locale: Locale, problem: ProviderProblem) -> String {
    match problem {
        ProviderProblem::Address(problem) => super::problem(locale, problem),
        ProviderProblem::Unreachable => td_string!(locale, sso_check_unreachable).to_owned(),
        ProviderProblem::Certificate => td_string!(locale, sso_check_certificate).to_owned(),
        ProviderProblem::NoDescription => td_string!(locale, sso_check_no_description).to_owned(),
        ProviderProblem::OtherIssuer => td_string!(locale, sso_check_other_issuer).to_owned(),
        ProviderProblem::NoCodeFlow => td_string!(locale, sso_check_no_code).to_owned(),
        ProviderProblem::NoKeys => td_string!(locale, sso_check_no_keys).to_owned(),
        ProviderProblem::Unreadable => td_string!(locale, sso_check_unreadable).to_owned(),
    }
}
