//! Agents pasted from a spreadsheet: one on each line, the first column counts.
//!
//! The names are kept as they are, capital letters and leading zeros included (decisions X4 and G11).

use std::collections::HashMap;

use serde::Deserialize;
use serde::Serialize;

/// The longest name of an agent, in characters (decision X4).
pub const ROSTER_NAME_CHARS: u32 = 128;

/// What a first line says that names columns instead of an agent.
const HEADERS: [&str; 14] = [
    "agent",
    "agents",
    "agent id",
    "agent_id",
    "agent user",
    "agent_user",
    "login",
    "name",
    "user",
    "users",
    "user id",
    "user_id",
    "user name",
    "username",
];

/// The agents of a pasted list, and the lines that could not be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Each once, in the order of their first line.
    pub agents: Vec<String>,
    /// In the order of their lines.
    pub problems: Vec<RosterProblem>,
}

/// A line that names no further agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterProblem {
    /// Which line, from 1.
    pub line: u32,
    /// What is odd about it.
    pub problem: LineProblem,
}

/// What is odd about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum LineProblem {
    /// The agent is there already.
    Duplicate {
        /// On this line.
        of: u32,
    },
    /// The name is longer than any provider's.
    TooLong {
        /// Characters that fit.
        most: u32,
    },
    /// The first column is empty and others are not.
    NoName,
}

/// Reads a pasted list or the text of a CSV file. A line of several names without columns of its own, `a, b, c`, is not
/// a list of three agents: the first column counts.
pub fn parse_roster(text: &str) -> Roster {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut roster = Roster::default();
    let mut first_lines: HashMap<String, u32> = HashMap::new();
    let mut is_first = true;
    for (number, line) in (1u32..).zip(text.split('\n')) {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        let name = first_column(line);
        let is_header = std::mem::take(&mut is_first) && HEADERS.contains(&name.to_lowercase().as_str());
        if is_header {
            continue;
        }
        let problem = if name.is_empty() {
            Some(LineProblem::NoName)
        } else if name.chars().count() > ROSTER_NAME_CHARS as usize {
            Some(LineProblem::TooLong { most: ROSTER_NAME_CHARS })
        } else {
            first_lines.get(&name).map(|&of| LineProblem::Duplicate { of })
        };
        match problem {
            Some(problem) => roster.problems.push(RosterProblem { line: number, problem }),
            None => {
                first_lines.insert(name.clone(), number);
                roster.agents.push(name);
            }
        }
    }
    roster
}

/// The first column: up to a comma, semicolon or tab, which quotes may enclose; a doubled quote is a quote.
fn first_column(line: &str) -> String {
    const SEPARATORS: [char; 3] = [',', ';', '\t'];
    let line = line.trim_start_matches(' ');
    let Some(quoted) = line.strip_prefix('"') else {
        return line.split(SEPARATORS).next().unwrap_or_default().trim().to_owned();
    };
    let mut column = String::new();
    let mut letters = quoted.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '"' {
            column.push(letter);
        } else if letters.next_if_eq(&'"').is_some() {
            column.push('"');
        } else {
            break;
        }
    }
    column.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_zeros_and_capital_letters_and_come_from_the_first_column() {
        let text = "\u{feff}User;Full name\r\n0082;Nguyễn Thị Hoa\r\n \"Example.User\" ;x\r\nexample.user\t5\r\n\r\n";

        let roster = parse_roster(text);

        assert_eq!(roster.agents, ["0082", "Example.User", "example.user"]);
        assert!(roster.problems.is_empty());
    }

    #[test]
    fn a_line_without_any_column_is_a_name() {
        assert_eq!(parse_roster("agent001\nagent002").agents, ["agent001", "agent002"]);
        assert_eq!(parse_roster("agent001\n").agents, ["agent001"]);
        assert!(parse_roster("").agents.is_empty());
    }

    #[test]
    fn only_the_first_line_can_be_a_header() {
        assert_eq!(parse_roster("\nagent_user,team\nuser\n").agents, ["user"]);
    }

    #[test]
    fn a_repeated_name_is_reported_with_the_line_of_the_first() {
        let roster = parse_roster("user\na\nb\na\n\"a\"\n");

        assert_eq!(roster.agents, ["a", "b"]);
        let again = LineProblem::Duplicate { of: 2 };
        assert_eq!(
            roster.problems,
            [RosterProblem { line: 4, problem: again }, RosterProblem { line: 5, problem: again }]
        );
    }

    #[test]
    fn a_name_that_is_too_long_or_missing_is_reported() {
        let text = format!("{}\n{}\n;left over\n", "ă".repeat(128), "a".repeat(129));

        let roster = parse_roster(&text);

        assert_eq!(roster.agents.len(), 1);
        assert_eq!(
            roster.problems,
            [
                RosterProblem { line: 2, problem: LineProblem::TooLong { most: 128 } },
                RosterProblem { line: 3, problem: LineProblem::NoName },
            ]
        );
    }

    #[test]
    fn quotes_may_hold_separators_and_quotes() {
        assert_eq!(parse_roster("\"a,b\",x\n\"say \"\"hi\"\"\"\n\"open").agents, ["a,b", "say \"hi\"", "open"]);
    }
}
