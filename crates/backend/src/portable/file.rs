//! The form of a backup: lines of JSON, packed with gzip. The first says of what, a line names each table before its rows,
//! and the last counts and sums up what there was, so that a file of which the end is missing is known for it.

use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde::Serialize;

use crate::portable::Counted;
use crate::portable::Damage;
use crate::portable::PortableError;
use crate::portable::sums::line;
use crate::store::Row;
use crate::store::Store;

/// Grows with what an older program cannot read.
const FORMAT: u32 = 1;

/// What the first line says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) format: u32,
    pub(super) program: String,
    pub(super) schema: i64,
    pub(super) made_at_ms: i64,
}

impl Head {
    pub(super) fn new(program: &str, schema: i64, made_at_ms: i64) -> Self {
        Self { format: FORMAT, program: program.to_owned(), schema, made_at_ms }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableHead {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TableEnd {
    pub(super) name: String,
    pub(super) rows: u64,
    pub(super) checksum: String,
}

impl From<&Counted> for TableEnd {
    fn from(counted: &Counted) -> Self {
        Self { name: counted.table.clone(), rows: counted.rows, checksum: counted.checksum.clone() }
    }
}

/// A line that is no row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Mark {
    CallboardBackup(Head),
    Table(TableHead),
    End(Vec<TableEnd>),
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Line {
    Row(Row),
    Mark(Mark),
}

/// Writes a backup.
pub(super) struct Writer<W: Write>(GzEncoder<W>);

impl<W: Write> Writer<W> {
    pub(super) fn new(to: W) -> Self {
        Self(GzEncoder::new(to, Compression::default()))
    }

    pub(super) fn mark(&mut self, mark: &Mark) -> io::Result<()> {
        let text = serde_json::to_string(mark).map_err(io::Error::other)?;
        writeln!(self.0, "{text}")
    }

    pub(super) fn row(&mut self, row: &Row) -> io::Result<()> {
        writeln!(self.0, "{}", line(row))
    }

    pub(super) fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

/// Reads a backup line by line.
pub(super) struct Reader<R: BufRead> {
    lines: BufReader<GzDecoder<R>>,
    at: u64,
    text: String,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line.
    pub(super) fn open(from: R) -> Result<(Self, Head), PortableError> {
        let mut reader = Self { lines: BufReader::new(GzDecoder::new(from)), at: 0, text: String::new() };
        let first = match reader.next() {
            // What begins as nothing of ours is none of ours.
            Err(PortableError::Damaged(Damage::Line { .. })) => return Err(PortableError::NotABackup),
            // What is packed is unpacked in pieces, so that damage far behind the first line is found before it is read.
            Err(PortableError::Damaged(Damage::Packing)) if reader.lines.get_ref().header().is_none() => {
                return Err(PortableError::NotABackup);
            }
            first => first?,
        };
        let Some(Line::Mark(Mark::CallboardBackup(head))) = first else { return Err(PortableError::NotABackup) };
        let knows = Store::newest_schema();
        if head.format > FORMAT || head.schema > knows {
            return Err(PortableError::Newer { schema: head.schema, knows });
        }
        Ok((reader, head))
    }

    /// The line that was read last makes no sense where it is.
    pub(super) fn misplaced(&self) -> PortableError {
        PortableError::Damaged(Damage::Line { line: self.at })
    }

    /// The next line; none after the last one.
    pub(super) fn next(&mut self) -> Result<Option<Line>, PortableError> {
        self.text.clear();
        self.at += 1;
        let read = self.lines.read_line(&mut self.text).map_err(|error| {
            let is = |kind| error.kind() == kind;
            if is(io::ErrorKind::UnexpectedEof) {
                PortableError::Damaged(Damage::Cut)
            } else if is(io::ErrorKind::InvalidData) {
                self.misplaced()
            } else if is(io::ErrorKind::InvalidInput) {
                PortableError::Damaged(Damage::Packing)
            } else {
                PortableError::Io(error.kind())
            }
        })?;
        if read == 0 {
            let packed = self.lines.get_mut().get_mut();
            let is_all = packed.fill_buf().is_ok_and(<[u8]>::is_empty);
            return if is_all { Ok(None) } else { Err(PortableError::Damaged(Damage::Packing)) };
        }
        let line = serde_json::from_str(&self.text);
        line.map(Some).map_err(|_| self.misplaced())
    }
}
