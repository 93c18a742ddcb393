//! `cargo xtask screenshots`: pictures of the demo, taken by Playwright, in `target/screenshots`: every page, and a sheet of
//! all pages for each size and theme. The pictures of the documents are left in `docs/`.
//!
//! Which pages in which sizes is said by `end2end/screenshots/`. Time stands still while they are taken, so the same
//! product gives the same pictures.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::binary::{self, Mode};
use crate::needs;
use crate::paths::Paths;
use crate::progress::{Done, Progress, say};
use crate::run;

/// The zone of the demo's call centre; the machine's would show in every time of day.
const ZONE: &str = "Asia/Ho_Chi_Minh";

/// Builds and takes the pictures.
pub(crate) fn run(paths: &Paths, mode: Mode) -> Result<ExitCode> {
    let mut progress = Progress::of(binary::STEPS + 3);
    progress.step("what the pictures need", || needs::for_browsing(paths))?;
    let callboard = binary::build(paths, mode, &mut progress)?;
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
        command.env("CALLBOARD_BIN", &callboard).env("CALLBOARD_SCREENSHOTS", &folder).env("TZ", ZONE);
        run::succeed(command.stdin(Stdio::null()))
    })?;
    progress.step("pictures of the documents", || leave_in_docs(&folder.join("docs"), &paths.root.join("docs")))?;
    say(format!("pictures in {}", paths.shown(&folder)));
    Ok(ExitCode::SUCCESS)
}

/// Copies what differs, so that unchanged pictures stay untouched.
fn leave_in_docs(taken: &Path, docs: &Path) -> Result<Done> {
    let mut done = Done::AlreadyThere;
    for entry in fs::read_dir(taken).with_context(|| format!("{} cannot be listed", taken.display()))? {
        let picture = entry?;
        let kept = docs.join(picture.file_name());
        let fresh = fs::read(picture.path())?;
        if fs::read(&kept).is_ok_and(|known| known == fresh) {
            continue;
        }
        fs::write(&kept, fresh).with_context(|| format!("{} cannot be written", kept.display()))?;
        done = Done::Made;
    }
    Ok(done)
}
