//! Hands the freshly built server to Playwright.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::counts::Counts;
use crate::paths::Paths;
use crate::run;

/// What runs beside each other, and what runs alone because it watches the clock.
const RUNS: [&[&str]; 2] =
    [&["--project", "sweeps", "--workers", "2"], &["--project", "hydrated", "--project", "no-script"]];

/// Runs every browser test against this binary.
pub(crate) fn run(paths: &Paths, callboard: &Path) -> Result<Counts> {
    let mut counts = Counts::default();
    for which in RUNS {
        let mut command = Command::new("npx");
        command.current_dir(paths.end2end()).args(["--no-install", "playwright", "test"]).args(which);
        command.stdin(Stdio::null()).env("CALLBOARD_BIN", callboard).env("FORCE_COLOR", "0");
        let heard = run::listen(&mut command)?;
        counts += Counts::of_browser_tests(&heard.text).of_run(heard.status.success());
    }
    Ok(counts)
}
