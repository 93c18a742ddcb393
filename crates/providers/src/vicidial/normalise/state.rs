//! VICIdial's status, sub-status and lead together as one of our states.

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::SubState;
use domain::call::Direction;

/// What a status and its sub-status mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) state: AgentState,
    pub(super) sub: Option<SubState>,
    pub(super) confidence: Confidence,
    /// Whether Callboard has a word for both.
    pub(super) known: bool,
}

const fn reported(state: AgentState, sub: Option<SubState>) -> Meaning {
    Meaning { state, sub, confidence: Confidence::Reported, known: true }
}

const fn derived(state: AgentState, sub: Option<SubState>) -> Meaning {
    Meaning { state, sub, confidence: Confidence::Derived, known: true }
}

/// `sub_status` is none where the answer has no such column; then a lead alone tells wrap-up from pause.
pub(super) fn meaning(status: &str, sub_status: Option<&str>, has_lead: bool) -> Meaning {
    use AgentState::Available;
    use AgentState::Dialing;
    use AgentState::LoggedOut;
    use AgentState::OnCall;
    use AgentState::OnHold;
    use AgentState::Paused;
    use AgentState::Ringing;
    use AgentState::WrapUp;

    let status = status.trim().to_uppercase();
    let sub = sub_status.map(|sub| sub.trim().to_uppercase());
    match (status.as_str(), sub.as_deref().unwrap_or_default()) {
        (_, "RING") => reported(Ringing, Some(SubState::RingingPhone)),
        ("READY" | "CLOSER" | "WAITING", "") if has_lead => derived(WrapUp, Some(SubState::Disposition)),
        ("READY" | "CLOSER" | "WAITING", "") => reported(Available, None),
        ("READY" | "CLOSER" | "WAITING" | "PAUSED", "DISPO") => reported(WrapUp, Some(SubState::Disposition)),
        ("QUEUE", "") => reported(Ringing, None),
        ("MQUEUE", "") => reported(Dialing, Some(SubState::ManualDial)),
        ("INCALL" | "ONCALL", "") => reported(OnCall, None),
        ("INCALL" | "ONCALL", "DEAD") => reported(WrapUp, Some(SubState::Dead)),
        ("INCALL" | "ONCALL", "PARK") => reported(OnHold, Some(SubState::Parked)),
        ("INCALL" | "ONCALL", "DIAL") => reported(Dialing, Some(SubState::ManualDial)),
        ("INCALL" | "ONCALL", "3-WAY") => reported(OnCall, Some(SubState::ThreeWay)),
        ("PAUSED", "") if has_lead && sub.is_none() => derived(WrapUp, Some(SubState::Disposition)),
        ("PAUSED", "") => reported(Paused, None),
        ("PAUSED", "PREVIEW") => reported(Paused, Some(SubState::Preview)),
        ("LOGGED_OUT", "") => reported(LoggedOut, None),
        (status, sub) if !sub.is_empty() && meaning(status, Some(""), has_lead).known => {
            // A new sub-status does not change what the status says.
            Meaning { known: false, ..meaning(status, Some(""), has_lead) }
        }
        _ => Meaning { known: false, ..reported(AgentState::Unknown, None) },
    }
}

/// Which way a call goes, by the first letter of its caller id: a hint that VICIdial's own reports rely on.
pub(super) fn direction(callerid: &str) -> Direction {
    let mut letters = callerid.chars();
    match (letters.next(), letters.next()) {
        (Some('V' | 'M'), Some(digit)) if digit.is_ascii_digit() => Direction::Outbound,
        (Some('Y'), Some(digit)) if digit.is_ascii_digit() => Direction::Inbound,
        _ => Direction::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v08_every_status_and_sub_status_has_its_state() {
        use AgentState as S;
        use SubState as Sub;

        for (status, sub, has_lead, state, sub_state) in [
            ("READY", "", false, S::Available, None),
            ("CLOSER", "", false, S::Available, None),
            ("WAITING", "", false, S::Available, None),
            ("READY", "RING", false, S::Ringing, Some(Sub::RingingPhone)),
            ("CLOSER", "RING", false, S::Ringing, Some(Sub::RingingPhone)),
            ("QUEUE", "", true, S::Ringing, None),
            ("MQUEUE", "", false, S::Dialing, Some(Sub::ManualDial)),
            ("INCALL", "", true, S::OnCall, None),
            ("ONCALL", "", false, S::OnCall, None),
            ("INCALL", "3-WAY", true, S::OnCall, Some(Sub::ThreeWay)),
            ("INCALL", "PARK", true, S::OnHold, Some(Sub::Parked)),
            ("INCALL", "DIAL", true, S::Dialing, Some(Sub::ManualDial)),
            ("INCALL", "DEAD", true, S::WrapUp, Some(Sub::Dead)),
            ("PAUSED", "DISPO", true, S::WrapUp, Some(Sub::Disposition)),
            ("PAUSED", "PREVIEW", true, S::Paused, Some(Sub::Preview)),
            ("PAUSED", "", false, S::Paused, None),
            ("LOGGED_OUT", "", false, S::LoggedOut, None),
            (" incall ", "dead", true, S::WrapUp, Some(Sub::Dead)),
        ] {
            let expected = reported(state, sub_state);
            assert_eq!(meaning(status, Some(sub), has_lead), expected, "{status} {sub} {has_lead}");
        }
    }

    #[test]
    fn v08_ready_with_a_lead_and_no_sub_status_is_wrap_up_by_conclusion() {
        for status in ["READY", "CLOSER"] {
            assert_eq!(meaning(status, Some(""), true), derived(AgentState::WrapUp, Some(SubState::Disposition)));
        }
    }

    #[test]
    fn without_the_sub_status_column_a_lead_tells_wrap_up_from_pause() {
        assert_eq!(meaning("PAUSED", None, true), derived(AgentState::WrapUp, Some(SubState::Disposition)));
        assert_eq!(meaning("PAUSED", None, false), reported(AgentState::Paused, None));
        assert_eq!(meaning("PAUSED", Some(""), true), reported(AgentState::Paused, None));
    }

    #[test]
    fn x10_unknown_words_are_never_guessed() {
        let unknown = meaning("CHATTING", Some(""), true);
        assert_eq!((unknown.state, unknown.known), (AgentState::Unknown, false));

        let new_sub = meaning("INCALL", Some("WHISPER"), true);
        assert_eq!((new_sub.state, new_sub.sub, new_sub.known), (AgentState::OnCall, None, false));

        let neither = meaning("PAUSED-ISH", Some("DISPO-ISH"), true);
        assert_eq!((neither.state, neither.known), (AgentState::Unknown, false));
    }

    #[test]
    fn the_first_letter_of_the_caller_id_hints_at_the_direction() {
        for (callerid, expected) in [
            ("V1121020000000001001", Direction::Outbound),
            ("M1121020000000001005", Direction::Outbound),
            ("Y1121020000000001002", Direction::Inbound),
            ("DC1121020000000001002", Direction::Unknown),
            ("VH1121020000000001002", Direction::Unknown),
            ("S1121020000000001002", Direction::Unknown),
            ("", Direction::Unknown),
        ] {
            assert_eq!(direction(callerid), expected, "{callerid}");
        }
    }
}
