//! `cargo xtask check`: what every commit must pass, in two minutes once the dependencies are compiled.
//!
//! Store tests on PostgreSQL and browser tests are left to `cargo xtask test`.

use std::process::ExitCode;

use anyhow::Result;

use crate::counts::Counts;
use crate::needs;
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::test::stages;

/// Format, style, clippy twice, unit tests; the first failure ends it.
pub(crate) fn run(paths: &Paths) -> Result<ExitCode> {
    let mut progress = Progress::of(6);
    progress.step("what the checks need", || needs::for_checking(paths))?;
    progress.step("format", || stages::format(paths))?;
    progress.step("tokens and icons", || stages::style(paths))?;
    progress.step("clippy (host)", || stages::clippy_host(paths))?;
    progress.step("clippy (wasm32)", || stages::clippy_browser(paths))?;
    let counts: Counts = progress.step("unit tests", || stages::unit_tests(paths))?;
    say(format!("checked in {:.0} s", progress.elapsed_s()));
    say(counts);
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
