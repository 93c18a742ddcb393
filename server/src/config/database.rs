//! Which database, and where its address comes from. An address with a password may come from the environment or a file,
//! never from the command line, which other users of the machine can read.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::DataArgs;
use super::origin::Origin;
use super::sqlite_url;
use crate::failure::Failure;

const VARIABLE: &str = "CALLBOARD_DATABASE";
const FILE_VARIABLE: &str = "CALLBOARD_DATABASE_FILE";
/// What it was called before.
const FORMER_VARIABLE: &str = "CALLBOARD_STORE_URL";

/// The file of SQLite in the data folder.
pub(crate) const DATABASE_FILE: &str = "callboard.db";

/// Which database.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct DatabaseArgs {
    /// Database: sqlite:PATH?mode=rwc or postgres://USER@HOST/NAME [env: CALLBOARD_DATABASE] [default: a file in the data
    /// folder]
    ///
    /// An address with a password is taken from the environment or from --database-file only; ~/.pgpass works too.
    /// To a PostgreSQL server on another machine everything is encrypted and its certificate checked
    /// (sslmode=verify-full; the file of your own authority goes into sslrootcert=FILE). Write sslmode=require to leave
    /// the certificate unchecked, or sslmode=disable where the way is safe by itself; allow and prefer are refused.
    #[arg(long, value_name = "URL")]
    database: Option<String>,

    /// File whose first line is the address of the database [env: CALLBOARD_DATABASE_FILE]
    #[arg(long, value_name = "FILE", conflicts_with = "database")]
    database_file: Option<PathBuf>,

    #[arg(long, hide = true, value_name = "URL", conflicts_with_all = ["database", "database_file"])]
    store_url: Option<String>,
}

impl DatabaseArgs {
    /// The address, where one was given.
    pub(crate) fn url(&self) -> Result<Option<String>, Failure> {
        Ok(self.found()?.map(|(url, _)| url))
    }

    /// The address and where it comes from, where one was given.
    pub(super) fn found(&self) -> Result<Option<(String, Origin)>, Failure> {
        if let Some(url) = self.database.as_ref().or(self.store_url.as_ref()).filter(|url| !url.is_empty()) {
            return Ok(Some((without_password("database", url)?, Origin::Flag("--database".to_owned()))));
        }
        if let Some(file) = &self.database_file {
            return Ok(Some((read("database-file", file)?, Origin::File(file.clone()))));
        }
        for variable in [VARIABLE, FORMER_VARIABLE] {
            if let Some(url) = given(variable) {
                return Ok(Some((url, Origin::Environment(variable.to_owned()))));
            }
        }
        let Some(file) = given(FILE_VARIABLE).map(PathBuf::from) else { return Ok(None) };
        Ok(Some((read("CALLBOARD_DATABASE_FILE", &file)?, Origin::File(file))))
    }
}

/// Where things are kept, and which database.
#[derive(Clone, Debug, Args)]
pub(crate) struct StoreArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

impl StoreArgs {
    /// The data folder, made if it is not there, and the address of the database.
    pub(crate) fn places(&self) -> Result<(PathBuf, String), Failure> {
        let folder = self.data.folder("callboard")?;
        let url = self.url_beside(&folder)?;
        Ok((folder, url))
    }

    /// The same for commands that only look: nothing is made.
    pub(crate) fn places_as_they_are(&self) -> Result<(PathBuf, String), Failure> {
        let folder = self.data.path("callboard")?;
        let url = self.url_beside(&folder)?;
        Ok((folder, url))
    }

    fn url_beside(&self, folder: &Path) -> Result<String, Failure> {
        Ok(self.database.url()?.unwrap_or_else(|| sqlite_url(&folder.join(DATABASE_FILE))))
    }
}

/// The address of a database that a command has more than one of: on the command line, in a file or in a variable.
pub(crate) fn one_of_two(
    field: &'static str,
    line: Option<&str>,
    file: Option<&Path>,
    variable: &str,
) -> Result<String, Failure> {
    match (line, file) {
        (Some(url), _) => without_password(field, url),
        (None, Some(file)) => read(field, file),
        (None, None) => given(variable).ok_or_else(|| {
            Failure::usage(field, format!("name a database with --{field}, --{field}-file or the variable {variable}"))
        }),
    }
}

fn without_password(field: &'static str, url: &str) -> Result<String, Failure> {
    // A path of SQLite is no address with a person in it; whatever else has an @ is looked at closely.
    let holds_password = match Url::parse(url) {
        Ok(parsed) => parsed.password().is_some() || parsed.query_pairs().any(|(key, _)| key == "password"),
        Err(_) => !url.starts_with("sqlite:") && url.contains('@'),
    };
    if holds_password {
        let remedy = format!(
            "a password on the command line can be read by every user of this machine; give the address in a file named \
             with --{field}-file, or in the environment ({VARIABLE}), or leave the password to ~/.pgpass"
        );
        return Err(Failure::usage(field, remedy));
    }
    Ok(url.to_owned())
}

fn read(field: &'static str, file: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::usage(field, format!("{} cannot be read: {error}", file.display())))?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.is_empty() {
        return Err(Failure::usage(field, format!("the first line of {} is empty", file.display())));
    }
    Ok(line.to_owned())
}

/// An environment often has a variable without a value.
fn given(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        for url in [
            "postgres://me:hunter2@db.example/board",
            "postgres://db.example/board?user=me&password=hunter2",
            "postgres://me:hunter2@db.example:port/board",
        ] {
            let error = without_password("database", url).unwrap_err().to_string();
            assert!(error.starts_with("database: ") && error.contains(VARIABLE), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
        for url in ["postgres://me@db.example/board", "sqlite:/a b/c@d.db?mode=rwc", "postgres:///board"] {
            assert_eq!(without_password("database", url).unwrap(), url);
        }
    }
}
