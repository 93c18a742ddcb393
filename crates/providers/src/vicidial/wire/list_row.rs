//! Rows of `logged_in_agents`.

use super::column;
use super::place;
use crate::ProviderError;
use crate::error::BadBody;
use crate::vicidial::errors::ErrorLine;
use crate::vicidial::table;
use crate::vicidial::table::Answer;
use crate::vicidial::table::Table;

const FUNCTION: &str = "logged_in_agents";
const KNOWN_BY: [&str; 3] = ["user", "status", "lead_id"];
const FREE_TEXT: &str = "full_name";
/// The order without a header; the last two come with `show_sub_status=YES` alone.
const NATIVE: [&str; 12] = [
    "user",
    "campaign_id",
    "session_id",
    "status",
    "lead_id",
    "callerid",
    "calls_today",
    "full_name",
    "user_group",
    "user_level",
    "pause_code",
    "sub_status",
];
const WITHOUT_SUB_STATUS: usize = 10;

/// One agent of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListRow {
    pub(crate) user: String,
    pub(crate) campaign_id: String,
    pub(crate) session_id: String,
    pub(crate) status: String,
    pub(crate) lead_id: String,
    pub(crate) callerid: String,
    pub(crate) calls_today: String,
    pub(crate) full_name: String,
    pub(crate) user_group: String,
    pub(crate) user_level: String,
    /// None where the answer has no such column.
    pub(crate) pause_code: Option<String>,
    /// None where the answer has no such column.
    pub(crate) sub_status: Option<String>,
}

/// The list: good rows with their places, and the places of bad ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ListAnswer {
    /// Place in the answer, from 1, and row.
    pub(crate) rows: Vec<(u32, ListRow)>,
    /// Places of the rows that could not be read.
    pub(crate) bad_rows: Vec<u32>,
}

/// Reads the answer to `logged_in_agents`.
///
/// # Errors
/// What the error line means, or [`ProviderError::BadBody`] for what is no list, or breaks off within a row.
pub(crate) fn read_list(text: &str) -> Result<ListAnswer, ProviderError> {
    let table = match table::read(text, FUNCTION, &KNOWN_BY)? {
        Answer::Table(table) => table,
        Answer::Error(ErrorLine::NobodyLoggedIn) => return Ok(ListAnswer::default()),
        Answer::Error(other) => return Err(other.into_error()),
    };
    let names = names(&table)?;
    let mut answer = ListAnswer::default();
    let last = table.lines.len();
    for (index, line) in table.lines.iter().enumerate() {
        let row_number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        match table::fields(line, table.separator, names.len(), place(&names, FREE_TEXT)) {
            Some(fields) => match row(&names, &fields) {
                Some(row) => answer.rows.push((row_number, row)),
                None => answer.bad_rows.push(row_number),
            },
            // Every line ends with a line feed, so a last one that is short and has none was cut off.
            None if index + 1 == last && !text.ends_with('\n') => {
                return Err(ProviderError::BadBody(BadBody::WrongShape));
            }
            None => answer.bad_rows.push(row_number),
        }
    }
    if answer.rows.is_empty() && (!answer.bad_rows.is_empty() || table.header.is_some()) {
        // Nobody logged in is said in words, so a header without one good row is a broken answer, not an empty floor.
        return Err(ProviderError::BadBody(BadBody::WrongShape));
    }
    Ok(answer)
}

fn names(table: &Table<'_>) -> Result<Vec<String>, ProviderError> {
    if let Some(header) = &table.header {
        return Ok(header.clone());
    }
    let widths = table.lines.iter().map(|line| line.split(table.separator).count());
    let width = match widths.min() {
        Some(least) if least >= NATIVE.len() => NATIVE.len(),
        Some(least) if least >= WITHOUT_SUB_STATUS => WITHOUT_SUB_STATUS,
        _ => return Err(ProviderError::BadBody(BadBody::WrongShape)),
    };
    Ok(NATIVE[..width].iter().map(|name| (*name).to_owned()).collect())
}

fn row(names: &[String], fields: &[String]) -> Option<ListRow> {
    let text = |name| column(names, fields, name).map(|value| value.trim().to_owned());
    let user = text("user").filter(|user| !user.is_empty())?;
    Some(ListRow {
        user,
        campaign_id: text("campaign_id").unwrap_or_default(),
        session_id: text("session_id").unwrap_or_default(),
        status: text("status").filter(|status| !status.is_empty())?,
        lead_id: text("lead_id").unwrap_or_default(),
        callerid: text("callerid").unwrap_or_default(),
        calls_today: text("calls_today").unwrap_or_default(),
        full_name: text("full_name").unwrap_or_default(),
        user_group: text("user_group").unwrap_or_default(),
        user_level: text("user_level").unwrap_or_default(),
        pause_code: text("pause_code"),
        sub_status: text("sub_status"),
    })
}
