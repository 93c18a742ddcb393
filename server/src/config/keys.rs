//! Where the keys come from that provider secrets are sealed with: a file, the environment, or a credential of systemd.

use std::env;
use std::path::Path;
use std::path::PathBuf;

use backend::secrets::KeySource;
use clap::Args;
use secrecy::SecretString;

use crate::failure::Failure;

/// The keys themselves.
pub(super) const KEY_VARIABLE: &str = "CALLBOARD_KEY";
/// Where systemd puts credentials, and the name that the unit in `deploy/` gives ours.
pub(super) const CREDENTIALS_VARIABLE: &str = "CREDENTIALS_DIRECTORY";
const CREDENTIAL_NAME: &str = "callboard.key";

/// Where the keys are.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct KeyArgs {
    /// File of the keys that secrets are sealed with [default: CALLBOARD_KEY, else systemd's credential callboard.key, else
    /// secret.key in the data folder]
    #[arg(long, env = "CALLBOARD_KEY_FILE", value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The one place that is meant.
    pub(crate) fn source(&self, data_dir: &Path) -> Result<KeySource, Failure> {
        let given = |name: &str| env::var(name).ok().filter(|text| !text.trim().is_empty());
        let file = self.key_file.as_ref().filter(|file| !file.as_os_str().is_empty());
        match (file, given(KEY_VARIABLE)) {
            (Some(_), Some(_)) => Err(Failure::usage(
                "key-file",
                format!("there are keys in {KEY_VARIABLE} as well; give one of the two"),
            )),
            (Some(file), None) => Ok(KeySource::File(file.clone())),
            (None, Some(text)) => Ok(KeySource::Environment(SecretString::from(text))),
            (None, None) => Ok(credential().unwrap_or_else(|| KeySource::in_folder(data_dir))),
        }
    }
}

fn credential() -> Option<KeySource> {
    let file = PathBuf::from(env::var_os(CREDENTIALS_VARIABLE)?).join(CREDENTIAL_NAME);
    file.is_file().then_some(KeySource::Given(file))
}
