//! `callboard backup`.

use std::fs;
use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::path::PathBuf;

use backend::portable;
use backend::portable::Counted;
use backend::store::Store;
use serde_json::Value;
use serde_json::json;

use crate::cli::format::Format;
use crate::cli::store;
use crate::config::StoreArgs;
use crate::failure::Failure;

/// It holds everything as it was in one moment, secrets sealed, and restores into SQLite and PostgreSQL alike. The key file
/// secret.key is never in it: keep that elsewhere. Who is signed in is not in it either.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to write it; a file that is there is not replaced
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let (_, url) = args.store.places_as_they_are()?;
    let what = args.out.display().to_string();
    let failed = |error| Failure::File { what: what.clone(), error };
    if args.out.exists() {
        return Err(Failure::usage("out", format!("{what} is there already; name another file")));
    }
    let store = Store::look_into(&url).await?;
    let draft = Draft::beside(&args.out).map_err(failed)?;
    let written = portable::back_up(&store, BufWriter::new(&draft.file), env!("CARGO_PKG_VERSION"), store::now()).await;
    store.close().await;
    let tables = written.map_err(|error| Failure::Portable { what: what.clone(), error })?;
    draft.becomes(&args.out).map_err(failed)?;
    args.format.say(&json!({ "file": what, "tables": facts(&tables) }), || {
        let mut lines = lines(&tables);
        lines.push(format!("{what} was written. The key file secret.key is not in it: keep a copy of that elsewhere."));
        lines
    });
    Ok(())
}

/// What there is, for somebody who compares.
pub(super) fn lines(tables: &[Counted]) -> Vec<String> {
    tables.iter().map(|Counted { table, rows, checksum }| format!("{table}	{rows}	{checksum}")).collect()
}

/// The same for a program.
pub(super) fn facts(tables: &[Counted]) -> Value {
    let one = |Counted { table, rows, checksum }: &Counted| json!({ "table": table, "rows": rows, "checksum": checksum.to_string() });
    tables.iter().map(one).collect()
}

/// A file beside the place, so that half a backup never has the name of a whole one. It goes away unless it becomes one.
struct Draft {
    path: PathBuf,
    file: File,
}

impl Draft {
    fn beside(out: &Path) -> io::Result<Self> {
        let name = out.file_name().ok_or(io::ErrorKind::IsADirectory)?.to_string_lossy();
        let path = out.with_file_name(format!("{name}.{}.new", std::process::id()));
        let file = File::options().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Self { path, file })
    }

    fn becomes(self, out: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        // Unlike a rename this refuses a name that somebody took meanwhile.
        fs::hard_link(&self.path, out)?;
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It is somebody's rubbish at worst.
        let _ = fs::remove_file(&self.path);
    }
}
