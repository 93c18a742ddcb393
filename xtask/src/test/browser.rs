//! Hands the freshly built server to Playwright.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::counts::Counts;
use crate::paths::Paths;
use crate::run;

/// Runs every browser test against this binary.
pub(crate) fn run(paths: &Paths, callboard: &Path) -> Result<Counts> {
    let mut command = Command::new("npx");
    command.current_dir(paths.end2end()).args(["--no-install", "playwright", "test"]).stdin(Stdio::null());
    command.env("CALLBOARD_BIN", callboard).env("FORCE_COLOR", "0");
    let heard = run::listen(&mut command)?;
    Ok(Counts::of_browser_tests(&heard.text).of_run(heard.status.success()))
}
