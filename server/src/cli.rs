//! The command line: one module for each command.

mod backup;
mod connection;
mod copy;
mod demo;
mod format;
mod key;
mod mail;
mod migrate;
mod poll;
mod provider;
mod restore;
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
    /// Bring the tables of the database up to date
    Migrate(migrate::Args),
    /// Move an installation to another database
    Copy(copy::Args),
    /// Write everything but the key file into one file, while a server runs or not
    Backup(backup::Args),
    /// Bring an installation back from a backup, or look whether that would work
    Restore(restore::Args),
    /// Try out how mail is sent
    Mail(mail::Args),
    /// Look after the keys that secrets are sealed with
    Key(key::Args),
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
        Command::Migrate(args) => return migrate::run(args).await,
        Command::Copy(args) => copy::run(args).await?,
        Command::Backup(args) => backup::run(args).await?,
        Command::Restore(args) => restore::run(args).await?,
        Command::Mail(args) => mail::run(args).await?,
        Command::Key(args) => key::run(args).await?,
    }
    Ok(ExitCode::SUCCESS)
}
