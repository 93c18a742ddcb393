//! An import: a CSV file or a table pasted from a spreadsheet, of agents, their queues and a priority.
//!
//! Every line that cannot be used is named with the field that is at fault. Identifiers stay texts: a spreadsheet that
//! has eaten a leading zero makes another agent, and the plan then says that there is no such agent.

mod cells;

use std::collections::BTreeSet;
use std::collections::HashMap;

use serde::Deserialize;
use serde::Serialize;

use crate::changes::Asked;
use crate::changes::CallinEdit;
use crate::changes::Change;
use crate::queue::NamedRef;

/// The longest identifier (decision X4).
const MOST_CHARS: usize = 128;
/// Lines of one import.
const MOST_LINES: usize = 20_000;
/// What a first line says that names columns instead of an agent.
const HEADERS: [&str; 8] = ["agent", "agents", "agent id", "agent_id", "agentid", "extension", "user", "id"];

/// What the queues of an import mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// They are added to what the agent has.
    Add,
    /// They are taken from what the agent has.
    Remove,
    /// They are the whole list.
    Replace,
}

/// What an import asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Each agent once, in the order of the lines.
    pub asked: Vec<Asked>,
    /// In the order of the lines.
    pub problems: Vec<ImportProblem>,
}

/// A line that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// Which line, from 1.
    pub line: u32,
    /// Where on it.
    pub field: ImportField,
    /// What is wrong.
    pub fault: ImportFault,
}

/// A column of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    /// The whole line.
    Line,
    /// The agent.
    Agent,
    /// The queues.
    Queues,
    /// The priority.
    Priority,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum ImportFault {
    /// It is empty.
    Missing,
    /// It is longer than any identifier.
    TooLong {
        /// Characters that fit.
        most: u32,
    },
    /// It is no whole number.
    NotANumber,
    /// The agent is there already.
    Duplicate {
        /// On this line.
        of: u32,
    },
    /// No queue has that identifier or name.
    UnknownQueue {
        /// As it was written.
        queue: String,
    },
    /// Several queues have that name.
    SeveralQueues {
        /// As it was written.
        queue: String,
    },
    /// A quote is not closed.
    OpenQuote,
    /// There are more columns than agent, queues and priority.
    TooManyColumns,
    /// The import has more lines than this.
    TooManyLines {
        /// Lines that fit.
        most: u32,
    },
}

/// Reads an import. `queues` are those that the provider lists; a queue is written by identifier or by its whole name,
/// several in one cell with a comma, a semicolon, a stroke or (identifiers only) a blank between them.
pub fn parse_import(text: &str, mode: ImportMode, queues: &[NamedRef]) -> Import {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = cells::separator_of(text);
    let mut import = Import::default();
    let mut first_lines: HashMap<String, u32> = HashMap::new();
    let mut is_first = true;
    for (number, line) in (1u32..).zip(text.split('\n')) {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        if number as usize > MOST_LINES {
            let most = u32::try_from(MOST_LINES).unwrap_or(u32::MAX);
            import.problem(number, ImportField::Line, ImportFault::TooManyLines { most });
            break;
        }
        let cells = cells::cells(line, separator);
        let may_be_header = std::mem::take(&mut is_first);
        let is_header = cells.as_ref().is_ok_and(|cells| cells.first().is_some_and(|cell| is_header(cell)));
        if may_be_header && is_header {
            continue;
        }
        match cells.and_then(|cells| read(&cells, mode, queues)) {
            Ok(asked) => match first_lines.get(&asked.agent) {
                Some(&of) => import.problem(number, ImportField::Agent, ImportFault::Duplicate { of }),
                None => {
                    first_lines.insert(asked.agent.clone(), number);
                    import.asked.push(asked);
                }
            },
            Err((field, fault)) => import.problem(number, field, fault),
        }
    }
    import
}

impl Import {
    fn problem(&mut self, line: u32, field: ImportField, fault: ImportFault) {
        self.problems.push(ImportProblem { line, field, fault });
    }
}

type Wrong = (ImportField, ImportFault);

fn is_header(cell: &str) -> bool {
    HEADERS.contains(&cell.to_lowercase().as_str())
}

fn read(cells: &[String], mode: ImportMode, known: &[NamedRef]) -> Result<Asked, Wrong> {
    if cells.iter().skip(3).any(|cell| !cell.is_empty()) {
        return Err((ImportField::Line, ImportFault::TooManyColumns));
    }
    let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
    let agent = cell(0);
    if agent.is_empty() {
        return Err((ImportField::Agent, ImportFault::Missing));
    }
    if agent.chars().count() > MOST_CHARS {
        let most = u32::try_from(MOST_CHARS).unwrap_or(u32::MAX);
        return Err((ImportField::Agent, ImportFault::TooLong { most }));
    }
    let queues = queues_of(cell(1), known).map_err(|fault| (ImportField::Queues, fault))?;
    let priority = match cell(2) {
        "" => None,
        text => Some(text.parse::<i32>().map_err(|_| (ImportField::Priority, ImportFault::NotANumber))?),
    };
    let edit = match (queues.is_empty(), mode) {
        // An empty cell is no wish to empty a list.
        (true, _) if priority.is_some() => CallinEdit::Keep,
        (true, _) => return Err((ImportField::Queues, ImportFault::Missing)),
        (false, ImportMode::Add) => CallinEdit::Some { add: queues, remove: BTreeSet::new() },
        (false, ImportMode::Remove) => CallinEdit::Some { add: BTreeSet::new(), remove: queues },
        (false, ImportMode::Replace) => CallinEdit::Replace { queues },
    };
    Ok(Asked { agent: agent.to_owned(), change: Change::Callin { edit, priority } })
}

/// The queues of a cell. A name may hold any of the separators, so that the whole cell is looked up first.
fn queues_of(cell: &str, known: &[NamedRef]) -> Result<BTreeSet<String>, ImportFault> {
    if cell.is_empty() {
        return Ok(BTreeSet::new());
    }
    if let Ok(queue) = queue(cell, known) {
        return Ok(BTreeSet::from([queue]));
    }
    let parts = cell.split([',', ';', '|']).map(str::trim).filter(|part| !part.is_empty());
    let mut queues = BTreeSet::new();
    for part in parts {
        let are_identifiers = part.split_whitespace().all(|word| known.iter().any(|queue| queue.id == word));
        if are_identifiers {
            queues.extend(part.split_whitespace().map(str::to_owned));
        } else {
            queues.insert(queue(part, known)?);
        }
    }
    Ok(queues)
}

fn queue(written: &str, known: &[NamedRef]) -> Result<String, ImportFault> {
    if known.iter().any(|queue| queue.id == written) {
        return Ok(written.to_owned());
    }
    let mut named = known.iter().filter(|queue| queue.name.as_deref() == Some(written));
    match (named.next(), named.next()) {
        (Some(queue), None) => Ok(queue.id.clone()),
        (Some(_), Some(_)) => Err(ImportFault::SeveralQueues { queue: written.to_owned() }),
        (None, _) => Err(ImportFault::UnknownQueue { queue: written.to_owned() }),
    }
}

#[cfg(test)]
mod tests;
