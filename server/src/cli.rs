//! The command line: one module for each command.

mod connection;
mod demo;
mod poll;
mod provider;
mod serve;
mod simulate;
mod store;
mod tenant;
mod user;

use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;

use crate::failure::Failure;

/// One live board for every phone system a call centre rents.
#[derive(Debug, Parser)]
#[command(name = "callboard", version, propagate_version = true, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the boards of the tenants that were set up
    Serve(serve::Args),
    /// Serve a demonstration: two made-up companies, five providers, nothing to set up
    Demo(demo::Args),
    /// Ask a provider once and print what it says; nothing is set up or kept
    Poll(poll::Args),
    /// Run only the simulated call centre with its five providers' interfaces
    Simulate(simulate::Args),
    /// Set tenants up
    Tenant(tenant::Args),
    /// Set people up
    User(user::Args),
    /// Set provider accounts up
    Connection(connection::Args),
}

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Serve(args) => serve::run(args).await?,
        Command::Demo(args) => demo::run(args).await?,
        Command::Poll(args) => return poll::run(args).await,
        Command::Simulate(args) => simulate::run(args).await?,
        Command::Tenant(args) => tenant::run(args).await?,
        Command::User(args) => user::run(args).await?,
        Command::Connection(args) => connection::run(args).await?,
    }
    Ok(ExitCode::SUCCESS)
}
