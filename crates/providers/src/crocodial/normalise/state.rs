//! CrocoDial's display text as one of our states (decision G2). Unknown text is never guessed.

use domain::agent::AgentState;
use domain::agent::SubState;

/// What a status text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) state: AgentState,
    pub(super) sub: Option<SubState>,
    /// Whether Callboard has a word for it.
    pub(super) known: bool,
}

/// No status at all: nobody is there.
pub(super) const NOBODY: Meaning = known(AgentState::LoggedOut, None);

const fn known(state: AgentState, sub: Option<SubState>) -> Meaning {
    Meaning { state, sub, known: true }
}

/// What the text means, whatever its capital letters and spaces.
pub(super) fn meaning(status: &str) -> Meaning {
    let status = collapsed(status).to_uppercase();
    if after_pause(&status).is_some() {
        return known(AgentState::Paused, None);
    }
    if is_break(&status) {
        return known(AgentState::Paused, None);
    }
    match status.as_str() {
        "PREVIEW" => known(AgentState::Paused, Some(SubState::Preview)),
        "READY" | "CLOSER" | "WAITING" => known(AgentState::Available, None),
        "IN CALL" | "INCALL" | "ON CALL" | "ONCALL" => known(AgentState::OnCall, None),
        "3-WAY" => known(AgentState::OnCall, Some(SubState::ThreeWay)),
        "QUEUE" => known(AgentState::Ringing, None),
        "RING" | "RINGING" => known(AgentState::Ringing, Some(SubState::RingingPhone)),
        "MQUEUE" | "DIAL" => known(AgentState::Dialing, Some(SubState::ManualDial)),
        "PARK" => known(AgentState::OnHold, Some(SubState::Parked)),
        "DISPOSITION" | "DISPO" => known(AgentState::WrapUp, Some(SubState::Disposition)),
        "DEAD" | "HUNGUP" => known(AgentState::WrapUp, Some(SubState::Dead)),
        "LOGGED_OUT" | "LOGGED OUT" => known(AgentState::LoggedOut, None),
        _ => Meaning { state: AgentState::Unknown, sub: None, known: false },
    }
}

/// Why the agent is paused, in the provider's own letters: what follows the first dash, or the name of the break.
pub(super) fn pause_reason(status: &str) -> Option<String> {
    let status = collapsed(status);
    let reason = match after_pause(&status.to_uppercase()) {
        Some(_) => status.split_once('-').map(|(_, reason)| reason.trim().to_owned()),
        None => is_break(&status.to_uppercase()).then_some(status),
    };
    reason.filter(|reason| !reason.is_empty())
}

/// A break by name: the word alone or at the end (`LUNCH BREAK`, `COFFEE BREAK`).
fn is_break(status: &str) -> bool {
    status == "BREAK" || status.ends_with(" BREAK")
}

/// What follows the whole word PAUSE or PAUSED.
fn after_pause(status: &str) -> Option<&str> {
    let rest = status.strip_prefix("PAUSE")?;
    let rest = rest.strip_prefix('D').unwrap_or(rest);
    let is_word = rest.chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '_');
    is_word.then_some(rest)
}

/// Trimmed, single spaces, and without the stray commas that the vendor's page has after some words.
fn collapsed(status: &str) -> String {
    status
        .trim_matches(|letter: char| letter.is_whitespace() || letter == ',')
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g02_every_documented_text_has_its_state() {
        use AgentState as S;

        for (status, state, reason) in [
            ("READY", S::Available, None),
            ("IN CALL", S::OnCall, None),
            ("IN  CALL,", S::OnCall, None),
            ("INCALL", S::OnCall, None),
            ("DISPOSITION", S::WrapUp, None),
            ("DISPO", S::WrapUp, None),
            ("PAUSE - BREAK", S::Paused, Some("BREAK")),
            ("Paused - Team meeting - 2", S::Paused, Some("Team meeting - 2")),
            ("PAUSE", S::Paused, None),
            ("PAUSED -", S::Paused, None),
            ("PAUSE-LUNCH", S::Paused, Some("LUNCH")),
            ("LUNCH BREAK,", S::Paused, Some("LUNCH BREAK")),
            ("COFFEE BREAK", S::Paused, Some("COFFEE BREAK")),
            (" break ", S::Paused, Some("break")),
            ("CLOSER", S::Available, None),
            ("QUEUE", S::Ringing, None),
            ("MQUEUE", S::Dialing, None),
            ("DEAD", S::WrapUp, None),
            ("LOGGED_OUT", S::LoggedOut, None),
        ] {
            assert_eq!((meaning(status).state, meaning(status).known), (state, true), "{status}");
            assert_eq!(pause_reason(status).as_deref(), reason, "{status}");
        }
    }

    #[test]
    fn x10_a_text_that_only_looks_like_a_pause_is_unknown() {
        for status in ["PAUSERS", "PAUSED_BY_ADMIN", "OUTBREAK", "UNPAUSED", "NOT READY", "ON A CALL", "primary"] {
            assert_eq!((meaning(status).state, meaning(status).known), (AgentState::Unknown, false), "{status}");
            assert_eq!(pause_reason(status), None, "{status}");
        }
    }
}
