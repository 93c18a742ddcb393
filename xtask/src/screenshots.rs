//! `cargo xtask screenshots`: pictures of the demo, taken by Playwright, in `target/screenshots`.
//!
//! Which pages in which sizes is said by `end2end/screenshots/`.

use std::fs;
use std::process::{Command, ExitCode, Stdio};

use anyhow::Result;

use crate::binary::{self, Mode};
use crate::needs;
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::run;

/// Builds in release and takes the pictures.
pub(crate) fn run(paths: &Paths) -> Result<ExitCode> {
    let mut progress = Progress::of(binary::STEPS + 2);
    progress.step("what the pictures need", || needs::for_browsing(paths))?;
    let callboard = binary::build(paths, Mode::Release, &mut progress)?;
    let folder = paths.root.join("target").join("screenshots");
    fs::create_dir_all(&folder)?;
    progress.step("pictures", || {
        let mut command = Command::new("npx");
        command.current_dir(paths.end2end()).args([
            "--no-install",
            "playwright",
            "test",
            "--config",
            "screenshots.config.ts",
        ]);
        run::succeed(
            command.env("CALLBOARD_BIN", &callboard).env("CALLBOARD_SCREENSHOTS", &folder).stdin(Stdio::null()),
        )
    })?;
    say(format!("pictures in {}", paths.shown(&folder)));
    Ok(ExitCode::SUCCESS)
}
