//! What can go wrong in the store, by what the caller can do about it. Neither statements nor values are named: both
//! may hold what no log should.

use std::io;

use sqlx::Error as SqlxError;

/// A store call that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no such thing in this tenant.
    #[error("not found")]
    NotFound,
    /// It exists already, or was used before.
    #[error("exists already")]
    Conflict,
    /// Try again later; an operator may have to help.
    #[error("the database cannot answer: {0}")]
    Unavailable(Cause),
    /// A stored value cannot be read; a person has to look.
    #[error("the stored {what} cannot be read")]
    Corrupt {
        /// Which column or value, never its content.
        what: &'static str,
    },
}

/// Why the database cannot answer, for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// All connections stayed busy.
    #[error("all its connections are busy")]
    Busy,
    /// The file or the network failed.
    #[error("{0}")]
    Io(io::ErrorKind),
    /// The database's own error code.
    #[error("its error code is {0}")]
    Code(String),
    /// The address of the database cannot work.
    #[error("its address is not valid")]
    Address,
    /// Nothing is where the address leads.
    #[error("there is no such file")]
    NoFile,
    /// The way there would only sometimes be encrypted.
    #[error(
        "it is on another machine and its address says sslmode=allow or prefer, which anybody in between can switch off; \
         leave sslmode out, or write disable where the way is safe by itself"
    )]
    HalfEncrypted,
    /// The way there cannot be encrypted, or the server does not prove who it is.
    #[error("no encrypted connection to it: {0}")]
    Tls(&'static str),
    /// The tables could not be brought up to date.
    #[error("its tables could not be brought up to date")]
    Migration,
    /// The tables are of a newer program.
    #[error(
        "its tables are of a newer Callboard (schema {at}; this one knows up to {knows}). Use the newer one, or restore a \
         backup into an empty database"
    )]
    Newer {
        /// The schema of the tables.
        at: i64,
        /// The newest schema of this program.
        knows: i64,
    },
    /// Anything else.
    #[error("its connection failed")]
    Other,
}

impl StoreError {
    pub(crate) const fn corrupt(what: &'static str) -> Self {
        Self::Corrupt { what }
    }
}

impl From<SqlxError> for StoreError {
    fn from(error: SqlxError) -> Self {
        if let SqlxError::Database(error) = &error {
            if error.is_unique_violation() {
                return Self::Conflict;
            }
            // Every foreign key leads to something that the caller named.
            if error.is_foreign_key_violation() {
                return Self::NotFound;
            }
            return Self::Unavailable(Cause::Code(error.code().map_or_else(|| "none".into(), Into::into)));
        }
        let is_corrupt =
            matches!(error, SqlxError::ColumnDecode { .. } | SqlxError::Decode(_) | SqlxError::TypeNotFound { .. });
        if is_corrupt {
            return Self::corrupt("row");
        }
        if matches!(error, SqlxError::RowNotFound) {
            return Self::NotFound;
        }
        Self::Unavailable(cause_of(&error))
    }
}

fn cause_of(error: &SqlxError) -> Cause {
    if let SqlxError::Io(error) = error {
        error.get_ref().and_then(|inner| tls_cause(&inner.to_string())).unwrap_or(Cause::Io(error.kind()))
    } else if let SqlxError::Tls(error) = error {
        tls_cause(&error.to_string()).unwrap_or(Cause::Tls("it failed"))
    } else if matches!(error, SqlxError::PoolTimedOut) {
        Cause::Busy
    } else if matches!(error, SqlxError::Configuration(_)) {
        Cause::Address
    } else if matches!(error, SqlxError::Migrate(_)) {
        Cause::Migration
    } else {
        Cause::Other
    }
}

/// rustls tells the reason only in words, within an error of reading.
fn tls_cause(words: &str) -> Option<Cause> {
    let reasons = [
        ("UnknownIssuer", "nobody known here signed its certificate; name your authority's file with sslrootcert=FILE"),
        ("not valid for name", "its certificate is for another name than the address has"),
        ("expired", "its certificate has expired"),
        ("invalid peer certificate", "its certificate is not valid"),
        ("does not support TLS", "it does not offer one; switch it on there (ssl = on)"),
        ("Invalid certificate", "the file of sslrootcert holds no certificate"),
    ];
    reasons.into_iter().find(|(word, _)| words.contains(word)).map(|(_, reason)| Cause::Tls(reason))
}
