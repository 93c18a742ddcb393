//! The keys in use. They are read again whenever a secret is sealed, and when one asks for a key that is not known yet:
//! a rotation by another process is taken up without a restart.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::RwLock;

use secrecy::SecretString;
use tracing::warn;

use crate::secrets::KeyProblem;
use crate::secrets::KeySource;
use crate::secrets::SecretError;
use crate::secrets::key_set::KeySet;

/// The keys of an installation.
pub struct KeyRing {
    source: KeySource,
    keys: RwLock<Arc<KeySet>>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("source", &self.source).field("keys", &self.known()).finish()
    }
}

impl KeyRing {
    /// Reads the keys; a file of our own is made where there is none, whatever is sealed already. Whoever has a store takes
    /// [`KeyRing::open_or_create`] instead.
    ///
    /// # Errors
    /// [`SecretError::Keys`] when they cannot be read, made or understood. A file that is there is never replaced.
    pub fn create_where_missing(source: KeySource) -> Result<Self, SecretError> {
        let read = source.read_or_create();
        Self::of(source, read)
    }

    /// Reads the keys, and makes none.
    ///
    /// # Errors
    /// [`SecretError::Keys`] when they cannot be read or understood.
    pub fn open_existing(source: KeySource) -> Result<Self, SecretError> {
        let read = source.read();
        Self::of(source, read)
    }

    /// The keys of a data folder.
    ///
    /// # Errors
    /// As [`KeyRing::create_where_missing`].
    pub fn in_folder(data_dir: &Path) -> Result<Self, SecretError> {
        Self::create_where_missing(KeySource::in_folder(data_dir))
    }

    fn of(source: KeySource, read: Result<KeySet, KeyProblem>) -> Result<Self, SecretError> {
        match read {
            Ok(keys) => Ok(Self { source, keys: RwLock::new(Arc::new(keys)) }),
            Err(problem) => Err(SecretError::Keys { place: source.to_string(), problem }),
        }
    }

    /// A new key as a key file has it, for those who keep keys elsewhere.
    pub fn fresh_key() -> SecretString {
        SecretString::from(KeySet::fresh().text().trim_end())
    }

    /// Where the keys come from.
    pub const fn source(&self) -> &KeySource {
        &self.source
    }

    /// Identities of all keys, the one that seals last.
    pub fn key_ids(&self) -> Vec<String> {
        self.known().ids().map(str::to_owned).collect()
    }

    /// The identity of the key that seals.
    pub fn current_id(&self) -> String {
        self.known().current().0.to_owned()
    }

    /// Adds a key that seals from now on; the earlier ones still open.
    ///
    /// # Errors
    /// [`SecretError::Keys`] when the keys are not ours to change, or the file cannot be written.
    pub fn add_key(&self) -> Result<(), SecretError> {
        self.change(KeySet::with_a_fresh_one)
    }

    /// Forgets the keys that are not among these and do not seal.
    ///
    /// # Errors
    /// As [`KeyRing::add_key`].
    pub fn keep_only(&self, ids: &[String]) -> Result<(), SecretError> {
        self.change(|keys| keys.only(ids))
    }

    fn change(&self, change: impl FnOnce(&KeySet) -> KeySet) -> Result<(), SecretError> {
        let place = || self.source.to_string();
        self.know(self.source.change(change).map_err(|problem| SecretError::Keys { place: place(), problem })?);
        Ok(())
    }

    /// The keys as they were last read.
    pub(super) fn known(&self) -> Arc<KeySet> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys as they are now. Where they cannot be read, those that are known are as good as before.
    pub(super) fn fresh(&self) -> Arc<KeySet> {
        match self.source.read() {
            Ok(keys) => self.know(keys),
            Err(problem) => warn!("{} {problem}; the keys read before are used", self.source),
        }
        self.known()
    }

    fn know(&self, keys: KeySet) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }
}
