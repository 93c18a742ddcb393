//! `callboard restore`.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use backend::portable;
use backend::portable::Contents;
use backend::portable::PortableError;
use backend::secrets::KeyProblem;
use backend::secrets::KeyRing;
use backend::secrets::KeySource;
use backend::secrets::SecretError;
use serde_json::json;

use crate::cli::backup;
use crate::cli::format::Format;
use crate::cli::format::moment;
use crate::config::KeyArgs;
use crate::config::StoreArgs;
use crate::failure::Failure;

/// The whole file is read and compared with its own sums before anything is written. A backup of an older schema is brought
/// up to date. Everybody signs in anew.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The backup
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Only look whether the file is whole and the key file fits; nothing is written
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let file = args.from.display().to_string();
    if args.verify {
        let (folder, _) = args.store.places_as_they_are()?;
        let contents = portable::verify(&args.from).map_err(|error| Failure::Portable { what: file.clone(), error })?;
        let told = format!("{file} is whole: {}", summary(&contents));
        return say(&args, &folder, &contents, &told);
    }
    let (folder, url) = args.store.places()?;
    let restored = portable::restore(&args.from, &url).await;
    let contents = restored.map_err(|error| Failure::Portable { what: about(&error, &file), error })?;
    say(&args, &folder, &contents, &format!("{file} was restored: {}", summary(&contents)))
}

fn say(args: &Args, folder: &Path, contents: &Contents, told: &str) -> Result<(), Failure> {
    let source = args.key.source(folder)?;
    let missing = missing_keys(&source, contents)?;
    let facts = json!({
        "file": args.from.display().to_string(),
        "is_restored": !args.verify,
        "made_at": moment(contents.made_at),
        "program": contents.program,
        "schema": contents.schema,
        "tables": backup::facts(&contents.tables),
        "missing_keys": missing,
    });
    args.format.say(&facts, || {
        let mut lines = backup::lines(&contents.tables);
        lines.push(told.to_owned());
        if !contents.key_ids.is_empty() {
            lines.push(if missing.is_empty() {
                format!("{source} opens its secrets.")
            } else {
                format!(
                    "Its secrets cannot be opened here: {source} lacks the key {}. Copy it from where the backup was made.",
                    missing.join(", "),
                )
            });
        }
        lines
    });
    Ok(())
}

fn about(error: &PortableError, file: &str) -> String {
    match error {
        PortableError::NotEmpty | PortableError::AheadOfBackup { .. } | PortableError::Store(_) => {
            "database".to_owned()
        }
        PortableError::NotABackup
        | PortableError::Damaged(_)
        | PortableError::Newer { .. }
        | PortableError::Behind
        | PortableError::Differs { .. }
        | PortableError::Io(_) => file.to_owned(),
    }
}

fn summary(contents: &Contents) -> String {
    let rows: u64 = contents.tables.iter().map(|table| table.rows).sum();
    let made_at = jiff::Timestamp::from_millisecond(contents.made_at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let Contents { program, schema, .. } = contents;
    format!("{rows} rows, made at {made_at:.0} by Callboard {program} (schema {schema})")
}

/// The keys that its secrets want and that are not here.
fn missing_keys(source: &KeySource, contents: &Contents) -> Result<Vec<String>, Failure> {
    if contents.key_ids.is_empty() {
        return Ok(Vec::new());
    }
    let there = match KeyRing::open_existing(source.clone()) {
        Ok(keys) => keys.key_ids(),
        Err(SecretError::Keys { problem: KeyProblem::Io(io::ErrorKind::NotFound), .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    Ok(contents.key_ids.iter().filter(|id| !there.contains(id)).cloned().collect())
}
