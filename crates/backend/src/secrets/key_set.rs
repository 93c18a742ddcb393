//! The keys themselves: one in base64 on each line; the last one seals, the earlier ones still open.
//!
//! A key's identity is a fingerprint of it, so the wrong file is noticed before anything is opened. Nothing here prints a
//! key.

use std::fmt;
use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use secrecy::SecretBox;
use sha2::Digest;
use sha2::Sha256;
use zeroize::Zeroizing;

const KEY_BYTES: usize = 32;

/// What is wrong with the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// The file system said no.
    #[error("cannot be read or written: {0}")]
    Io(io::ErrorKind),
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// A line is not a key.
    #[error("has a line {line} that is not 32 bytes in base64")]
    NotAKey {
        /// Which line, from 1.
        line: usize,
    },
    /// Add the key where the others come from.
    #[error("is only read here; whoever looks after it adds a key as its last line")]
    NotOurs,
}

/// All keys; the last one seals.
pub(super) struct KeySet(Vec<Key>);

struct Key {
    id: String,
    bytes: SecretBox<[u8; KEY_BYTES]>,
}

impl KeySet {
    /// One new key.
    pub(super) fn fresh() -> Self {
        Self(vec![Key::of(rand::random())])
    }

    /// Reads lines; empty ones do not count, and in an environment variable a comma is as good as a line.
    pub(super) fn parse(text: &str) -> Result<Self, KeyProblem> {
        let mut keys = Vec::new();
        for (at, line) in text.split(['\n', ',']).enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let problem = KeyProblem::NotAKey { line: at + 1 };
            let bytes = STANDARD.decode(line.trim()).map(Zeroizing::new).map_err(|_| problem)?;
            keys.push(Key::of(bytes.as_slice().try_into().map_err(|_| problem)?));
        }
        if keys.is_empty() { Err(KeyProblem::Empty) } else { Ok(Self(keys)) }
    }

    /// As [`KeySet::parse`] reads it.
    pub(super) fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.0.len() * 45));
        for key in &self.0 {
            STANDARD.encode_string(key.bytes.expose_secret(), &mut text);
            text.push('\n');
        }
        text
    }

    /// The same keys, and a new one that seals from now on.
    pub(super) fn with_a_fresh_one(&self) -> Self {
        let mut keys: Vec<Key> = self.0.iter().map(Key::copy).collect();
        keys.extend(Self::fresh().0);
        Self(keys)
    }

    /// The keys of these identities and the one that seals.
    pub(super) fn only(&self, ids: &[String]) -> Self {
        let (last, earlier) = self.0.split_last().expect(NEVER_EMPTY);
        let kept = earlier.iter().filter(|key| ids.contains(&key.id)).chain([last]);
        Self(kept.map(Key::copy).collect())
    }

    /// The key that seals.
    pub(super) fn current(&self) -> (&str, &[u8; KEY_BYTES]) {
        let key = self.0.last().expect(NEVER_EMPTY);
        (&key.id, key.bytes.expose_secret())
    }

    pub(super) fn key(&self, id: &str) -> Option<&[u8; KEY_BYTES]> {
        self.0.iter().find(|key| key.id == id).map(|key| key.bytes.expose_secret())
    }

    /// Identities of all keys, the one that seals last.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| key.id.as_str())
    }
}

const NEVER_EMPTY: &str = "a set without a key is not made";

impl Key {
    fn of(bytes: [u8; KEY_BYTES]) -> Self {
        Self { id: fingerprint(&bytes), bytes: SecretBox::new(Box::new(bytes)) }
    }

    fn copy(&self) -> Self {
        Self::of(*self.bytes.expose_secret())
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

/// Sixteen hexadecimal digits that tell keys apart and tell nothing about them.
fn fingerprint(key: &[u8; KEY_BYTES]) -> String {
    let digest = Sha256::new().chain_update(b"callboard key id").chain_update(key).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
