//! `callboard migrate`.

use std::process::ExitCode;

use backend::store::Store;

use crate::config::StoreArgs;
use crate::failure::Failure;
use crate::out;

/// A server does the same when it starts. A migration that was interrupted has not happened: run this again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only say which migrations are missing, and end with 1 if there are any
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    store: StoreArgs,
}

pub(super) async fn run(args: Args) -> Result<ExitCode, Failure> {
    if args.check { check(&args.store).await } else { migrate(&args.store).await }
}

async fn check(args: &StoreArgs) -> Result<ExitCode, Failure> {
    let (_, url) = args.places_as_they_are()?;
    let store = Store::look_into(&url).await?;
    let schema = store.schema().await;
    store.close().await;
    let schema = schema?;
    for step in &schema.pending {
        out::line(&format!("{:04}\t{}", step.version, step.name));
    }
    if schema.pending.is_empty() {
        out::line(&format!("the tables are up to date (schema {})", schema.at));
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

async fn migrate(args: &StoreArgs) -> Result<ExitCode, Failure> {
    let (_, url) = args.places()?;
    let store = Store::open(&url).await?;
    let at = store.schema().await?.at;
    store.close().await;
    out::line(&format!("the tables are up to date (schema {at})"));
    Ok(ExitCode::SUCCESS)
}
