//! Comma-separated values: durations in seconds, shares in percent, moments in UTC.

use axum::body::Body;
use bytes::Bytes;
use domain::time::UnixMs;
use futures::stream;

use super::rows::Cell;
use super::rows::Rows;
use super::rows::Unit;
use crate::routes::download::BYTE_ORDER_MARK;
use domain::csv_cell::harmless;

/// The file as it is read.
pub(super) fn body(rows: Rows) -> Body {
    let head = BYTE_ORDER_MARK.to_owned() + &line(rows.headings.iter().map(|(name, unit)| with_unit(name, *unit)));
    let parts = stream::unfold((Some(head), rows), |(head, mut rows)| async move {
        if let Some(head) = head {
            return Some((Ok(Bytes::from(head)), (None, rows)));
        }
        let part = rows.next().await?;
        let part = part.map(|read| Bytes::from(read.iter().map(|row| line(row.iter().map(text))).collect::<String>()));
        Some((part, (None, rows)))
    });
    Body::from_stream(parts)
}

fn with_unit(name: &str, unit: Unit) -> String {
    match unit {
        Unit::Duration => format!("{name}_s"),
        Unit::Share => format!("{name}_percent"),
        Unit::Moment | Unit::None => name.to_owned(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cells: Vec<String> = cells.collect();
    let written: Result<(), csv::Error> = writer.write_record(&cells);
    written.expect("memory takes what is written to it");
    let bytes = writer.into_inner().expect("memory takes what is written to it");
    String::from_utf8(bytes).expect("what was text stays text")
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) => harmless(words).into_owned(),
        Cell::Count(count) => count.to_string(),
        Cell::DurationMs(ms) => ((ms + 500) / 1000).to_string(),
        Cell::Share(permille) => format!("{}.{}", permille / 10, permille % 10),
        Cell::Moment(UnixMs(ms)) => jiff::Timestamp::from_millisecond(*ms).map(|at| at.to_string()).unwrap_or_default(),
        Cell::Nothing => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_are_no_formulas_and_numbers_stay_numbers() {
        let row = [
            Cell::Words("=HYPERLINK(\"http://x\")".to_owned()),
            Cell::Words("An, \"Sales\"".to_owned()),
            Cell::DurationMs(61_499),
            Cell::Share(745),
            Cell::Moment(UnixMs(1_795_226_832_000)),
            Cell::Nothing,
        ];

        assert_eq!(
            line(row.iter().map(text)),
            "\"'=HYPERLINK(\"\"http://x\"\")\",\"An, \"\"Sales\"\"\",61,74.5,2026-11-21T02:07:12Z,\n"
        );
        assert_eq!(with_unit("on_call", Unit::Duration), "on_call_s");
    }
}
