//! VICIdial's error lines, which come with HTTP 200: which of them are answers, and what the others mean.
//!
//! Only known phrases before the first `|` are looked at. The rest of the line is never kept or shown, because a failed
//! log-in echoes the password there.

use domain::form::Field;
use domain::form::Problem;
use domain::right::Right;

use crate::ProviderError;

/// The status of an error that VICIdial prints with HTTP 200 before PHP 8.1 and as an empty HTTP 500 since.
const DATABASE_DOWN: ProviderError = ProviderError::ServerError { status: 500 };

/// What an error line means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ErrorLine {
    /// Nobody is logged in: an empty list, not a failure.
    NobodyLoggedIn,
    /// The agent is known and not logged in: a state, not a failure.
    NotLoggedIn,
    /// No such agent, or one outside the API user's viewable groups.
    NoSuchAgent,
    /// Anything else.
    Failed(ProviderError),
}

impl ErrorLine {
    /// The error that this line is where the request has no use for its meaning.
    pub(crate) fn into_error(self) -> ProviderError {
        match self {
            Self::Failed(error) => error,
            Self::NobodyLoggedIn | Self::NotLoggedIn | Self::NoSuchAgent => refused("an answer to another request"),
        }
    }
}

/// What `line` means if it is an error line of the answer to `function`.
pub(crate) fn classify(line: &str, function: &str) -> Option<ErrorLine> {
    let line = line.trim().to_uppercase();
    if line.contains("MYSQL CONNECT ERROR") {
        return Some(ErrorLine::Failed(DATABASE_DOWN));
    }
    let text = line.strip_prefix("ERROR:")?;
    let (phrase, tail) = text.split_once('|').unwrap_or((text, ""));
    Some(meaning(phrase, tail.trim_end_matches('|').rsplit('|').next().unwrap_or(""), function))
}

/// `phrase` is what stands before the first `|`, and `mark` the last field, where VICIdial names the kind of refusal.
fn meaning(phrase: &str, mark: &str, function: &str) -> ErrorLine {
    let has = |words: &str| phrase.contains(words);
    if has("NO LOGGED IN AGENTS") {
        ErrorLine::NobodyLoggedIn
    } else if has("AGENT NOT LOGGED IN") || has("IS NOT LOGGED IN") {
        ErrorLine::NotLoggedIn
    } else if has("AGENT NOT FOUND") || has("INVALID USER ID") {
        ErrorLine::NoSuchAgent
    } else {
        ErrorLine::Failed(failure(has, mark, function))
    }
}

fn failure(has: impl Fn(&str) -> bool, mark: &str, function: &str) -> ProviderError {
    if has("IP ADDRESS IS NOT ALLOWED") || mark == "IPBLOCK" {
        forbidden(Right::AllowedAddress)
    } else if has("LOGIN INCORRECT") || has("INVALID USERNAME") || has("TOO MANY LOGIN ATTEMPTS") {
        // The password was right where the mark is this; no agent web server is active.
        if mark == "ERRSERVERS" { refused("no agent server is active") } else { ProviderError::AuthFailed }
    } else if has("PERMISSION TO USE THIS FUNCTION") {
        forbidden(right_to(function))
    } else if has("DOES NOT HAVE PERMISSION") {
        forbidden(Right::ViewReports)
    } else if has("NO FUNCTION SPECIFIED") {
        ProviderError::misconfigured(Field::Mode, Problem::LacksRequest)
    } else if has("INVALID SOURCE") {
        ProviderError::misconfigured(Field::Source, super::config::SOURCE_LENGTH)
    } else if has("INVALID SEARCH PARAMETERS") {
        refused("the search parameters are invalid")
    } else if has("NOT ACTIVE") {
        refused("the API is switched off in the system settings")
    } else {
        refused("an error that VICIdial does not document")
    }
}

const fn forbidden(right: Right) -> ProviderError {
    ProviderError::Forbidden { right }
}

fn right_to(function: &str) -> Right {
    match function {
        "logged_in_agents" => Right::FunctionLoggedInAgents,
        "agent_status" => Right::FunctionAgentStatus,
        "in_group_status" => Right::FunctionInGroupStatus,
        _ => Right::ApiAccess,
    }
}

fn refused(reason: &str) -> ProviderError {
    ProviderError::Refused { code: None, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> ProviderError {
        classify(line, "agent_status").unwrap().into_error()
    }

    fn right(line: &str) -> Right {
        let error = error(line);
        let ProviderError::Forbidden { right } = error else { panic!("not forbidden: {error:?}") };
        right
    }

    #[test]
    fn v05_the_log_in_errors_of_article_and_program_are_refused_keys() {
        for line in [
            "ERROR: INVALID USERNAME OR PASSWORD",
            "ERROR: Login incorrect, please try again: |apiuser|FAKEpass1|BAD|",
            "ERROR: Login incorrect, please try again: ||||BAD|",
            "ERROR: Login incorrect, please try again: |apiuser|FAKEpass1|2FA|",
            "ERROR: Too many login attempts, try again in 15 minutes: |supnorth|LOCK|",
            "ERROR: Invalid Username/Password: |apiuser|FAKEpass1|1|0|GOOD|",
            "error: login incorrect",
        ] {
            assert_eq!(error(line), ProviderError::AuthFailed, "{line}");
        }
    }

    #[test]
    fn v05_a_blocked_address_and_a_missing_agent_server_are_no_refused_keys() {
        assert_eq!(right("ERROR: Your IP Address is not allowed: 192.0.2.7: ||IPBLOCK|"), Right::AllowedAddress);
        let no_servers = error("ERROR: Invalid Username/Password: |apiuser|FAKEpass1|0|1|ERRSERVERS|");
        assert!(matches!(no_servers, ProviderError::Refused { .. }));
    }

    #[test]
    fn v05_a_missing_right_is_named() {
        for line in [
            "ERROR: USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION",
            "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |apifew|logged_in_agents|",
        ] {
            assert_eq!(right(line), Right::FunctionAgentStatus, "{line}");
        }
        for line in [
            "ERROR: agent_status USER DOES NOT HAVE PERMISSION TO GET AGENT INFO: |apinorep|0|",
            "ERROR: in_group_status USER DOES NOT HAVE PERMISSION TO GET IN-GROUP INFO: |u|0|",
        ] {
            assert_eq!(right(line), Right::ViewReports, "{line}");
        }
    }

    #[test]
    fn v05_settings_that_cannot_work_name_their_field() {
        for (line, expected) in [
            ("ERROR: NO FUNCTION SPECIFIED", Field::Mode),
            ("ERROR: Invalid Source - w", Field::Source),
            ("ERROR: Invalid Source: |w|", Field::Source),
        ] {
            assert!(matches!(error(line), ProviderError::Misconfigured(error) if error.field == expected), "{line}");
        }
    }

    #[test]
    fn v04_answers_in_the_dress_of_errors_are_told_apart() {
        let meaning = |line: &str| classify(line, "agent_status").unwrap();

        assert_eq!(meaning("ERROR: agent_status AGENT NOT LOGGED IN: apiuser|agent099"), ErrorLine::NotLoggedIn);
        assert_eq!(meaning("ERROR: agent_status AGENT NOT FOUND: apiuser|nobody"), ErrorLine::NoSuchAgent);
        assert_eq!(meaning("ERROR: AGENT NOT FOUND"), ErrorLine::NoSuchAgent);
        assert_eq!(meaning("ERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|"), ErrorLine::NobodyLoggedIn);
    }

    #[test]
    fn a_database_that_is_down_is_a_server_error() {
        assert_eq!(error("MySQL connect ERROR:  Connection refused"), ProviderError::ServerError { status: 500 });
    }

    #[test]
    fn v06_no_error_repeats_a_word_of_the_line() {
        for line in [
            "ERROR: Login incorrect, please try again: |apiuser|FAKEpass1|BAD|",
            "ERROR: something new FAKEpass1|FAKEpass1|",
            "ERROR: FAKEpass1 USER DOES NOT HAVE PERMISSION TO FAKEpass1",
        ] {
            assert!(!format!("{:?}{}", error(line), error(line)).to_uppercase().contains("FAKEPASS1"), "{line}");
        }
    }

    #[test]
    fn what_echoes_a_phrase_after_the_bar_does_not_change_the_meaning() {
        let line = "ERROR: agent_status AGENT NOT LOGGED IN: apiuser|LOGIN INCORRECT|IPBLOCK|";

        assert_eq!(classify(line, "agent_status"), Some(ErrorLine::NotLoggedIn));
        assert_eq!(classify("agent001|SALES|ERROR: Login incorrect", "logged_in_agents"), None);
    }
}
