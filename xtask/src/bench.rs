//! `cargo xtask bench`: runs the programs of the package `bench`, which print ratios.
//!
//! What a figure means is said by the program that prints it.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::needs;
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::run;

/// Runs the named programs, or all of them.
pub(crate) fn run(paths: &Paths, names: &[String]) -> Result<ExitCode> {
    let programs: Vec<String> =
        programs(paths)?.into_iter().filter(|program| names.is_empty() || names.contains(program)).collect();
    if programs.is_empty() {
        say("there is no such program in bench/src/bin");
        return Ok(ExitCode::FAILURE);
    }
    let mut progress = Progress::of(programs.len() + 1);
    progress.step("what the programs need", || needs::for_building(paths))?;
    for program in programs {
        progress.step(&program, || {
            run::succeed(&mut run::cargo(paths, &["run", "--release", "-p", "bench", "--bin", &program]))
        })?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The programs are the files and folders in `bench/src/bin`, as cargo finds them.
fn programs(paths: &Paths) -> Result<Vec<String>> {
    let folder = paths.root.join("bench").join("src").join("bin");
    let mut programs = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be listed", paths.shown(&folder)))? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|ending| ending == "rs") {
            programs.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    programs.sort();
    Ok(programs)
}
