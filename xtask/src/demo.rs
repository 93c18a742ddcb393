//! `cargo xtask demo`: from a fresh clone to a running demo.
//!
//! The demo itself belongs to the server; this builds it and becomes it.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::binary::{self, Mode};
use crate::paths::Paths;
use crate::progress::say;

/// Builds in release and replaces this process by the demo.
pub(crate) fn run(paths: &Paths, arguments: &[OsString]) -> Result<ExitCode> {
    let callboard = binary::build_announced(paths, Mode::Release)?;
    say("starting the demo; Ctrl-C ends it");
    let error = Command::new(&callboard).arg("demo").args(arguments).exec();
    Err(error).with_context(|| format!("{} could not be started", callboard.display()))
}
