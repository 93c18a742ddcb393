//! The lines of `agent_ingroup_info`: which in-groups an agent's screen has taken, and whether a change still waits.

use domain::in_group::TakenInGroups;

use crate::ProviderError;
use crate::error::BadBody;
use crate::vicidial::errors::ErrorLine;
use crate::vicidial::errors::classify;

pub(crate) const FUNCTION: &str = "agent_ingroup_info";

/// Reads the answer; none for an agent who is not logged in or not known, which is one answer.
///
/// # Errors
/// What the error line means, or [`ProviderError::BadBody`] for an answer without the list.
pub(crate) fn read_taken(text: &str) -> Result<Option<TakenInGroups>, ProviderError> {
    match text.lines().find_map(|line| classify(line, FUNCTION)) {
        Some(ErrorLine::NoSuchAgent | ErrorLine::NotLoggedIn) => return Ok(None),
        Some(other) => return Err(other.into_error()),
        None => {}
    }
    let told = |name: &str| text.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'));
    let list = told("SELECTED INGROUPS").ok_or(ProviderError::BadBody(BadBody::WrongShape))?;
    let word = |name| told(name).map(str::trim);
    Ok(Some(TakenInGroups {
        groups: list.split_whitespace().filter(|group| *group != "-").map(str::to_owned).collect(),
        also_dials: word("OUTBOUND AUTODIAL") == Some("Y"),
        is_waiting: word("MANAGER OVERRIDE") == Some("SET"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = "SUCCESS:  - agent007|text\nSELECTED INGROUPS:  SUPPORT_IN SALESLINE - \nOUTBOUND AUTODIAL: Y\n\
                            MANAGER OVERRIDE: SET\nMANAGER: \n";

    #[test]
    fn the_list_is_cut_at_its_spaces_and_the_dash_is_no_group() {
        let taken = read_taken(RECORDED).unwrap().unwrap();

        assert_eq!(taken.groups.iter().collect::<Vec<_>>(), ["SALESLINE", "SUPPORT_IN"]);
        assert!(taken.also_dials && taken.is_waiting);
        let none = read_taken("SUCCESS:  - agent007|text\nSELECTED INGROUPS:  - \nMANAGER OVERRIDE: N\n").unwrap();
        assert_eq!(none, Some(TakenInGroups::default()));
    }

    #[test]
    fn who_is_not_logged_in_has_none_and_a_page_is_no_answer() {
        let out = "ERROR: agent_ingroup_info INVALID USER ID - agent099|apiuser\n";

        assert_eq!(read_taken(out), Ok(None));
        assert_eq!(read_taken("<html>a page</html>"), Err(ProviderError::BadBody(BadBody::WrongShape)));
        let wrong = "ERROR: LOGIN INCORRECT, PLEASE TRY AGAIN|||BAD|\n";
        assert_eq!(read_taken(wrong), Err(ProviderError::AuthFailed));
    }
}
