//! The process: reads the command line, starts what it asks for and tells the shell how it went. What happens in
//! between is in the modules; nothing else in this crate uses `anyhow`.

mod cli;
mod client_address;
mod config;
mod csrf;
mod demo;
mod doctor;
mod failure;
mod gate;
mod headers;
mod listener;
mod local_path;
mod observe;
mod out;
mod reach;
mod router;
mod routes;
mod run;
mod running;
mod service_manager;
mod shutdown;
mod site;
mod tls;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::Cli;
use crate::failure::Failure;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match begin(cli) {
        Ok(code) => code,
        Err(error) => {
            out::error_line(&format!("callboard: {error:#}"));
            ExitCode::from(error.downcast_ref::<Failure>().map_or(1, Failure::exit_code))
        }
    }
}

fn begin(cli: Cli) -> anyhow::Result<ExitCode> {
    config::start_logging()?;
    // A second provider is refused and changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(cli::run(cli));
    // A thread that is still hashing a password or resolving a name is not waited for.
    runtime.shutdown_background();
    Ok(outcome?)
}
