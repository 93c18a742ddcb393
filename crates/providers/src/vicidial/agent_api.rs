//! Acting on agents through VICIdial's agent API, which writes a wish down for the agent's screen to take up later.
//!
//! SUCCESS is therefore never taken for done: the polls that follow show it. Nothing is sent twice, and of the answer
//! only known phrases are looked at, because a failed log-in echoes the password and the statement it was put into.

use std::collections::BTreeSet;

use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::in_group::InGroupEdit;
use domain::time::UnixMs;

use super::change_in_groups;
use super::client::Client;
use super::config::AgentApi;
use super::config::Blended;
use super::config::survives;
use crate::ProviderError;
use crate::error::Unreachable;
use crate::http::Reply;

/// Wait where something in between asks for one without saying how long.
const UNTOLD_WAIT_S: u32 = 30;

/// A function of the agent API with what goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Call {
    function: &'static str,
    parameters: Vec<(&'static str, String)>,
}

/// Sends the command once.
pub(super) async fn perform(client: &Client, command: &Command, now: UnixMs) -> Outcome {
    if client.config().agent_api == AgentApi::Off {
        return refused(Refusal::NotOffered);
    }
    let call = match call(command) {
        Ok(call) => call,
        Err(reason) => return refused(reason),
    };
    let send = send(client, &command.action, &call, now);
    match &command.action {
        Action::ChangeInGroups(change) => {
            change_in_groups::perform(client, &command.external_id, change, send, now).await
        }
        Action::LogOut
        | Action::Pause
        | Action::Resume
        | Action::SetCallinQueues { .. }
        | Action::SetCalloutQueue { .. }
        | Action::SetRecording { .. } => send.await,
    }
}

/// The one request, and what is answered to it.
async fn send(client: &Client, action: &Action, call: &Call, now: UnixMs) -> Outcome {
    let parameters: Vec<(&str, &str)> = call.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match client.tell(call.function, &parameters, now).await {
        Ok(reply) => outcome(action, &reply),
        Err(error) => unanswered(&error),
    }
}

/// The request for a command, or why there can be none.
fn call(command: &Command) -> Result<Call, Refusal> {
    let agent = command.external_id.as_str();
    // The server would strip the rest and act on whoever is called what is left.
    if agent.is_empty() || !agent.chars().all(survives) {
        return Err(Refusal::InvalidInput);
    }
    let mut parameters = vec![("agent_user", agent.to_owned())];
    let (function, value) = match &command.action {
        Action::LogOut => ("logout", "LOGOUT"),
        Action::Pause => ("external_pause", "PAUSE"),
        Action::Resume => ("external_pause", "RESUME"),
        Action::ChangeInGroups(change) => {
            let blended = if change.also_dials { Blended::Yes } else { Blended::No };
            parameters.push(("blended", blended.word().to_owned()));
            parameters.push(("ingroup_choices", choices(&change.groups)?));
            ("change_ingroups", edit_word(change.edit))
        }
        Action::SetCallinQueues { .. } | Action::SetCalloutQueue { .. } | Action::SetRecording { .. } => {
            return Err(Refusal::NotOffered);
        }
    };
    parameters.push(("value", value.to_owned()));
    Ok(Call { function, parameters })
}

const fn edit_word(edit: InGroupEdit) -> &'static str {
    match edit {
        InGroupEdit::Add => "ADD",
        InGroupEdit::Remove => "REMOVE",
        InGroupEdit::Replace => "CHANGE",
    }
}

/// The list as the program cuts it: at its spaces, the first piece skipped, the last a dash. Without the space in
/// front the first group is lost, and SUCCESS is answered nevertheless.
fn choices(groups: &BTreeSet<String>) -> Result<String, Refusal> {
    let mut list = String::new();
    for id in groups.iter().map(|id| id.trim()) {
        if id.is_empty() || !id.chars().all(survives) {
            return Err(Refusal::InvalidInput);
        }
        list.push(' ');
        list.push_str(id);
    }
    if list.is_empty() {
        return Err(Refusal::EmptyQueueList);
    }
    list.push_str(" -");
    Ok(list)
}

/// What an answer means: its line first, its status only where there is no line (decision X1).
fn outcome(action: &Action, reply: &Reply) -> Outcome {
    let text = reply.text();
    // Warnings of PHP may stand before the line (decision V11).
    match text.lines().map(str::trim).find_map(said) {
        // Also with HTTP 500: PHP 8.1 fails after the whole answer was written where a value holds an apostrophe.
        Some(Said::Success) => Outcome::AcceptedNotVisible,
        Some(Said::Error(line)) => answer_to(action, meaning(&line)),
        None => by_status(reply, text.trim().is_empty()),
    }
}

/// A line of the program, in capital letters.
enum Said {
    Success,
    Error(String),
}

fn said(line: &str) -> Option<Said> {
    let line = line.to_uppercase();
    if line.contains("MYSQL CONNECT ERROR") {
        return Some(Said::Error(line));
    }
    if line.starts_with("SUCCESS:") {
        return Some(Said::Success);
    }
    line.starts_with("ERROR:").then_some(Said::Error(line))
}

/// What an error line says. The words after the first `|` are not looked at, but for the mark of a refused log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    NotLoggedIn,
    NotPaused,
    Said(Refusal),
}

fn meaning(line: &str) -> Meaning {
    let (phrase, tail) = line.split_once('|').unwrap_or((line, ""));
    let has = |words: &str| phrase.contains(words);
    let refusal = if has("AGENT_USER IS NOT LOGGED IN") {
        return Meaning::NotLoggedIn;
    } else if has("AGENT IS NOT PAUSED") {
        return Meaning::NotPaused;
    } else if has("INVALID USERNAME") {
        log_in_refusal(tail)
    } else if has("NOT ACTIVE") {
        Refusal::NotEnabled
    } else if has("PERMISSION TO USE THIS FUNCTION") || has("USER IS NOT ALLOWED TO") {
        Refusal::MissingRight
    } else if has("CAMPAIGN DOES NOT ALLOW") || has("CAMPAIGN DIAL_METHOD DOES NOT ALLOW") {
        Refusal::CampaignForbids
    } else if has("INGROUP DOES NOT EXIST") {
        Refusal::NoSuchQueue
    } else if has("NOT VALID") || has("ARE REQUIRED") || has("INVALID SOURCE") {
        Refusal::InvalidInput
    } else {
        Refusal::ProviderFailed
    };
    Meaning::Said(refusal)
}

/// `user|password|…|…|mark`: the filter leaves no bar in a password, so the mark is always the fifth field.
fn log_in_refusal(tail: &str) -> Refusal {
    match tail.split('|').nth(4).map(str::trim) {
        // The password was right: the user lacks API access.
        Some("GOOD") => Refusal::MissingRight,
        // The password was right: no agent web server is active.
        Some("ERRSERVERS") => Refusal::NotEnabled,
        Some(_) | None => Refusal::KeyRefused,
    }
}

fn answer_to(action: &Action, meaning: Meaning) -> Outcome {
    match (meaning, action) {
        (Meaning::NotLoggedIn, Action::LogOut) | (Meaning::NotPaused, Action::Resume) => Outcome::AlreadyDone,
        (Meaning::NotLoggedIn, _) => refused(Refusal::NotLoggedIn),
        (Meaning::NotPaused, _) => refused(Refusal::InvalidInput),
        (Meaning::Said(reason), _) => refused(reason),
    }
}

/// An answer without a line of the program.
fn by_status(reply: &Reply, is_empty: bool) -> Outcome {
    match reply.status {
        // The program answers nothing at all to a function it does not know.
        200 if is_empty => refused(Refusal::NotOffered),
        401 | 403 => refused(Refusal::MissingRight),
        404 | 405 => refused(Refusal::NotOffered),
        429 => {
            let told = reply.retry_after().and_then(|wait| u32::try_from(wait.as_secs()).ok());
            refused(Refusal::RateLimited { retry_after_s: told.unwrap_or(UNTOLD_WAIT_S) })
        }
        300..=499 => refused(Refusal::ProviderFailed),
        // A server error or a page does not tell whether the wish had been written down before.
        _ => Outcome::Unknown,
    }
}

/// A request without an answer: not sent where no connection was made, otherwise nobody knows.
fn unanswered(error: &ProviderError) -> Outcome {
    match error {
        ProviderError::Unreachable(Unreachable::Dns | Unreachable::Connect | Unreachable::Tls)
        | ProviderError::Misconfigured { .. }
        | ProviderError::Refused { .. } => refused(Refusal::NotSent),
        ProviderError::Unreachable(Unreachable::Timeout | Unreachable::BrokeOff)
        | ProviderError::BadBody(_)
        | ProviderError::RateLimited { .. }
        | ProviderError::AuthFailed
        | ProviderError::Forbidden { .. }
        | ProviderError::ServerError { .. }
        | ProviderError::NotOffered => Outcome::Unknown,
    }
}

pub(super) const fn refused(reason: Refusal) -> Outcome {
    Outcome::Refused { reason, code: None }
}

#[cfg(test)]
mod tests {
    use domain::in_group::InGroupChange;

    use super::*;

    fn command(action: Action) -> Command {
        Command { external_id: "agent007".to_owned(), action }
    }

    fn in_groups(edit: InGroupEdit, ids: &[&str]) -> Action {
        let groups = ids.iter().map(|&id| id.to_owned()).collect();
        Action::ChangeInGroups(InGroupChange { edit, groups, also_dials: false })
    }

    #[test]
    fn the_in_group_list_begins_with_a_space_and_ends_with_a_dash() {
        for (edit, value) in
            [(InGroupEdit::Replace, "CHANGE"), (InGroupEdit::Add, "ADD"), (InGroupEdit::Remove, "REMOVE")]
        {
            let call = call(&command(in_groups(edit, &["SUPPORT_IN", "SALESLINE"]))).unwrap();

            assert_eq!(call.function, "change_ingroups");
            let parameter = |name: &str| call.parameters.iter().find(|(known, _)| *known == name).unwrap().1.clone();
            assert_eq!(parameter("ingroup_choices"), " SALESLINE SUPPORT_IN -");
            assert_eq!((parameter("value").as_str(), parameter("blended").as_str()), (value, "NO"));
        }
    }

    #[test]
    fn an_empty_in_group_list_is_never_sent() {
        for edit in InGroupEdit::ALL {
            assert_eq!(call(&command(in_groups(edit, &[]))), Err(Refusal::EmptyQueueList));
        }
    }

    #[test]
    fn what_the_server_would_strip_or_cut_is_never_sent() {
        for id in ["", "SUPPORT IN", "A|B", "A+B"] {
            let action = in_groups(InGroupEdit::Add, &[id]);
            assert_eq!(call(&command(action)), Err(Refusal::InvalidInput), "{id}");
        }
        for agent in ["", "agent 7", "agent'7", "a|b"] {
            let command = Command { external_id: agent.to_owned(), action: Action::LogOut };
            assert_eq!(call(&command), Err(Refusal::InvalidInput), "{agent}");
        }
    }

    #[test]
    fn every_error_line_of_the_document_is_told_apart() {
        let said = Meaning::Said;
        for (line, expected) in [
            ("ERROR: Invalid Source - ", said(Refusal::InvalidInput)),
            ("ERROR: Invalid Username/Password: |apinoapi|FAKEpass1|1|0|GOOD|", said(Refusal::MissingRight)),
            (
                "ERROR: Invalid Username/Password: |apiuser|GOOD|0|1|BAD|0|api|SELECT count(*) from vicidial_users|",
                said(Refusal::KeyRefused),
            ),
            ("ERROR: Invalid Username/Password: |apiuser|FAKEpass1|0|1|ERRSERVERS|", said(Refusal::NotEnabled)),
            ("ERROR: System API NOT ACTIVE", said(Refusal::NotEnabled)),
            (
                "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION - PAUSE|apifew|external_pause|ADMIN",
                said(Refusal::MissingRight),
            ),
            ("ERROR: agent_user is not logged in - agent099", Meaning::NotLoggedIn),
            ("ERROR: external_pause agent is not paused - RESUME|agent001", Meaning::NotPaused),
            ("ERROR: external_pause not valid - NOPE|agent001", said(Refusal::InvalidInput)),
            ("ERROR: logout not valid - NOPE|agent001", said(Refusal::InvalidInput)),
            ("ERROR: user is not allowed to change agent in-groups - supnorth", said(Refusal::MissingRight)),
            ("ERROR: campaign does not allow inbound calls - agent001", said(Refusal::CampaignForbids)),
            (
                "ERROR: campaign dial_method does not allow outbound autodial - agent007|YES",
                said(Refusal::CampaignForbids),
            ),
            ("ERROR: ingroup does not exist - agent007|FAKE_IN| FAKE_IN -", said(Refusal::NoSuchQueue)),
            (
                "ERROR: ingroup_choices are required for ADD and REMOVE values - agent007|ADD|",
                said(Refusal::InvalidInput),
            ),
            ("ERROR: change_ingroups not valid - CHANGE|||agent007", said(Refusal::InvalidInput)),
            ("MySQL connect ERROR:  Connection refused", said(Refusal::ProviderFailed)),
            ("ERROR: something new", said(Refusal::ProviderFailed)),
        ] {
            assert_eq!(meaning(&line.to_uppercase()), expected, "{line}");
        }
    }

    #[test]
    fn what_is_so_already_is_no_refusal_and_depends_on_what_was_asked() {
        assert_eq!(answer_to(&Action::LogOut, Meaning::NotLoggedIn), Outcome::AlreadyDone);
        assert_eq!(answer_to(&Action::Pause, Meaning::NotLoggedIn), refused(Refusal::NotLoggedIn));
        assert_eq!(answer_to(&Action::Resume, Meaning::NotPaused), Outcome::AlreadyDone);
    }

    #[test]
    fn only_a_connection_never_made_counts_as_not_sent() {
        for cause in [Unreachable::Dns, Unreachable::Connect, Unreachable::Tls] {
            assert_eq!(unanswered(&ProviderError::Unreachable(cause)), refused(Refusal::NotSent));
        }
        for cause in [Unreachable::Timeout, Unreachable::BrokeOff] {
            assert_eq!(unanswered(&ProviderError::Unreachable(cause)), Outcome::Unknown);
        }
    }
}
