//! `callboard copy`.

use std::path::PathBuf;

use backend::portable;
use backend::portable::PortableError;
use backend::store::Store;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::config::one_of_two;
use crate::failure::Failure;

/// End the server first: what is written while this runs stays behind.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Database to copy: sqlite:PATH or postgres://USER@HOST/NAME [env: CALLBOARD_COPY_FROM]
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// File whose first line is its address, which may hold a password
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    from_file: Option<PathBuf>,
    /// Empty database to copy it to [env: CALLBOARD_COPY_TO]
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// File whose first line is its address, which may hold a password
    #[arg(long, value_name = "FILE", conflicts_with = "to")]
    to_file: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let from = one_of_two("from", args.from.as_deref(), args.from_file.as_deref(), "CALLBOARD_COPY_FROM")?;
    let to = one_of_two("to", args.to.as_deref(), args.to_file.as_deref(), "CALLBOARD_COPY_TO")?;
    let from = Store::look_into(&from).await.map_err(|error| about("from", error.into()))?;
    // Whoever copies from nowhere should not find tables made.
    from.schema().await.map_err(|error| about("from", error.into()))?;
    let to = Store::open(&to).await.map_err(|error| about("to", error.into()))?;
    let copied = portable::copy(&from, &to).await;
    to.close().await;
    from.close().await;
    let copied = copied.map_err(|error| {
        let what = match &error {
            PortableError::Behind => "from",
            PortableError::NotEmpty => "to",
            PortableError::NotABackup
            | PortableError::Damaged(_)
            | PortableError::Newer { .. }
            | PortableError::AheadOfBackup { .. }
            | PortableError::Differs { .. }
            | PortableError::Io(_)
            | PortableError::Store(_) => "copy",
        };
        about(what, error)
    })?;
    let rows: u64 = copied.iter().map(|table| table.to.rows).sum();
    let facts: Vec<Value> = copied
        .iter()
        .map(|table| {
            let (from, to) = (&table.from, &table.to);
            json!({ "table": from.table, "rows": to.rows, "checksum": to.checksum.to_string() })
        })
        .collect();
    args.format.say(&json!({ "rows": rows, "tables": facts }), || {
        let mut lines = vec!["table\trows\tarrived\tchecksum\tarrived".to_owned()];
        lines.extend(copied.iter().map(|portable::Copied { from, to }| {
            format!("{}\t{}\t{}\t{}\t{}", from.table, from.rows, to.rows, from.checksum, to.checksum)
        }));
        lines.push(format!("{rows} rows of {} tables arrived as they left", copied.len()));
        lines.push(
            "The key file secret.key stays where it is: give the server the same data folder, or carry the file there."
                .to_owned(),
        );
        lines
    });
    Ok(())
}

fn about(what: &str, error: PortableError) -> Failure {
    Failure::Portable { what: what.to_owned(), error }
}
