//! `callboard migrate`.

use std::process::ExitCode;

use backend::store::Schema;
use backend::store::Store;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::config::StoreArgs;
use crate::failure::Failure;

/// A server does the same when it starts. A migration that was interrupted has not happened: run this again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only say which migrations are missing, and end with 1 if there are any
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<ExitCode, Failure> {
    let schema = if args.check { look(&args.store).await? } else { migrate(&args.store).await? };
    let pending: Vec<Value> =
        schema.pending.iter().map(|step| json!({ "version": step.version, "name": step.name })).collect();
    args.format.say(&json!({ "schema": schema.at, "pending": pending }), || {
        if schema.pending.is_empty() {
            return vec![format!("the tables are up to date (schema {})", schema.at)];
        }
        schema.pending.iter().map(|step| format!("{:04}\t{}", step.version, step.name)).collect()
    });
    Ok(if schema.pending.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn look(args: &StoreArgs) -> Result<Schema, Failure> {
    let (_, url) = args.places_as_they_are()?;
    let store = Store::look_into(&url).await?;
    let schema = store.schema().await;
    store.close().await;
    Ok(schema?)
}

async fn migrate(args: &StoreArgs) -> Result<Schema, Failure> {
    let (_, url) = args.places()?;
    let store = Store::open(&url).await?;
    let schema = store.schema().await;
    store.close().await;
    Ok(schema?)
}
