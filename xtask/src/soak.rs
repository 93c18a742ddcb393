//! `cargo xtask soak`: the tests that take their time, run by hand.
//!
//! Property tests get many more cases, and tests that look at `CALLBOARD_SOAK` take their long form.

use std::process::ExitCode;

use anyhow::Result;

use crate::counts::Counts;
use crate::needs;
use crate::packages;
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::run;
use crate::test::Postgres;

const CASES: &str = "10000";

/// Runs every Rust test in release with many cases.
pub(crate) fn run(paths: &Paths) -> Result<ExitCode> {
    let mut progress = Progress::of(3);
    progress.step("what the tests need", || needs::for_testing(paths))?;
    let postgres = progress.step("a throw-away PostgreSQL", Postgres::start)?;
    let counts: Counts = progress.step(&format!("tests with {CASES} cases each"), || {
        let mut command = run::cargo(paths, &["test", "--release", "--no-fail-fast"]);
        command.args(packages::HOST).env("CALLBOARD_SOAK", "1").env("PROPTEST_CASES", CASES);
        command.env(Postgres::VARIABLE, postgres.url());
        let heard = run::listen(&mut command)?;
        Ok(Counts::of_rust_tests(&heard.text).of_run(heard.status.success()))
    })?;
    say(counts);
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
