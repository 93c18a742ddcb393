//! The database: whether it answers, is one, and has the tables of this program.

use backend::store::Cause;
use backend::store::Schema;
use backend::store::Store;
use backend::store::StoreError;

use super::Check;
use super::Folder;
use super::NO_FOLDER;
use super::NO_STORE;
use super::Patient;
use super::Report;
use crate::config::DATABASE_FILE;
use crate::config::sqlite_url;

/// SQLite's own word for a file that is something else.
const NOT_A_DATABASE: &str = "26";
/// And for one that cannot be opened, as where it may not write beside it.
const CANNOT_OPEN: &str = "14";

/// The database, if everything in it can be read.
pub(super) async fn look(patient: &Patient, folder: Folder, report: &mut Report) -> Option<Store> {
    let url = match patient.args.store.places_as_they_are() {
        Ok((_, url)) => url,
        Err(error) => {
            let remedy = "mend the address of the database (--database, --database-file, CALLBOARD_DATABASE)";
            report.problem(Check::Database, error.to_string(), remedy);
            report.skipped(Check::Schema, NO_STORE);
            return None;
        }
    };
    let is_sqlite = url.starts_with("sqlite:");
    let is_in_folder = is_sqlite && url == sqlite_url(&patient.folder.join(DATABASE_FILE));
    if is_in_folder && folder == Folder::Missing {
        report.skipped(Check::Database, NO_FOLDER);
        report.skipped(Check::Schema, NO_FOLDER);
        return None;
    }
    let opened = match Store::look_into(&url).await {
        Ok(store) => match store.schema().await {
            Ok(schema) => Ok((store, Ok(schema))),
            Err(StoreError::Unavailable(Cause::Newer { at, knows })) => Ok((store, Err((at, knows)))),
            Err(error) => {
                store.close().await;
                Err(error)
            }
        },
        Err(error) => Err(error),
    };
    let (store, schema) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            if is_in_folder && folder == Folder::Unwritable && is_code(&error, CANNOT_OPEN) {
                report.skipped(Check::Database, "the data folder cannot be written");
            } else {
                let (found, remedy) = unusable(&error, is_sqlite);
                report.problem(Check::Database, found, remedy);
            }
            report.skipped(Check::Schema, NO_STORE);
            return None;
        }
    };
    report.ok(Check::Database, if is_sqlite { "SQLite" } else { "PostgreSQL" });
    if tables(schema, report) {
        return Some(store);
    }
    store.close().await;
    None
}

fn tables(schema: Result<Schema, (i64, i64)>, report: &mut Report) -> bool {
    match schema {
        Ok(schema) if schema.pending.is_empty() => {
            report.ok(Check::Schema, format!("schema {}", schema.at));
            true
        }
        Ok(schema) => {
            let steps: Vec<String> =
                schema.pending.iter().map(|step| format!("{:04} {}", step.version, step.name)).collect();
            let found = format!("schema {}; {} migrations are missing: {}", schema.at, steps.len(), steps.join(", "));
            let remedy = "take a backup, then run callboard migrate, or start the server, which does the same";
            report.problem(Check::Schema, found, remedy);
            false
        }
        Err((at, knows)) => {
            let found = format!("the tables are of a newer Callboard: schema {at}, and this one knows up to {knows}");
            let remedy = "use the newer program, or restore a backup of the older one into an empty database";
            report.problem(Check::Schema, found, remedy);
            false
        }
    }
}

fn is_code(error: &StoreError, wanted: &str) -> bool {
    matches!(error, StoreError::Unavailable(Cause::Code(code)) if code == wanted)
}

fn unusable(error: &StoreError, is_sqlite: bool) -> (String, &'static str) {
    let StoreError::Unavailable(cause) = error else {
        return (error.to_string(), "look into the database with its own tools, or restore a backup");
    };
    match cause {
        Cause::NoFile => (
            "there is no database yet".to_owned(),
            "name the folder that has one with --data-dir; a new one is made by the first callboard serve",
        ),
        Cause::Code(code) if is_sqlite && code == NOT_A_DATABASE => (
            "the file is no SQLite database, or is damaged".to_owned(),
            "restore a backup into an empty folder: callboard restore --from FILE --data-dir DIR",
        ),
        Cause::Address | Cause::HalfEncrypted => {
            (error.to_string(), "mend the address of the database (--database, --database-file, CALLBOARD_DATABASE)")
        }
        Cause::Tls(_) => (error.to_string(), "mend the certificate of the database server, or sslmode in its address"),
        Cause::Busy | Cause::Io(_) | Cause::Code(_) | Cause::Migration | Cause::Newer { .. } | Cause::Other => (
            error.to_string(),
            if is_sqlite {
                "look after the file of the database and its rights"
            } else {
                "start the database server, and check host, port, name, user and password of its address"
            },
        ),
    }
}
