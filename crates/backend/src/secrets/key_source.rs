//! Where the keys are kept: in a file of our own, in a file that somebody else looks after, or in the environment.

use std::fmt;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use secrecy::ExposeSecret;
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::secrets::key_set::KeyProblem;
use crate::secrets::key_set::KeySet;

/// The name of the key file in the data folder.
const FILE_NAME: &str = "secret.key";

/// Where the keys are kept.
#[derive(Clone)]
pub enum KeySource {
    /// A file of our own: it is made at the first start, and a rotation adds to it.
    File(PathBuf),
    /// A file that somebody else looks after, such as a credential of the service manager. It is only read.
    Given(PathBuf),
    /// What the environment said when this program was started.
    Environment(SecretString),
}

impl KeySource {
    /// The key file of a data folder.
    pub fn in_folder(data_dir: &Path) -> Self {
        Self::File(data_dir.join(FILE_NAME))
    }

    /// Whether a rotation can add a key here.
    pub const fn is_ours(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Given(path) => Some(path),
            Self::Environment(_) => None,
        }
    }

    pub(super) fn read(&self) -> Result<KeySet, KeyProblem> {
        match self {
            Self::File(path) | Self::Given(path) => {
                let text = fs::read_to_string(path).map_err(|error| KeyProblem::Io(error.kind()))?;
                KeySet::parse(&Zeroizing::new(text))
            }
            Self::Environment(text) => KeySet::parse(text.expose_secret()),
        }
    }

    pub(super) fn read_or_create(&self) -> Result<KeySet, KeyProblem> {
        match (self.read(), self) {
            (Err(KeyProblem::Io(io::ErrorKind::NotFound)), Self::File(path)) => {
                create(path).map_err(|error| KeyProblem::Io(error.kind()))?;
                self.read()
            }
            (read, _) => read,
        }
    }

    /// Puts what `change` makes of the keys in their place: all of it or nothing, also when the power fails. Of two who
    /// change them at once the second waits.
    pub(super) fn change(&self, change: impl FnOnce(&KeySet) -> KeySet) -> Result<KeySet, KeyProblem> {
        let Self::File(path) = self else { return Err(KeyProblem::NotOurs) };
        let io = |error: io::Error| KeyProblem::Io(error.kind());
        let folder = path.parent().map(File::open).transpose().map_err(io)?;
        folder.as_ref().map_or(Ok(()), File::lock).map_err(io)?;
        let keys = change(&self.read()?);
        let replaced = written(path, &keys)
            .and_then(|draft| keep_owner(path, &draft).and_then(|()| fs::rename(draft, path)))
            .and_then(|()| sync_folder(path));
        replaced.map_err(io)?;
        Ok(keys)
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySource({self})")
    }
}

impl fmt::Display for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) | Self::Given(path) => write!(f, "the key file {}", path.display()),
            Self::Environment(_) => f.write_str("the key in the environment"),
        }
    }
}

/// Writes a fresh key beside the place and links it there whole: neither a crash nor a second process at the same
/// moment leaves half a file or two keys.
fn create(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = written(path, &KeySet::fresh())?;
    let linked = match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => Ok(()),
    };
    fs::remove_file(&draft)?;
    linked.and_then(|()| sync_folder(path))
}

/// A file beside the place, which holds the keys for certain.
fn written(path: &Path, keys: &KeySet) -> io::Result<PathBuf> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let draft = path.with_file_name(name);
    // One may lie here from a process of the same number that was killed.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = create_private(&draft)?;
    file.write_all(keys.text().as_bytes())?;
    file.sync_all()?;
    Ok(draft)
}

/// Whoever changes the keys may be another user than the one who serves.
#[cfg(unix)]
fn keep_owner(path: &Path, draft: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let (before, now) = (fs::metadata(path)?, fs::metadata(draft)?);
    if (before.uid(), before.gid()) != (now.uid(), now.gid()) {
        std::os::unix::fs::chown(draft, Some(before.uid()), Some(before.gid()))?;
    }
    fs::set_permissions(draft, before.permissions())
}

#[cfg(not(unix))]
fn keep_owner(_path: &Path, _draft: &Path) -> io::Result<()> {
    Ok(())
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
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
