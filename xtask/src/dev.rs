//! `cargo xtask dev`: the demo, rebuilt and restarted whenever a source file changes.
//!
//! It looks at modification times twice a second; a compile error leaves the last good server running.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::binary::{self, Mode};
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::stamp::Stamp;

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What a change is looked for in.
const WATCHED: &[&str] =
    &["app", "crates", "frontend", "server", "migrations", "style", "public", "Cargo.toml", "Cargo.lock"];

/// Builds, starts, and starts again after every change until it is interrupted.
pub(crate) fn run(paths: &Paths, arguments: &[OsString]) -> Result<ExitCode> {
    let watched: Vec<PathBuf> = WATCHED.iter().map(|name| paths.root.join(name)).collect();
    let mut seen = Stamp::of(&watched, "")?;
    let binary = binary::build_announced(paths, Mode::Debug)?;
    let mut running = Some(start(paths, &binary, arguments)?);
    loop {
        thread::sleep(LOOK_EVERY);
        // A file may vanish between being listed and being looked at; the next look sees it settled.
        let Ok(now) = Stamp::of(&watched, "") else { continue };
        if now == seen {
            continue;
        }
        seen = now;
        say("a file changed");
        let mut progress = Progress::of(binary::STEPS);
        if binary::build(paths, Mode::Debug, &mut progress).is_err() {
            continue;
        }
        if let Some(child) = running.take() {
            stop(child)?;
        }
        running = Some(start(paths, &binary, arguments)?);
    }
}

fn start(paths: &Paths, binary: &PathBuf, arguments: &[OsString]) -> Result<Child> {
    Command::new(binary)
        .args(["demo", "--data-dir"])
        .arg(paths.target.join("dev-data"))
        .args(arguments)
        .spawn()
        .with_context(|| format!("{} could not be started", binary.display()))
}

fn stop(mut child: Child) -> Result<()> {
    // The server's data survives any death, so the quick way is the safe way.
    child.kill()?;
    child.wait()?;
    Ok(())
}
