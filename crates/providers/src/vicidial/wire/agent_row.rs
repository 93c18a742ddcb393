//! The row of `agent_status`: the program's 12, 13 or 14 columns, and the seven of the published article.

use std::net::IpAddr;

use jiff::civil::DateTime;

use super::column;
use crate::ProviderError;
use crate::error::BadBody;
use crate::vicidial::errors::ErrorLine;
use crate::vicidial::table;
use crate::vicidial::table::Answer;

const FUNCTION: &str = "agent_status";
const KNOWN_BY: [&str; 2] = ["status", "lead_id"];
const NATIVE: [&str; 14] = [
    "status",
    "callerid",
    "lead_id",
    "campaign_id",
    "calls_today",
    "full_name",
    "user_group",
    "user_level",
    "pause_code",
    "real_time_sub_status",
    "phone_number",
    "vendor_lead_code",
    "session_id",
    "computer_ip",
];
const COMPUTER_IP: &str = "computer_ip";
/// Builds before the session id came.
const OLD_WIDTH: usize = 12;
const WIDTH: usize = 13;
const FULL_NAME: usize = 5;
const USER_LEVEL: usize = 7;
const VENDOR_LEAD_CODE: usize = 11;
const ARTICLE_WIDTH: usize = 7;
const ARTICLE_TIME: usize = 4;

/// What one agent is doing, in either layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AgentRow {
    /// The program's columns.
    Status(StatusRow),
    /// The article's columns.
    Article(ArticleRow),
}

/// The program's columns. The agent's id is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StatusRow {
    pub(crate) status: String,
    pub(crate) callerid: String,
    pub(crate) lead_id: String,
    pub(crate) campaign_id: String,
    pub(crate) calls_today: String,
    pub(crate) full_name: String,
    pub(crate) user_group: String,
    pub(crate) user_level: String,
    pub(crate) pause_code: String,
    pub(crate) sub_status: String,
    pub(crate) phone_number: String,
    pub(crate) vendor_lead_code: String,
    pub(crate) session_id: String,
    /// Of a login older than two days, where one was found; not where the agent is now.
    pub(crate) computer_ip: String,
}

/// The article's columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ArticleRow {
    pub(crate) user: String,
    pub(crate) full_name: String,
    pub(crate) status: String,
    pub(crate) campaign_id: String,
    /// Last change of status, without a zone.
    pub(crate) changed_at: String,
    pub(crate) ip: String,
    pub(crate) extension: String,
}

/// Reads the answer to `agent_status`: a row, or the error line that says there is none.
///
/// # Errors
/// [`ProviderError::BadBody`] for what is neither.
pub(crate) fn read_agent(text: &str) -> Result<Result<AgentRow, ErrorLine>, ProviderError> {
    let wrong = || ProviderError::BadBody(BadBody::WrongShape);
    let table = match table::read(text, FUNCTION, &KNOWN_BY)? {
        Answer::Table(table) => table,
        Answer::Error(error) => return Ok(Err(error)),
    };
    let line = table.lines.first().ok_or_else(wrong)?;
    let pieces: Vec<&str> = line.split(table.separator).collect();
    let row = match &table.header {
        Some(header) if header.len() == pieces.len() && header_fits(header, &pieces) => {
            let fields: Vec<String> = pieces.into_iter().map(str::to_owned).collect();
            Some(AgentRow::Status(status_row(header, &fields)))
        }
        header => {
            let with_ip = header.as_ref().is_some_and(|header| header.iter().any(|name| name == COMPUTER_IP));
            native(&pieces, table.separator, header.is_none() || with_ip).or_else(|| article(&pieces, table.separator))
        }
    };
    row.map(Ok).ok_or_else(wrong)
}

/// A header may promise an address that the row does not have while another field holds a separator.
fn header_fits(header: &[String], pieces: &[&str]) -> bool {
    header.last().map(String::as_str) != Some(COMPUTER_IP) || pieces.last().is_some_and(|last| is_address(last))
}

fn is_address(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text.parse::<IpAddr>().is_ok()
}

/// The program's order, counted from both ends: separators may stand in the name and in the vendor's lead code.
fn native(pieces: &[&str], separator: char, may_have_ip: bool) -> Option<AgentRow> {
    if pieces.len() < OLD_WIDTH {
        return None;
    }
    if pieces.len() == OLD_WIDTH {
        let fields: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        return Some(AgentRow::Status(status_row(&NATIVE[..OLD_WIDTH], &fields)));
    }
    let has_ip = may_have_ip && pieces.len() > WIDTH && pieces.last().is_some_and(|last| is_address(last));
    let width = if has_ip { WIDTH + 1 } else { WIDTH };
    let extra = pieces.len() - width;
    // The level is a number right after name and group, which shows how much of the surplus belongs to the name.
    let in_name = (0..=extra).find(|shift| is_level(pieces[USER_LEVEL + shift]))?;
    let joined = table::join(pieces, separator, FULL_NAME, in_name);
    let joined: Vec<&str> = joined.iter().map(String::as_str).collect();
    let fields = table::join(&joined, separator, VENDOR_LEAD_CODE, extra - in_name);
    Some(AgentRow::Status(status_row(&NATIVE[..width], &fields)))
}

fn is_level(text: &str) -> bool {
    matches!(text.trim().as_bytes(), [digit] if digit.is_ascii_digit())
}

fn status_row(names: &[impl AsRef<str>], fields: &[String]) -> StatusRow {
    let text = |name| column(names, fields, name).unwrap_or_default().trim().to_owned();
    StatusRow {
        status: text("status"),
        // The documentation calls it `call_id`, the program prints `callerid`.
        callerid: Some(text("callerid")).filter(|id| !id.is_empty()).unwrap_or_else(|| text("call_id")),
        lead_id: text("lead_id"),
        campaign_id: text("campaign_id"),
        calls_today: text("calls_today"),
        full_name: text("full_name"),
        user_group: text("user_group"),
        user_level: text("user_level"),
        pause_code: text("pause_code"),
        sub_status: text("real_time_sub_status"),
        phone_number: text("phone_number"),
        vendor_lead_code: text("vendor_lead_code"),
        session_id: text("session_id"),
        computer_ip: text(COMPUTER_IP),
    }
}

fn article(pieces: &[&str], separator: char) -> Option<AgentRow> {
    let extra = pieces.len().checked_sub(ARTICLE_WIDTH)?;
    let fields = table::join(pieces, separator, 1, extra);
    fields[ARTICLE_TIME].trim().parse::<DateTime>().ok()?;
    let text = |place: usize| fields[place].trim().to_owned();
    Some(AgentRow::Article(ArticleRow {
        user: text(0),
        full_name: text(1),
        status: text(2),
        campaign_id: text(3),
        changed_at: text(ARTICLE_TIME),
        ip: text(5),
        extension: text(6),
    }))
}
