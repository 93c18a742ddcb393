//! Builds the server's binary and puts the site beside it.
//!
//! The rule for the server is one line: the site is `site/` beside the executable, and its files are hashed if and only if
//! `hash.txt` lies beside the executable.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::needs;
use crate::packages;
use crate::paths::Paths;
use crate::progress::{Done, Progress, say};
use crate::run;
use crate::site;
use crate::stamp::Stamp;

/// How the binary and the page are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Quick to build: plain names, nothing compressed.
    Debug,
    /// Quick to run: optimised, hashed names, compressed beforehand.
    Release,
}

impl Mode {
    /// The folder in which the binary of this mode lies with its site.
    pub(crate) fn folder(self, paths: &Paths) -> PathBuf {
        match self {
            Self::Debug => paths.debug_folder(),
            Self::Release => paths.release_folder(),
        }
    }

    /// A word for stamps and messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// The number of steps that [`build`] announces.
pub(crate) const STEPS: usize = 4;

/// Builds with its own count of steps and says where the result is.
pub(crate) fn build_announced(paths: &Paths, mode: Mode) -> Result<PathBuf> {
    let mut progress = Progress::of(STEPS + 1);
    progress.step("what the build needs", || needs::for_building(paths))?;
    let binary = build(paths, mode, &mut progress)?;
    say(format!("built {} in {:.0} s", paths.shown(&binary), progress.elapsed_s()));
    Ok(binary)
}

/// Builds the binary and its site; returns where the binary is.
pub(crate) fn build(paths: &Paths, mode: Mode, progress: &mut Progress) -> Result<PathBuf> {
    let wasm =
        progress.step(&format!("page for the browser ({}, wasm32)", mode.word()), || site::compile(paths, mode))?;
    progress.step("bindings of the page", || site::bind(paths, mode, &wasm))?;
    progress.step(&format!("server ({})", mode.word()), || compile(paths, mode))?;
    progress.step(&format!("site beside the server ({})", mode.word()), || site::assemble(paths, mode))?;
    Ok(mode.folder(paths).join("callboard"))
}

fn compile(paths: &Paths, mode: Mode) -> Result<Done> {
    match mode {
        // The same packages as in the tests, so that what they share is compiled once.
        Mode::Debug => {
            let mut command = run::cargo(paths, &["build", "--bin", "callboard"]);
            run::succeed(command.args(packages::HOST))?;
            Ok(Done::Made)
        }
        Mode::Release => {
            run::succeed(&mut run::cargo(paths, &["build", "--release", "-p", "server", "--bin", "callboard"]))?;
            leave_in_the_checkout(paths)
        }
    }
}

/// Copies the release binary into the checkout when `CARGO_TARGET_DIR` put it elsewhere.
fn leave_in_the_checkout(paths: &Paths) -> Result<Done> {
    let built = paths.target.join("release").join("callboard");
    let wanted = paths.release_folder().join("callboard");
    if built == wanted {
        return Ok(Done::Made);
    }
    let stamp = Stamp::of(std::slice::from_ref(&built), "binary")?;
    let name = "release-binary";
    if wanted.is_file() && stamp.is_current(paths, name) {
        return Ok(Done::AlreadyThere);
    }
    fs::create_dir_all(paths.release_folder())?;
    // A running server keeps its file: the copy takes the name and not the contents of the old one.
    let fresh = wanted.with_extension("new");
    fs::copy(&built, &fresh).with_context(|| format!("{} cannot be copied", built.display()))?;
    fs::rename(&fresh, &wanted)?;
    stamp.keep(paths, name)?;
    Ok(Done::Made)
}
