//! A workbook: words as words, which no spreadsheet runs, durations and moments as numbers with a format of their own.
//!
//! It is written row by row to a temporary file and packed while it is sent. Both are work for a thread of their own.

use std::io;
use std::io::Write;

use axum::body::Body;
use bytes::Bytes;
use domain::time::UnixMs;
use futures::stream;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::Worksheet;
use rust_xlsxwriter::XlsxError;
use tokio::sync::mpsc;
use tracing::warn;

use super::Cut;
use super::rows::Cell;
use super::rows::Rows;
use super::rows::Unit;

/// A sheet takes 1,048,576 rows; the next one begins before.
const ROWS_PER_SHEET: u32 = 1_000_000;
/// Pieces that wait between reading, writing and sending.
const WAITING: usize = 4;
/// The packer writes in small pieces; each that is sent is so large.
const PIECE_BYTES: usize = 64 * 1024;
const MS_PER_DAY: f64 = 86_400_000.0;

/// The file, once everything has been read.
pub(super) fn body(mut rows: Rows) -> Body {
    let (to_write, written) = mpsc::channel(WAITING);
    let (to_send, sent) = mpsc::channel::<Result<Bytes, Cut>>(WAITING);
    let headings = rows.headings.clone();
    tokio::spawn(async move {
        while let Some(part) = rows.next().await {
            // Whoever asked may have gone away.
            if to_write.send(part).await.is_err() {
                break;
            }
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(&headings, written, &to_send) {
            warn!("a workbook could not be written: {error}");
            // A workbook that ends early must not look whole.
            drop(to_send.blocking_send(Err(Cut)));
        }
    });
    Body::from_stream(stream::unfold(sent, |mut sent| async move { Some((sent.recv().await?, sent)) }))
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Cut(#[from] Cut),
    #[error(transparent)]
    Workbook(#[from] XlsxError),
}

fn write(
    headings: &[(String, Unit)],
    mut rows: mpsc::Receiver<Result<Vec<Vec<Cell>>, Cut>>,
    to_send: &mpsc::Sender<Result<Bytes, Cut>>,
) -> Result<(), Failure> {
    let mut workbook = Workbook::new();
    let formats = Formats::new();
    let mut sheet = begin(&mut workbook, headings, &formats)?;
    let mut row = 1;
    while let Some(part) = rows.blocking_recv() {
        for cells in part? {
            if row > ROWS_PER_SHEET {
                sheet = begin(&mut workbook, headings, &formats)?;
                row = 1;
            }
            for (column, cell) in (0..).zip(&cells) {
                put(sheet, row, column, cell, &formats)?;
            }
            row += 1;
        }
    }
    let mut pieces = Pieces { to_send, piece: Vec::with_capacity(PIECE_BYTES) };
    workbook.save_to_writer(&mut pieces)?;
    pieces.flush().map_err(XlsxError::from)?;
    Ok(())
}

struct Formats {
    heading: Format,
    duration: Format,
    share: Format,
    moment: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            heading: Format::new().set_bold(),
            duration: Format::new().set_num_format("[h]:mm:ss"),
            share: Format::new().set_num_format("0.0%"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

fn begin<'a>(
    workbook: &'a mut Workbook,
    headings: &[(String, Unit)],
    formats: &Formats,
) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet_with_constant_memory();
    sheet.set_freeze_panes(1, 0)?;
    for (column, (name, unit)) in (0_u16..).zip(headings) {
        let width = match unit {
            Unit::Moment => 20,
            Unit::Duration | Unit::Share | Unit::None => 14,
        };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &formats.heading)?;
    }
    Ok(sheet)
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Words(words) => sheet.write_string(row, column, words)?,
        Cell::Count(count) => sheet.write_number(row, column, *count as f64)?,
        Cell::DurationMs(ms) => {
            sheet.write_number_with_format(row, column, *ms as f64 / MS_PER_DAY, &formats.duration)?
        }
        Cell::Share(permille) => {
            sheet.write_number_with_format(row, column, f64::from(*permille) / 1000.0, &formats.share)?
        }
        Cell::Moment(UnixMs(ms)) => {
            let at = ExcelDateTime::from_timestamp(ms.div_euclid(1000))?;
            sheet.write_datetime_with_format(row, column, &at, &formats.moment)?
        }
        Cell::Nothing => return Ok(()),
    };
    Ok(())
}

/// Sends what is packed in pieces of a useful size.
struct Pieces<'a> {
    to_send: &'a mpsc::Sender<Result<Bytes, Cut>>,
    piece: Vec<u8>,
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        self.to_send.blocking_send(Ok(piece)).map_err(|_gone| io::ErrorKind::BrokenPipe.into())
    }
}
