//! Cells of a line, as spreadsheets write them: quotes may enclose a cell, and a doubled quote is a quote.

use super::ImportFault;
use super::ImportField;
use super::Wrong;

/// What stands between the cells: a tab in a pasted table; in a file whichever of the two comes first on the first line
/// that has one.
pub(super) fn separator_of(text: &str) -> char {
    if text.contains('\t') {
        return '\t';
    }
    text.lines().find_map(|line| outside_quotes(line).find(|letter| matches!(letter, ';' | ','))).unwrap_or(',')
}

fn outside_quotes(line: &str) -> impl Iterator<Item = char> {
    let mut is_inside = false;
    line.chars().filter(move |letter| {
        is_inside ^= *letter == '"';
        !is_inside
    })
}

/// The cells of a line, trimmed.
pub(super) fn cells(line: &str, separator: char) -> Result<Vec<String>, Wrong> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut letters = line.chars().peekable();
    let (mut is_inside, mut was_quoted) = (false, false);
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_inside && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if is_inside => is_inside = false,
            '"' if cell.trim().is_empty() && !was_quoted => {
                cell.clear();
                (is_inside, was_quoted) = (true, true);
            }
            letter if letter == separator && !is_inside => {
                cells.push(std::mem::take(&mut cell).trim().to_owned());
                was_quoted = false;
            }
            letter => cell.push(letter),
        }
    }
    if is_inside {
        return Err((ImportField::Line, ImportFault::OpenQuote));
    }
    cells.push(cell.trim().to_owned());
    Ok(cells)
}
