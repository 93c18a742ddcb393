//! Where settings come from: the command line, else the environment, else a default. The only place that reads the
//! environment.

mod database;
mod keys;
mod listen;
mod logging;
mod mail;
mod origin;
mod server;

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use ipnet::IpNet;
use secrecy::SecretString;

pub(crate) use database::DATABASE_FILE;
pub(crate) use database::DatabaseArgs;
pub(crate) use database::StoreArgs;
pub(crate) use database::one_of_two;
pub(crate) use keys::KeyArgs;
pub(crate) use listen::ListenArgs;
pub(crate) use listen::Listening;
pub(crate) use listen::TlsFiles;
pub(crate) use listen::check_public;
pub(crate) use logging::start_logging;
pub(crate) use mail::MailArgs;
pub(crate) use origin::Setting;
pub(crate) use origin::settings;
pub(crate) use server::ServerArgs;

use crate::failure::Failure;

/// The one secret of a provider account.
pub(crate) const SECRET_VARIABLE: &str = "CALLBOARD_SECRET";
/// A new person's password.
pub(crate) const PASSWORD_VARIABLE: &str = "CALLBOARD_PASSWORD";

/// Where things are kept.
#[derive(Clone, Debug, Args)]
pub(crate) struct DataArgs {
    /// Folder of the database and the key file [default: callboard in the user's data folder]
    #[arg(long, env = "CALLBOARD_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
}

impl DataArgs {
    /// The folder, made if it is not there, readable by its owner only.
    pub(crate) fn folder(&self, default_name: &str) -> Result<PathBuf, Failure> {
        let folder = self.path(default_name)?;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|error| Failure::File { what: format!("data folder {}", folder.display()), error })?;
        Ok(folder)
    }

    /// Where the folder is, or would be.
    pub(crate) fn path(&self, default_name: &str) -> Result<PathBuf, Failure> {
        match &self.data_dir {
            Some(folder) => Ok(folder.clone()),
            None => Ok(user_data_folder()?.join(default_name)),
        }
    }
}

/// Which private addresses providers may have.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct GuardArgs {
    /// Private address ranges in which providers may be, by plain http too; comma-separated or repeated
    #[arg(long, env = "CALLBOARD_ALLOW_PRIVATE", value_name = "CIDR", global = true)]
    allow_private: Vec<Ranges>,
}

impl GuardArgs {
    /// The ranges.
    pub(crate) fn ranges(&self) -> Vec<IpNet> {
        self.allow_private.iter().flat_map(|ranges| ranges.0.iter().copied()).collect()
    }
}

/// A comma-separated list, which may be empty: an environment often has the variable without a value.
#[derive(Clone, Debug)]
struct Ranges(Vec<IpNet>);

impl FromStr for Ranges {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| part.parse().map_err(|_| format!("{part:?} is no range; write one as 192.168.1.0/24")))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Where a provider's secret comes from; never the command line, which other users of the machine can read.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SecretArgs {
    /// File that holds the secret, - being the standard input; without it the secret is read from CALLBOARD_SECRET
    #[arg(long, value_name = "FILE", global = true)]
    secret_file: Option<PathBuf>,
}

impl SecretArgs {
    /// The secret, without the line break that editors add.
    pub(crate) fn secret(&self) -> Result<SecretString, Failure> {
        let text = match &self.secret_file {
            Some(file) if file.as_os_str() == "-" => io::read_to_string(io::stdin())
                .map_err(|error| Failure::File { what: "the standard input".to_owned(), error })?,
            Some(file) => fs::read_to_string(file).map_err(|error| {
                Failure::usage("secret-file", format!("{} cannot be read: {error}", file.display()))
            })?,
            None => env::var(SECRET_VARIABLE).map_err(|_| {
                Failure::usage(
                    "secret",
                    format!("set the environment variable {SECRET_VARIABLE}, or give --secret-file"),
                )
            })?,
        };
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Err(Failure::usage("secret", "it is empty"));
        }
        Ok(SecretString::from(text))
    }
}

/// The password of a new person, where the environment has one.
pub(crate) fn password_from_environment() -> Option<SecretString> {
    env::var(PASSWORD_VARIABLE).ok().map(SecretString::from)
}

/// What a variable of the environment holds, if it holds anything.
fn not_empty_from_environment(variable: &str) -> Option<SecretString> {
    env::var(variable).ok().filter(|value| !value.is_empty()).map(SecretString::from)
}

/// The address of a SQLite file. A path is no URL: what means something in one is written as a code.
pub(crate) fn sqlite_url(file: &Path) -> String {
    let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite:{path}?mode=rwc")
}

fn user_data_folder() -> Result<PathBuf, Failure> {
    let given = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    given("XDG_DATA_HOME")
        .or_else(|| given("HOME").map(|home| home.join(".local/share")))
        .ok_or_else(|| Failure::usage("data-dir", "there is no home folder; name a folder with --data-dir"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_a_list_that_may_be_empty() {
        let ranges = |text: &str| text.parse::<Ranges>().map(|ranges| ranges.0.len());

        assert_eq!(ranges(""), Ok(0));
        assert_eq!(ranges("127.0.0.0/8"), Ok(1));
        assert_eq!(ranges("127.0.0.0/8, fd00::/8,"), Ok(2));
        assert!(ranges("127.0.0.1").is_err());
    }

    #[test]
    fn a_path_with_a_question_mark_is_still_a_path() {
        assert_eq!(sqlite_url(Path::new("/a b/c?d%e#f.db")), "sqlite:/a b/c%3Fd%25e%23f.db?mode=rwc");
    }
}
