//! Opening the keys of an installation, and making some only where nothing is sealed yet.

use crate::secrets::KeyRing;
use crate::secrets::KeySource;
use crate::secrets::SecretError;
use crate::store::Store;
use crate::store::StoreError;

/// The store or its keys cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Mend the database or its address.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Mend the key file.
    #[error(transparent)]
    Secrets(#[from] SecretError),
    /// Put the key file back, or make another and give the secrets again.
    #[error(
        "{place} is not there, but {sealed} secrets are sealed with a key; put the file back. Where it is lost for good, \
         callboard key generate makes another, and the secrets are given again"
    )]
    KeyLost {
        /// Where it should be.
        place: String,
        /// How many secrets want it.
        sealed: usize,
    },
}

impl KeyRing {
    /// Reads the keys. A file of our own is made where there is none, unless something is sealed already: a new key would
    /// open nothing of it.
    ///
    /// # Errors
    /// As [`OpenError`] tells. A file that is there is never replaced.
    pub async fn open_or_create(source: KeySource, store: &Store) -> Result<Self, OpenError> {
        if source.is_ours() && source.file().is_some_and(|file| !file.exists()) {
            let sealed = store.sealed_records().await?.len();
            if sealed > 0 {
                return Err(OpenError::KeyLost { place: source.to_string(), sealed });
            }
        }
        Ok(Self::create_where_missing(source)?)
    }
}
