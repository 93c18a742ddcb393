//! The one row of `in_group_status`. An unknown in-group answers zeros, so nothing here can tell that it exists.

use super::column;
use crate::ProviderError;
use crate::error::BadBody;
use crate::vicidial::table;
use crate::vicidial::table::Answer;

const FUNCTION: &str = "in_group_status";
const KNOWN_BY: [&str; 2] = ["ingroups", "calls_waiting"];
const NATIVE: [&str; 9] = [
    "ingroups",
    "total_calls",
    "calls_waiting",
    "agents_logged_in",
    "agents_in_calls",
    "agents_waiting",
    "agents_paused",
    "agents_in_dispo",
    "agents_in_dial",
];

/// The figures of one in-group that the board shows, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct InGroupRow {
    pub(crate) calls_waiting: Option<String>,
    pub(crate) agents_logged_in: Option<String>,
}

/// Reads the answer to `in_group_status` for one in-group.
///
/// # Errors
/// What the error line means, or [`ProviderError::BadBody`].
pub(crate) fn read_in_group(text: &str) -> Result<InGroupRow, ProviderError> {
    let wrong = || ProviderError::BadBody(BadBody::WrongShape);
    let table = match table::read(text, FUNCTION, &KNOWN_BY)? {
        Answer::Table(table) => table,
        Answer::Error(error) => return Err(error.into_error()),
    };
    let names = table.header.unwrap_or_else(|| NATIVE.map(str::to_owned).to_vec());
    let line = table.lines.first().ok_or_else(wrong)?;
    let fields = table::fields(line, table.separator, names.len(), None).ok_or_else(wrong)?;
    let text = |name| column(&names, &fields, name).map(|value| value.trim().to_owned());
    Ok(InGroupRow { calls_waiting: text("calls_waiting"), agents_logged_in: text("agents_logged_in") })
}
