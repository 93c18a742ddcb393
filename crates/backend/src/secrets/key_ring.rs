//! The keys that seal secrets, from the file `secret.key` in the data folder.
//!
//! One key in base64 on each line; the last one seals, the earlier ones still open. A key's identity is a fingerprint of
//! it, so the wrong file is noticed before anything is opened. Nothing here prints a key.

use std::fmt;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use secrecy::SecretBox;
use sha2::Digest;
use sha2::Sha256;

use crate::secrets::SecretError;

const FILE_NAME: &str = "secret.key";
const KEY_BYTES: usize = 32;

/// What is wrong with the key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileProblem {
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
}

/// All keys; the last one seals.
pub struct KeyRing {
    keys: Vec<(String, SecretBox<[u8; KEY_BYTES]>)>,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, _)| id)).finish()
    }
}

impl KeyRing {
    /// Reads the key file in the data folder, and makes one at the first start.
    ///
    /// # Errors
    /// [`SecretError::KeyFile`] when it cannot be read, made or understood. A file that is there is never replaced.
    pub fn open_or_create(data_dir: &Path) -> Result<Self, SecretError> {
        let path = data_dir.join(FILE_NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create(data_dir, &path).and_then(|()| fs::read_to_string(&path)).map_err(io_problem)?
            }
            Err(error) => return Err(io_problem(error)),
        };
        Self::parse(&text).map_err(SecretError::KeyFile)
    }

    fn parse(text: &str) -> Result<Self, KeyFileProblem> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let bytes = STANDARD.decode(line.trim()).map_err(|_| KeyFileProblem::NotAKey { line: at + 1 })?;
            let key: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| KeyFileProblem::NotAKey { line: at + 1 })?;
            keys.push((fingerprint(&key), SecretBox::new(Box::new(key))));
        }
        if keys.is_empty() { Err(KeyFileProblem::Empty) } else { Ok(Self { keys }) }
    }

    pub(crate) fn current(&self) -> (&str, &[u8; KEY_BYTES]) {
        let (id, key) = self.keys.last().expect("a ring without a key is not made");
        (id, key.expose_secret())
    }

    pub(crate) fn key(&self, id: &str) -> Option<&[u8; KEY_BYTES]> {
        self.keys.iter().find(|(candidate, _)| candidate == id).map(|(_, key)| key.expose_secret())
    }

    /// Identities of all keys, the one that seals last.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(id, _)| id.as_str())
    }
}

/// Sixteen hexadecimal digits that tell keys apart and tell nothing about them.
fn fingerprint(key: &[u8; KEY_BYTES]) -> String {
    let digest = Sha256::new().chain_update(b"callboard key id").chain_update(key).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn io_problem(error: io::Error) -> SecretError {
    SecretError::KeyFile(KeyFileProblem::Io(error.kind()))
}

/// Writes a fresh key beside the place and links it there whole: neither a crash nor a second process at the same
/// moment leaves half a file or two keys.
fn create(data_dir: &Path, path: &Path) -> io::Result<()> {
    let draft = data_dir.join(format!("{FILE_NAME}.{}.new", std::process::id()));
    let key: [u8; KEY_BYTES] = rand::random();
    let mut file = create_private(&draft)?;
    writeln!(file, "{}", STANDARD.encode(key))?;
    file.sync_all()?;
    let linked = match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => Ok(()),
    };
    fs::remove_file(&draft)?;
    linked
}

#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}
