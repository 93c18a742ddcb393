//! Where things are: the checkout, cargo's target folder, and what is built into them.
//!
//! It reads the one variable cargo itself obeys and writes nothing.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders every task works with.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, which `CARGO_TARGET_DIR` may put anywhere.
    pub(crate) target: PathBuf,
}

impl Paths {
    /// Finds the checkout from the place of this crate and the target folder from the environment.
    pub(crate) fn find() -> Result<Self> {
        let crate_folder = match env::var_os("CARGO_MANIFEST_DIR") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        };
        let root = crate_folder.parent().context("the xtask crate lies in no workspace")?.to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) if !folder.is_empty() => env::current_dir()?.join(folder),
            _ => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The target folder of the frontend: its features must never meet the server's.
    pub(crate) fn front_target(&self) -> PathBuf {
        self.target.join("front")
    }

    /// Where the binary of a release is left, whatever `CARGO_TARGET_DIR` says.
    pub(crate) fn release_folder(&self) -> PathBuf {
        self.root.join("target").join("release")
    }

    /// Where the binary of a debug build lies.
    pub(crate) fn debug_folder(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The browser tests.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// Notes about what has been done, so that it is not done again.
    pub(crate) fn stamps(&self) -> PathBuf {
        self.target.join("xtask-stamps")
    }

    /// A path as seen from the checkout, for messages.
    pub(crate) fn shown<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
