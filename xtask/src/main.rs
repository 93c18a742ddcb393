//! `cargo xtask`: builds, runs, tests and measures Callboard.
//!
//! It drives cargo, wasm-bindgen, the style sheet bundler, a throw-away PostgreSQL and Playwright, says what it is doing,
//! and skips what is done. It does not know anything about the product beyond the names of its packages and folders.

mod bench;
mod binary;
mod check;
mod counts;
mod demo;
mod dev;
mod needs;
mod package;
mod packages;
mod paths;
mod progress;
mod run;
mod screenshots;
mod site;
mod soak;
mod stamp;
mod test;
mod weigh;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::binary::Mode;
use crate::paths::Paths;

/// Builds, runs, tests and measures Callboard.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Leaves the binary at target/release/callboard with its assets beside it.
    Build {
        /// Optimised, with hashed and compressed assets; this is the default.
        #[arg(long, conflicts_with = "debug")]
        release: bool,
        /// Unoptimised, with plain assets, in the target folder's debug part.
        #[arg(long)]
        debug: bool,
    },
    /// Packs a release for Debian: target/package/callboard.deb.
    Package {
        /// Of the debug build, for a try.
        #[arg(long)]
        debug: bool,
        /// Install it into an empty root and set it up there with a throw-away PostgreSQL.
        #[arg(long = "try")]
        attempt: bool,
    },
    /// Installs what is missing, builds in release and starts the demo; further arguments go to `callboard demo`.
    Demo {
        /// Arguments for `callboard demo`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Runs the demo and rebuilds and restarts it on every change; further arguments go to `callboard demo`.
    Dev {
        /// Arguments for `callboard demo`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Format, clippy on both targets and unit tests: for every commit.
    Check,
    /// Installs what is missing and runs every test; ends with a line `N passed, N failed`.
    Test,
    /// The longer runs of the tests, by hand.
    Soak,
    /// The programs that measure; names choose some of them.
    Bench {
        /// Names of programs; all of them when none is given.
        names: Vec<String>,
    },
    /// What a browser fetches for its first page of each part, of a release.
    Weigh,
    /// Writes pictures of every page of the demo to target/screenshots, and those of the documents to docs.
    Screenshots {
        /// Of the debug build, and without those of the documents.
        #[arg(long)]
        debug: bool,
    },
}

fn main() -> ExitCode {
    let outcome = Paths::find().and_then(|paths| perform(Arguments::parse().task, &paths));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            match error.downcast_ref::<needs::MissingFromSystem>() {
                Some(_) => ExitCode::from(2),
                None => ExitCode::FAILURE,
            }
        }
    }
}

fn perform(task: Task, paths: &Paths) -> Result<ExitCode> {
    match task {
        Task::Build { release: _, debug } => {
            let mode = if debug { Mode::Debug } else { Mode::Release };
            binary::build_announced(paths, mode).map(|_| ExitCode::SUCCESS)
        }
        Task::Package { debug, attempt } => {
            let package = package::run(paths, if debug { Mode::Debug } else { Mode::Release })?;
            if attempt {
                test::stranger::walk(paths, &package, &test::Postgres::start()?)?;
                progress::say("installed into an empty root, set up, backed up, restored and rotated there");
            }
            Ok(ExitCode::SUCCESS)
        }
        Task::Demo { arguments } => demo::run(paths, &arguments),
        Task::Dev { arguments } => dev::run(paths, &arguments),
        Task::Check => check::run(paths),
        Task::Test => test::run(paths),
        Task::Soak => soak::run(paths),
        Task::Bench { names } => bench::run(paths, &names),
        Task::Weigh => weigh::run(paths),
        Task::Screenshots { debug } => screenshots::run(paths, if debug { Mode::Debug } else { Mode::Release }),
    }
}
