//! Everything a browser loads: the compiled page, its bindings, the style sheet and the files of `public/`.
//!
//! It makes the folder `site/` beside the server's binary; it does not build the server and does not serve anything.

mod compress;
mod hashing;
mod style;
mod wasm;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub(crate) use wasm::{bind, compile};

use crate::binary::Mode;
use crate::paths::Paths;
use crate::progress::Done;
use crate::stamp::Stamp;
pub(crate) use crate::stamp::files_under;

/// The name leptos knows the page by; `.cargo/config.toml` says the same to the compiler.
pub(crate) const OUTPUT_NAME: &str = "callboard";

/// Which files make up a part of the page's program, and the script that fetches them; leptos looks for these names.
pub(crate) const MANIFEST: &str = "__wasm_split_manifest.json";
pub(crate) const LOADER: &str = "__wasm_split.______________________.js";

/// The folder of the compiled files within the site.
const PACKAGE_FOLDER: &str = "pkg";

/// Puts the site beside the binary, hashed and compressed in release.
pub(crate) fn assemble(paths: &Paths, mode: Mode) -> Result<Done> {
    let beside = mode.folder(paths);
    let site = beside.join("site");
    let hash_file = beside.join("hash.txt");
    let style = paths.root.join("style");
    let public = paths.root.join("public");
    let bound = wasm::bound_folder(paths, mode);

    let stamp = Stamp::of(&[bound.clone(), style.clone(), public.clone()], &beside.to_string_lossy())?;
    let name = format!("site-{}", mode.word());
    let complete = site.join(PACKAGE_FOLDER).is_dir() && hash_file.is_file() == (mode == Mode::Release);
    if complete && stamp.is_current(paths, &name) {
        return Ok(Done::AlreadyThere);
    }

    // Built aside and exchanged at the end: a server that is running sees the old site or the new one.
    let fresh = beside.join("site.new");
    let package = fresh.join(PACKAGE_FOLDER);
    remove_folder(&fresh)?;
    copy_folder(&bound, &package)?;
    fs::write(package.join(format!("{OUTPUT_NAME}.css")), style::bundle(&style.join("main.css"))?)?;
    copy_folder(&public, &fresh)?;
    let hashes = match mode {
        Mode::Debug => None,
        Mode::Release => {
            let hashes = hashing::move_by_contents(&package)?;
            compress::compress_folder(&fresh)?;
            Some(hashes)
        }
    };
    remove_folder(&site)?;
    fs::rename(&fresh, &site)?;
    match hashes {
        Some(hashes) => fs::write(&hash_file, hashes)?,
        None if hash_file.exists() => fs::remove_file(&hash_file)?,
        None => {}
    }
    stamp.keep(paths, &name)?;
    Ok(Done::Made)
}

/// The compiled files of the site beside a binary.
pub(crate) fn package(beside: &Path) -> Result<PathBuf> {
    let package = beside.join("site").join(PACKAGE_FOLDER);
    Ok(hashing::moved_into(&package)?.unwrap_or(package))
}

fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    Ok(())
}

/// Copies every file of a folder, folders within it too.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for file in files_under(from)? {
        let place: PathBuf = to.join(file.strip_prefix(from)?);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &place).with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Ok(())
}
