//! Remembers what a step was made from, so that a step that is done takes no time.
//!
//! A stamp is a digest of names, sizes and modification times, not of contents: it must be quicker than the step.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::paths::Paths;

/// The state of a step's inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(String);

impl Stamp {
    /// Takes the state of these files and folders; `settings` is whatever else decides the result.
    pub(crate) fn of(inputs: &[PathBuf], settings: &str) -> Result<Self> {
        let mut digest = Sha256::new();
        digest.update(settings.as_bytes());
        for input in inputs {
            for file in files_under(input)? {
                let data = fs::metadata(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                let modified = data.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
                digest.update(file.as_os_str().as_encoded_bytes());
                digest.update(data.len().to_le_bytes());
                digest.update(modified.as_nanos().to_le_bytes());
            }
        }
        Ok(Self(hex(&digest.finalize())))
    }

    /// Whether the step `name` was last done from exactly this state.
    pub(crate) fn is_current(&self, paths: &Paths, name: &str) -> bool {
        fs::read_to_string(paths.stamps().join(name)).is_ok_and(|kept| kept == self.0)
    }

    /// Notes that the step `name` has been done from this state.
    pub(crate) fn keep(&self, paths: &Paths, name: &str) -> Result<()> {
        fs::create_dir_all(paths.stamps())?;
        fs::write(paths.stamps().join(name), &self.0).with_context(|| format!("the stamp of {name} cannot be kept"))
    }
}

/// Every file at or under a path, sorted; a path that does not exist has none.
pub(crate) fn files_under(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![path.to_path_buf()];
    while let Some(next) = waiting.pop() {
        if next.is_dir() {
            for entry in fs::read_dir(&next).with_context(|| format!("{} cannot be listed", next.display()))? {
                waiting.push(entry?.path());
            }
        } else if next.is_file() {
            found.push(next);
        }
    }
    found.sort();
    Ok(found)
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty_folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_stamp_changes_with_a_file_and_with_the_settings() {
        let folder = empty_folder("stamp-changes");
        fs::write(folder.join("one"), "1").unwrap();
        let inputs = [folder.clone()];

        let first = Stamp::of(&inputs, "a").unwrap();
        let again = Stamp::of(&inputs, "a").unwrap();
        let other_settings = Stamp::of(&inputs, "b").unwrap();
        fs::write(folder.join("one"), "11").unwrap();
        let other_file = Stamp::of(&inputs, "a").unwrap();

        assert_eq!(first, again);
        assert_ne!(first, other_settings);
        assert_ne!(first, other_file);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_stamp_is_current_only_after_it_was_kept() {
        let folder = empty_folder("stamp-kept");
        let paths = Paths { root: folder.clone(), target: folder.clone() };
        let stamp = Stamp::of(&[], "a").unwrap();

        let before = stamp.is_current(&paths, "step");
        stamp.keep(&paths, "step").unwrap();
        let after = stamp.is_current(&paths, "step");

        assert!(!before);
        assert!(after);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_path_that_does_not_exist_has_no_files() {
        let files = files_under(Path::new("/no/such/folder")).unwrap();

        assert_eq!(files, Vec::<PathBuf>::new());
    }
}
