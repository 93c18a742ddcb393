//! A whole installation as rows: copied to another database, kept in a file, and brought back from one.
//!
//! All of it goes by one form of a row that both databases share, so that a backup of either restores into either, and a
//! copy is checked by the same sums as a backup. Secrets stay sealed on the way: the key file is never touched here, and
//! whoever moves an installation carries it there by hand.

mod backup;
mod copy;
mod file;
mod restore;
mod sums;

use std::io;

use crate::store::StoreError;

pub use backup::back_up;
pub use copy::Copied;
pub use copy::copy;
pub use restore::Contents;
pub use restore::restore;
pub use restore::verify;

/// Rows that are held in memory at once.
const ROWS_AT_ONCE: usize = 500;

/// A table that was written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its name.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// A sum over all of them that does not depend on their order.
    pub checksum: String,
}

/// Nothing came of it, and nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PortableError {
    /// Name another file.
    #[error("it is no backup of Callboard")]
    NotABackup,
    /// Take another backup: this one is not what was written once.
    #[error("it is damaged: {0}")]
    Damaged(Damage),
    /// Use the newer program.
    #[error("it was made by a newer Callboard (schema {schema}; this one knows up to {knows})")]
    Newer {
        /// The backup's schema.
        schema: i64,
        /// The newest schema of this program.
        knows: i64,
    },
    /// Name an empty database.
    #[error("the database holds an installation already; name an empty one")]
    NotEmpty,
    /// Name a database without tables.
    #[error(
        "the database has tables of schema {at}, and rows of schema {schema} fit no newer ones; name one without tables"
    )]
    AheadOfBackup {
        /// The schema of the tables.
        at: i64,
        /// The schema of the rows.
        schema: i64,
    },
    /// Bring the one that is copied from up to date first.
    #[error("its tables are of an older Callboard; bring them up to date with callboard migrate")]
    Behind,
    /// What arrived is not what was sent.
    #[error("the rows of {table} did not arrive as they were")]
    Differs {
        /// Which table.
        table: String,
    },
    /// Look after the file.
    #[error("it cannot be read or written: {0}")]
    Io(io::ErrorKind),
    /// Look after the database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a file is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Only a part of it is there.
    #[error("it ends too early")]
    Cut,
    /// What is packed cannot be unpacked.
    #[error("it cannot be unpacked")]
    Packing,
    /// What is unpacked says nothing.
    #[error("line {line} of its contents cannot be read")]
    Line {
        /// Which line, from 1.
        line: u64,
    },
    /// Rows are not those that were counted.
    #[error("its rows of {table} are not those that were counted")]
    Table {
        /// Which table.
        table: String,
    },
}
