//! What every table has in common that a person takes out: it is kept as a file, by no cache, and a spreadsheet reads it
//! as it was meant.

use axum::body::Body;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::csv_cell::harmless;

/// Spreadsheets take a file that begins with this for UTF-8.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";
/// The content type of [`csv`].
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// An answer that is kept under the name of `file`, which is one of ours and in need of no quoting.
pub(crate) fn kept_as(file: &str, content_type: &'static str, body: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

/// A whole table. No cell of it is a formula.
pub(crate) fn csv<const COLUMNS: usize>(
    headings: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [String; COLUMNS]>,
) -> Vec<u8> {
    let mut table = BYTE_ORDER_MARK.as_bytes().to_vec();
    table.extend(csv_lines([headings.map(str::to_owned)]));
    table.extend(csv_lines(rows));
    table
}

/// More lines of a table that is sent in parts.
pub(crate) fn csv_lines<const COLUMNS: usize>(rows: impl IntoIterator<Item = [String; COLUMNS]>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = writer.write_record(row.iter().map(|cell| harmless(cell).into_owned()));
        cells.expect("memory takes what is written to it");
    }
    writer.into_inner().expect("memory takes what is written to it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_marked_as_utf_8_quoted_where_needed_and_holds_no_formula() {
        let rows = [["=1+1".to_owned(), "An, \"Sales\"".to_owned()]];

        let table = String::from_utf8(csv(["agent", "queue"], rows)).unwrap();

        assert_eq!(table, "\u{feff}agent,queue\n'=1+1,\"An, \"\"Sales\"\"\"\n");
    }

    #[test]
    fn a_file_is_kept_by_nobody_on_its_way() {
        let answer = kept_as("board-demo.csv", CSV, "agent\n");

        assert_eq!(answer.headers()[header::CONTENT_DISPOSITION], "attachment; filename=\"board-demo.csv\"");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    }
}
