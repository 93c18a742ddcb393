//! `cargo xtask soak`: the tests that take their time, run by hand.
//!
//! Property tests get many more cases, tests that look at `CALLBOARD_SOAK` take their long form (a server is killed two
//! hundred times on either database), and a board in a browser takes a million updates, after which nothing of it may have
//! grown.

use std::process::ExitCode;

use anyhow::Result;

use crate::bench;
use crate::binary::{self, Mode};
use crate::counts::Counts;
use crate::needs;
use crate::packages;
use crate::paths::Paths;
use crate::progress::{Progress, say};
use crate::run;
use crate::test::Postgres;

const CASES: &str = "10000";

/// Runs every Rust test in release with many cases, then the page.
pub(crate) fn run(paths: &Paths) -> Result<ExitCode> {
    let mut progress = Progress::of(5 + binary::STEPS);
    progress.step("what the tests need", || needs::for_testing(paths))?;
    let postgres = progress.step("a throw-away PostgreSQL", Postgres::start)?;
    let mut counts: Counts = progress.step(&format!("tests with {CASES} cases each"), || {
        let mut command = run::cargo(paths, &["test", "--release", "--no-fail-fast"]);
        command.args(packages::HOST).env("CALLBOARD_SOAK", "1").env("PROPTEST_CASES", CASES);
        command.env(Postgres::VARIABLE, postgres.url());
        let heard = run::listen(&mut command)?;
        Ok(Counts::of_rust_tests(&heard.text).of_run(heard.status.success()))
    })?;
    counts += progress.step("killed while it writes to PostgreSQL", || {
        let mut command = run::cargo(paths, &["test", "--release", "--no-fail-fast"]);
        command.args(packages::HOST).args(["--test", "callboard", "kill::"]).env("CALLBOARD_SOAK", "1");
        command.env(Postgres::VARIABLE, postgres.url()).env(Postgres::STORE_VARIABLE, Postgres::STORE);
        let heard = run::listen(&mut command)?;
        Ok(Counts::of_rust_tests(&heard.text).of_run(heard.status.success()))
    })?;
    drop(postgres);
    let callboard = binary::build(paths, Mode::Release, &mut progress)?;
    if progress.step("a board in a browser", || bench::in_a_browser(paths, &callboard, "soak")).is_err() {
        counts += Counts::ONE_FAILED;
    }
    say(counts);
    Ok(if counts.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
