//! Gives the page's files names that change with their contents, the way leptos looks them up.
//!
//! `NAME.HASH.wasm`, `NAME.HASH.js` and `NAME.HASH.css`, and a text of lines `kind: HASH` for `hash.txt`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::stamp::hex;

/// Sixteen hexadecimal digits: far more than needed to tell two builds apart.
const HASH_LENGTH: usize = 16;

/// Renames the files in `folder` and returns the text of `hash.txt`.
pub(crate) fn rename_by_contents(folder: &Path, name: &str) -> Result<String> {
    // The script names the module, so the module comes first and the script's hash covers the module's new name.
    let wasm = rename(folder, name, "wasm")?;
    let script = folder.join(format!("{name}.js"));
    let text = fs::read_to_string(&script).with_context(|| format!("{} cannot be read", script.display()))?;
    fs::write(&script, text.replace(&format!("{name}.wasm"), &format!("{name}.{wasm}.wasm")))?;
    let script = rename(folder, name, "js")?;
    let style = rename(folder, name, "css")?;
    Ok(format!("js: {script}\nwasm: {wasm}\ncss: {style}\n"))
}

fn rename(folder: &Path, name: &str, kind: &str) -> Result<String> {
    let plain = folder.join(format!("{name}.{kind}"));
    let bytes = fs::read(&plain).with_context(|| format!("{} cannot be read", plain.display()))?;
    let mut hash = hex(&Sha256::digest(&bytes));
    hash.truncate(HASH_LENGTH);
    fs::rename(&plain, folder.join(format!("{name}.{hash}.{kind}")))?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_names_the_hashed_module_and_the_text_names_all_three() {
        let folder = std::env::temp_dir().join(format!("xtask-hashing-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("page.wasm"), "module").unwrap();
        fs::write(folder.join("page.js"), "load('page.wasm')").unwrap();
        fs::write(folder.join("page.css"), "a{}").unwrap();

        let text = rename_by_contents(&folder, "page").unwrap();

        let hash_of = |kind: &str| {
            let line = text.lines().find(|line| line.starts_with(kind)).unwrap();
            line.split_once(": ").unwrap().1.to_owned()
        };
        let script = fs::read_to_string(folder.join(format!("page.{}.js", hash_of("js")))).unwrap();
        assert_eq!(script, format!("load('page.{}.wasm')", hash_of("wasm")));
        assert!(folder.join(format!("page.{}.wasm", hash_of("wasm"))).is_file());
        assert!(folder.join(format!("page.{}.css", hash_of("css"))).is_file());
        fs::remove_dir_all(folder).unwrap();
    }
}
