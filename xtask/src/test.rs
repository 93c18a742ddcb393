//! `cargo xtask test`: everything, in the order in which failures are cheapest to learn of.
//!
//! A stage that fails counts as a failed test and later stages still run, except where they could only fail for the
//! same reason. The last line is `N passed, N failed`, alone.

mod browser;
mod graph;
mod icons;
mod postgres;
pub(crate) mod stages;
pub(crate) mod stranger;
mod tokens;
mod traps;

use std::process::ExitCode;

use anyhow::{Result, bail};

pub(crate) use postgres::{Postgres, programs as postgres_programs};

use crate::binary::{self, Mode};
use crate::counts::Counts;
use crate::needs;
use crate::package;
use crate::paths::Paths;
use crate::progress::{Progress, say};

/// Runs every stage and prints the sum.
pub(crate) fn run(paths: &Paths) -> Result<ExitCode> {
    let mut progress = Progress::of(12 + binary::STEPS + package::STEPS);
    let mut sum = Counts::default();

    progress.step("what the tests need", || needs::for_testing(paths))?;
    gate(&mut sum, progress.step("format", || stages::format(paths)));
    gate(&mut sum, progress.step("tokens and icons", || stages::style(paths)));
    let host = gate(&mut sum, progress.step("clippy (host)", || stages::clippy_host(paths)));
    gate(&mut sum, progress.step("clippy (wasm32)", || stages::clippy_browser(paths)));
    gate(&mut sum, progress.step("dependencies of the page (wasm32)", || graph::check(paths)));
    let postgres = gate(&mut sum, progress.step("a throw-away PostgreSQL", Postgres::start));
    match progress.step("unit and integration tests", || stages::all_tests(paths, postgres.as_ref())) {
        Ok(counts) => sum += counts,
        Err(_) => sum += Counts::ONE_FAILED,
    }
    let on_postgres = progress.step("the server's tests on PostgreSQL", || match &postgres {
        Some(postgres) => stages::server_tests_on(postgres, paths),
        None => bail!("there is no PostgreSQL"),
    });
    sum += on_postgres.unwrap_or(Counts::ONE_FAILED);
    progress.step("traps and their tests", || traps::report(paths))?;
    match binary::build(paths, Mode::Debug, &mut progress) {
        Ok(callboard) => {
            sum += stranger(paths, postgres.as_ref(), &mut progress).unwrap_or(Counts::ONE_FAILED);
            drop(postgres);
            let browser = progress.step("browser tests", || browser::run(paths, &callboard));
            sum += browser.unwrap_or(Counts::ONE_FAILED);
        }
        Err(_) => sum += Counts::ONE_FAILED,
    }

    if host.is_none() {
        say("clippy (host) failed: its messages are above, before the tests'");
    }
    say(format!("tested in {:.0} s", progress.elapsed_s()));
    say(sum);
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Packs what was built, and walks the path of somebody who has only the package.
fn stranger(paths: &Paths, postgres: Option<&Postgres>, progress: &mut Progress) -> Result<Counts> {
    let package = package::make(paths, Mode::Debug, progress)?;
    progress.step("a stranger's path", || match postgres {
        Some(postgres) => stranger::walk(paths, &package, postgres),
        None => bail!("there is no PostgreSQL"),
    })?;
    Ok(Counts { passed: 1, failed: 0 })
}

/// Counts a failed stage as one failure and lets the next stage run.
fn gate<T>(sum: &mut Counts, outcome: Result<T>) -> Option<T> {
    if outcome.is_err() {
        *sum += Counts::ONE_FAILED;
    }
    outcome.ok()
}
