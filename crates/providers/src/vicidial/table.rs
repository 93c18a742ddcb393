//! VICIdial's plain-text answers as lines of fields: noise skipped, errors found, the header mapped, names rejoined.
//!
//! Nothing is quoted or escaped in these answers, so this reader works from what must be so: the number of columns and
//! which of them hold free text. It does not know what a value means.

use super::errors;
use super::errors::ErrorLine;
use crate::ProviderError;
use crate::error::BadBody;

/// A line with this many separators is data even without a header (decision V11).
const DATA_SEPARATORS: usize = 6;
const SEPARATORS: [char; 3] = ['\t', '|', ','];

/// What an answer is, before its rows are read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer<'a> {
    /// Rows, perhaps under a header.
    Table(Table<'a>),
    /// An error line.
    Error(ErrorLine),
}

/// Rows as they stand in the answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table<'a> {
    /// Column names in lower case; none where the answer has no header.
    pub(crate) header: Option<Vec<String>>,
    /// What stands between two fields.
    pub(crate) separator: char,
    /// Lines with data; noise and blank lines are left out.
    pub(crate) lines: Vec<&'a str>,
}

/// Reads the answer to `function`, whose header has all of the columns `known_by`.
///
/// # Errors
/// [`ProviderError::BadBody`] when no line is an error, a header or data.
pub(crate) fn read<'a>(text: &'a str, function: &str, known_by: &[&str]) -> Result<Answer<'a>, ProviderError> {
    let mut table: Option<Table<'a>> = None;
    for line in text.split('\n').map(|line| line.trim_end_matches('\r')) {
        if let Some(table) = &mut table {
            if !is_noise(line) && header(line, known_by).is_none() {
                table.lines.push(line);
            }
            continue;
        }
        if let Some(error) = errors::classify(line, function) {
            return Ok(Answer::Error(error));
        }
        if let Some((header, separator)) = header(line, known_by) {
            table = Some(Table { header: Some(header), separator, lines: Vec::new() });
        } else if !is_noise(line)
            && let Some(separator) = data_separator(line)
        {
            table = Some(Table { header: None, separator, lines: vec![line] });
        }
    }
    table.map(Answer::Table).ok_or_else(|| ProviderError::BadBody(bad_body(text)))
}

/// What an answer without any data is.
pub(crate) fn bad_body(text: &str) -> BadBody {
    let start: String = text.trim_start().chars().take(2000).collect::<String>().to_ascii_lowercase();
    if start.is_empty() {
        BadBody::Empty
    } else if ["<!doctype", "<html", "<head", "<body"].iter().any(|tag| start.contains(tag)) {
        BadBody::Html
    } else {
        BadBody::WrongShape
    }
}

/// The fields of a line as `columns` many: where a line has more, those from column `free` on are one field that holds
/// the separator (decision V3). None when the line has too few.
pub(crate) fn fields(line: &str, separator: char, columns: usize, free: Option<usize>) -> Option<Vec<String>> {
    let pieces: Vec<&str> = line.split(separator).collect();
    let extra = pieces.len().checked_sub(columns)?;
    match free {
        _ if extra == 0 => Some(pieces.into_iter().map(str::to_owned).collect()),
        Some(free) => Some(join(&pieces, separator, free, extra)),
        None => None,
    }
}

/// The pieces with `extra` of them joined onto the one at `free`.
pub(crate) fn join(pieces: &[&str], separator: char, free: usize, extra: usize) -> Vec<String> {
    let (left, rest) = pieces.split_at(free.min(pieces.len()));
    let (middle, right) = rest.split_at((extra + 1).min(rest.len()));
    let middle = middle.join(&separator.to_string());
    left.iter()
        .map(|piece| (*piece).to_owned())
        .chain([middle])
        .chain(right.iter().map(|piece| (*piece).to_owned()))
        .collect()
}

/// The header's names and separator, if the line is one.
fn header(line: &str, known_by: &[&str]) -> Option<(Vec<String>, char)> {
    SEPARATORS.into_iter().find_map(|separator| {
        let names: Vec<String> = line.split(separator).map(|name| name.trim().to_ascii_lowercase()).collect();
        known_by.iter().all(|known| names.iter().any(|name| name == known)).then_some((names, separator))
    })
}

/// The first separator, by how sure it is, that a line of data has often enough.
fn data_separator(line: &str) -> Option<char> {
    SEPARATORS.into_iter().find(|separator| line.matches(*separator).count() >= DATA_SEPARATORS)
}

/// Blank lines and what PHP prints where it shows its warnings.
fn is_noise(line: &str) -> bool {
    const WORDS: [&str; 6] = ["Warning:", "Notice:", "Deprecated:", "Fatal error:", "Parse error:", "Stack trace:"];
    let line = line.trim();
    let php = line.strip_prefix("PHP ").unwrap_or(line);
    line.is_empty() || line.starts_with('<') || WORDS.iter().any(|word| php.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: [&str; 3] = ["user", "status", "lead_id"];

    fn table(text: &str) -> Table<'_> {
        match read(text, "logged_in_agents", &LIST) {
            Ok(Answer::Table(table)) => table,
            other => panic!("no table: {other:?}"),
        }
    }

    fn bad(text: &str) -> BadBody {
        match read(text, "logged_in_agents", &LIST) {
            Err(ProviderError::BadBody(bad)) => bad,
            other => panic!("not a bad body: {other:?}"),
        }
    }

    #[test]
    fn v01_tab_bar_and_comma_separate() {
        for separator in ['\t', '|', ','] {
            let text = format!("user{separator}status{separator}lead_id\na1{separator}READY{separator}0\n");
            let read = table(&text);

            assert_eq!(read.separator, separator);
            assert_eq!(read.header.as_deref(), Some(["user", "status", "lead_id"].map(str::to_owned).as_slice()));
            assert_eq!(fields(read.lines[0], separator, 3, None).unwrap(), ["a1", "READY", "0"]);
        }
    }

    #[test]
    fn v11_noise_before_and_between_the_lines_is_skipped() {
        let noise = "<br />\n<b>Warning</b>:  Undefined variable $a,b,c,d,e,f,g in /srv/x.php on line 3<br />\n\nPHP Notice:  a\n";
        let text = format!("{noise}user|status|lead_id\r\n{noise}a1|READY|0\r\n");

        assert_eq!(table(&text).lines, ["a1|READY|0"]);
    }

    #[test]
    fn v11_an_error_after_noise_is_found_and_one_within_data_is_not() {
        let text = "<br />\n<b>Warning</b>:  x\nERROR: logged_in_agents NO LOGGED IN AGENTS: apiuser|\n";
        assert_eq!(read(text, "logged_in_agents", &LIST), Ok(Answer::Error(ErrorLine::NobodyLoggedIn)));

        let text = "user|status|lead_id\nERROR: Login incorrect|READY|0\n";
        assert_eq!(table(text).lines.len(), 1);
    }

    #[test]
    fn v01_data_without_header_is_known_by_its_separators() {
        let read = table("agent002|SALES|8600052|INCALL|1001|V112|7|John Doe|NORTH|1\n");

        assert_eq!((read.header, read.separator, read.lines.len()), (None, '|', 1));
    }

    #[test]
    fn v03_extra_fields_go_back_into_the_free_text() {
        assert_eq!(fields("a,b, c,d", ',', 3, Some(1)).unwrap(), ["a", "b, c", "d"]);
        assert_eq!(fields("a,b,c", ',', 3, Some(1)).unwrap(), ["a", "b", "c"]);
        assert_eq!(fields("a,b", ',', 3, Some(1)), None);
        assert_eq!(fields("a,b,c,d", ',', 3, None), None);
    }

    #[test]
    fn v11_a_web_page_an_empty_answer_and_prose_are_told_apart() {
        assert_eq!(bad("<!DOCTYPE html>\n<html><body>Sign in</body></html>"), BadBody::Html);
        assert_eq!(bad("\r\n \n"), BadBody::Empty);
        assert_eq!(bad("It works!"), BadBody::WrongShape);
        assert_eq!(bad("<br />\n<b>Warning</b>:  nothing else"), BadBody::WrongShape);
    }
}
