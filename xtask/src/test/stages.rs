//! The stages that are cargo's work: format, clippy on both targets, tests.

use anyhow::Result;

use super::Postgres;
use super::icons;
use super::tokens;
use crate::counts::Counts;
use crate::packages;
use crate::paths::Paths;
use crate::run;

/// Every package is formatted.
pub(crate) fn format(paths: &Paths) -> Result<()> {
    run::succeed(&mut run::cargo(paths, &["fmt", "--all", "--check"]))
}

/// Sheets are made of tokens, and the sprite of what is shown.
pub(crate) fn style(paths: &Paths) -> Result<()> {
    tokens::check(paths)?;
    icons::check(paths)
}

/// Clippy over everything the host compiles; a warning is an error.
pub(crate) fn clippy_host(paths: &Paths) -> Result<()> {
    for packages in [packages::HOST, packages::TOOLS] {
        let mut command = run::cargo(paths, &["clippy", "--quiet", "--all-targets"]);
        run::succeed(command.args(packages).args(["--", "-D", "warnings"]))?;
    }
    Ok(())
}

/// Clippy over everything the browser runs; a warning is an error.
pub(crate) fn clippy_browser(paths: &Paths) -> Result<()> {
    let mut command = run::cargo(paths, &["clippy", "--quiet"]);
    command.env("CARGO_TARGET_DIR", paths.front_target());
    run::succeed(command.args(packages::BROWSER).args(["--", "-D", "warnings"]))
}

/// The tests that lie below the code of each package.
pub(crate) fn unit_tests(paths: &Paths) -> Result<Counts> {
    tests(paths, &["--lib", "--bins"], None)
}

/// All Rust tests, the store's on PostgreSQL as well when there is one. Servers keep their things in SQLite here.
pub(crate) fn all_tests(paths: &Paths, postgres: Option<&Postgres>) -> Result<Counts> {
    tests(paths, &[], postgres)
}

/// The tests of the server once more, every server of theirs on a database of PostgreSQL.
pub(crate) fn server_tests_on(postgres: &Postgres, paths: &Paths) -> Result<Counts> {
    let mut command = if run::find_program(&["cargo-nextest"]).is_some() {
        run::cargo(paths, &["nextest", "run", "--no-fail-fast", "--status-level", "fail"])
    } else {
        run::cargo(paths, &["test", "--no-fail-fast"])
    };
    // The same packages as before, so that nothing is compiled once more.
    command.args(packages::HOST).args(["--test", "callboard"]);
    command.env(Postgres::VARIABLE, postgres.url()).env(Postgres::STORE_VARIABLE, Postgres::STORE);
    let heard = run::listen(&mut command)?;
    Ok(Counts::of_rust_tests(&heard.text).of_run(heard.status.success()))
}

fn tests(paths: &Paths, which: &[&str], postgres: Option<&Postgres>) -> Result<Counts> {
    let mut counts = Counts::default();
    // This crate has no library and no tests of its own beside the code, so `which` would leave nothing to run.
    for (packages, which) in [(packages::HOST, which), (packages::TOOLS, &[])] {
        let mut command = if run::find_program(&["cargo-nextest"]).is_some() {
            run::cargo(paths, &["nextest", "run", "--no-fail-fast", "--no-tests", "pass", "--status-level", "fail"])
        } else {
            run::cargo(paths, &["test", "--no-fail-fast"])
        };
        command.args(packages).args(which);
        if let Some(postgres) = postgres {
            command.env(Postgres::VARIABLE, postgres.url());
        }
        let heard = run::listen(&mut command)?;
        counts += Counts::of_rust_tests(&heard.text).of_run(heard.status.success());
    }
    Ok(counts)
}
