//! Gives the page's files a folder that is named by their contents.
//!
//! `pkg/HASH/…`, and the line `package: HASH` for `hash.txt`. The files name each other, also from within compiled modules, so
//! they keep their names and share one hash: what is loaded belongs together, or is not there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::stamp::{files_under, hex};

/// Sixteen hexadecimal digits: far more than needed to tell two builds apart.
const HASH_LENGTH: usize = 16;

/// Moves what is in `package` into a folder within it and returns the text of `hash.txt`.
pub(crate) fn move_by_contents(package: &Path) -> Result<String> {
    let files = files_under(package)?;
    let mut all = Sha256::new();
    for file in &files {
        let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        all.update(file.strip_prefix(package)?.to_string_lossy().as_bytes());
        all.update(Sha256::digest(&bytes));
    }
    let mut hash = hex(&all.finalize());
    hash.truncate(HASH_LENGTH);
    let aside = package.with_extension("moved");
    fs::rename(package, &aside)?;
    fs::create_dir_all(package)?;
    fs::rename(&aside, package.join(&hash))?;
    Ok(format!("package: {hash}\n"))
}

/// The folder within `package` that they were moved into; none where they were not.
pub(crate) fn moved_into(package: &Path) -> Result<Option<PathBuf>> {
    let entries = fs::read_dir(package).with_context(|| format!("{} cannot be listed", package.display()))?;
    let folders = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(folders.into_iter().find(|path| path.is_dir()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_named_by_what_is_in_it_and_the_files_keep_their_names() {
        let folder = std::env::temp_dir().join(format!("xtask-hashing-{}", std::process::id()));
        let moved = |script: &str| {
            let package = folder.join("pkg");
            fs::create_dir_all(&package).unwrap();
            fs::write(package.join("page.wasm"), "module").unwrap();
            fs::write(package.join("page.js"), script).unwrap();
            let text = move_by_contents(&package).unwrap();
            let hash = text.trim().strip_prefix("package: ").unwrap().to_owned();
            assert_eq!(fs::read_to_string(package.join(&hash).join("page.js")).unwrap(), script);
            assert_eq!(moved_into(&package).unwrap(), Some(package.join(&hash)));
            assert_eq!(fs::read_dir(&package).unwrap().count(), 1);
            fs::remove_dir_all(&folder).unwrap();
            hash
        };

        let first = moved("load('page.wasm')");

        assert_eq!(first.len(), HASH_LENGTH);
        assert_eq!(moved("load('page.wasm')"), first);
        assert_ne!(moved("load('page.wasm');"), first);
    }
}
