//! The command line: one module for each command.

mod backup;
mod config;
mod connection;
mod copy;
mod demo;
mod display;
mod doctor;
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

const EXIT_CODES: &str = "Exit codes: 0 done; 1 failed, or there is something to mend; 2 typed wrongly, and nothing was \
                          done. callboard poll has two more.\nSecrets and passwords are read from files, the environment \
                          or the standard input, never from an argument.";

/// One live board for every phone system a call centre rents.
#[derive(Debug, Parser)]
#[command(name = "callboard", version, propagate_version = true, disable_help_subcommand = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the boards of the tenants that were set up
    Serve(Box<serve::Args>),
    /// Serve a demonstration: two made-up companies, five providers, nothing to set up
    Demo(demo::Args),
    /// Ask a provider once and print what it says; nothing is set up or kept
    Poll(poll::Args),
    /// Run only the simulated call centre with its five providers' interfaces
    Simulate(simulate::Args),
    /// Set tenants up and look after them
    Tenant(tenant::Args),
    /// Set people up and look after them
    User(user::Args),
    /// Set provider accounts up and look after them
    Connection(connection::Args),
    /// List screens on walls and shut them out
    Display(display::Args),
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
    /// Print the settings of a server and where each comes from
    Config(config::Args),
    /// Look an installation over and say what is wrong with it and what to do
    Doctor(Box<doctor::Args>),
}

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Serve(args) => serve::run(*args).await?,
        Command::Demo(args) => demo::run(args).await?,
        Command::Poll(args) => return poll::run(args).await,
        Command::Simulate(args) => simulate::run(args).await?,
        Command::Tenant(args) => tenant::run(args).await?,
        Command::User(args) => user::run(args).await?,
        Command::Connection(args) => connection::run(args).await?,
        Command::Display(args) => display::run(args).await?,
        Command::Config(args) => config::run(args)?,
        Command::Migrate(args) => return migrate::run(args).await,
        Command::Copy(args) => copy::run(args).await?,
        Command::Backup(args) => backup::run(args).await?,
        Command::Restore(args) => restore::run(args).await?,
        Command::Mail(args) => mail::run(args).await?,
        Command::Key(args) => key::run(args).await?,
        Command::Doctor(args) => return doctor::run(*args).await,
    }
    Ok(ExitCode::SUCCESS)
}
