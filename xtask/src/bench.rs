//! `cargo xtask bench`: runs the programs of the package `bench` and the pages' measurements, which print ratios.
//!
//! What a figure means is said by the program that prints it.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::binary::{self, Mode};
use crate::needs;
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::run;

/// The ending of a measurement that needs a browser.
const IN_A_BROWSER: &str = ".measure.ts";

/// Runs the named programs, or all of them.
pub(crate) fn run(paths: &Paths, names: &[String]) -> Result<ExitCode> {
    let chosen = |found: Vec<String>| -> Vec<String> {
        found.into_iter().filter(|program| names.is_empty() || names.contains(program)).collect()
    };
    let programs = chosen(programs(paths)?);
    let pages = chosen(pages(paths)?);
    if programs.is_empty() && pages.is_empty() {
        say("there is no such program in bench/src/bin, nor such a measurement in end2end/measure");
        return Ok(ExitCode::FAILURE);
    }
    let steps_for_pages = if pages.is_empty() { 0 } else { binary::STEPS + 1 };
    let mut progress = Progress::of(programs.len() + pages.len() + steps_for_pages + 1);
    progress.step("what the programs need", || needs::for_building(paths))?;
    for program in programs {
        progress.step(&program, || {
            run::succeed(&mut run::cargo(paths, &["run", "--release", "-p", "bench", "--bin", &program]))
        })?;
    }
    if !pages.is_empty() {
        progress.step("what the measurements in a browser need", || needs::for_browsing(paths))?;
        let callboard = binary::build(paths, Mode::Release, &mut progress)?;
        for page in pages {
            progress.step(&page, || in_a_browser(paths, &callboard, &page))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs one measurement in a browser against this binary.
pub(crate) fn in_a_browser(paths: &Paths, callboard: &Path, name: &str) -> Result<()> {
    let mut command = Command::new("npx");
    command.current_dir(paths.end2end()).args(["--no-install", "playwright", "test"]);
    command.args(["--config", "measure.config.ts", &format!("{name}{IN_A_BROWSER}")]);
    run::succeed(command.env("CALLBOARD_BIN", callboard).stdin(Stdio::null()))
}

/// The programs are the files and folders in `bench/src/bin`, as cargo finds them.
fn programs(paths: &Paths) -> Result<Vec<String>> {
    let named = |path: &Path| {
        let is_program = path.is_dir() || path.extension().is_some_and(|ending| ending == "rs");
        path.file_stem().filter(|_| is_program).map(|stem| stem.to_string_lossy().into_owned())
    };
    listed(paths, &paths.root.join("bench").join("src").join("bin"), named)
}

/// The measurements of pages are the files in `end2end/measure` with an ending of their own.
fn pages(paths: &Paths) -> Result<Vec<String>> {
    let named = |path: &Path| path.file_name()?.to_string_lossy().strip_suffix(IN_A_BROWSER).map(str::to_owned);
    listed(paths, &paths.end2end().join("measure"), named)
}

fn listed(paths: &Paths, folder: &Path, named: impl Fn(&Path) -> Option<String>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} cannot be listed", paths.shown(folder)))? {
        found.extend(named(&entry?.path()));
    }
    found.sort();
    Ok(found)
}
