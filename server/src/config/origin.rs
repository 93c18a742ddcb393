//! Where each setting comes from, for whoever asks why a server is as it is. No secret leaves this module: what is one is shown
//! as three asterisks, and so is a password within an address.

use std::env;
use std::path::PathBuf;

use backend::secrets::KeySource;
use clap::ArgMatches;
use clap::parser::ValueSource;
use url::Url;

use super::ServerArgs;
use super::keys;
use super::logging;
use super::mail;
use super::sqlite_url;
use crate::failure::Failure;

/// What stands for a secret.
const HIDDEN: &str = "***";

/// From where a value comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody gave one.
    Default,
    /// An option on the command line.
    Flag(String),
    /// A variable.
    Environment(String),
    /// A file that an option or a variable names.
    File(PathBuf),
}

impl Origin {
    /// Its word.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Flag(_) => "flag",
            Self::Environment(_) => "environment",
            Self::File(_) => "file",
        }
    }

    /// Which option, variable or file.
    pub(crate) fn detail(&self) -> Option<String> {
        match self {
            Self::Default => None,
            Self::Flag(name) | Self::Environment(name) => Some(name.clone()),
            Self::File(path) => Some(path.display().to_string()),
        }
    }
}

/// One setting of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Its name, as the option has it.
    pub(crate) name: &'static str,
    /// What it is; none where it is nothing.
    pub(crate) value: Option<String>,
    /// From where.
    pub(crate) origin: Origin,
}

/// The options that are what they say: identity, name and variable.
const PLAIN: [(&str, &str, &str); 14] = [
    ("listen", "listen", "CALLBOARD_LISTEN"),
    ("public_url", "public-url", "CALLBOARD_PUBLIC_URL"),
    ("tls_cert", "tls-cert", "CALLBOARD_TLS_CERT"),
    ("tls_key", "tls-key", "CALLBOARD_TLS_KEY"),
    ("trusted_proxy", "trusted-proxy", "CALLBOARD_TRUSTED_PROXY"),
    ("insecure_http", "insecure-http", ""),
    ("metrics_listen", "metrics-listen", "CALLBOARD_METRICS_LISTEN"),
    ("allow_private", "allow-private", "CALLBOARD_ALLOW_PRIVATE"),
    ("smtp_host", "smtp-host", "CALLBOARD_SMTP_HOST"),
    ("smtp_port", "smtp-port", "CALLBOARD_SMTP_PORT"),
    ("smtp_tls", "smtp-tls", "CALLBOARD_SMTP_TLS"),
    ("smtp_ca", "smtp-ca", "CALLBOARD_SMTP_CA"),
    ("smtp_user", "smtp-user", "CALLBOARD_SMTP_USER"),
    ("mail_from", "mail-from", "CALLBOARD_MAIL_FROM"),
];

/// Every setting of a server with these arguments, which `matches` says the source of.
///
/// # Errors
/// When the data folder, the address of the database or the keys are not clear.
pub(crate) fn settings(args: &ServerArgs, matches: &ArgMatches) -> Result<Vec<Setting>, Failure> {
    let mut settings: Vec<Setting> =
        PLAIN.iter().map(|(id, name, variable)| plain(matches, id, name, variable)).collect();
    let folder = args.store.data.path("callboard")?;
    let data_dir = plain(matches, "data_dir", "data-dir", "CALLBOARD_DATA_DIR");
    settings.push(Setting { value: Some(folder.display().to_string()), ..data_dir });
    let database = args.store.database.found()?;
    let (url, origin) = database.unwrap_or_else(|| (sqlite_url(&folder.join(super::DATABASE_FILE)), Origin::Default));
    settings.push(Setting { name: "database", value: Some(redacted(&url)), origin });
    settings.push(key(&args.key.source(&folder)?, matches));
    settings.push(smtp_password(matches));
    settings.push(from_environment("log", logging::FILTER_VARIABLE, "info"));
    settings.push(from_environment("log-format", logging::FORMAT_VARIABLE, "text"));
    Ok(settings)
}

/// A setting that has no option.
fn from_environment(name: &'static str, variable: &str, default: &str) -> Setting {
    let given = env::var(variable).ok().filter(|text| !text.trim().is_empty());
    let origin = given.as_ref().map_or(Origin::Default, |_| Origin::Environment(variable.to_owned()));
    Setting { name, value: Some(given.unwrap_or_else(|| default.to_owned())), origin }
}

fn plain(matches: &ArgMatches, id: &str, name: &'static str, variable: &str) -> Setting {
    let values = matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy());
    let value = values.filter(|value| !value.trim().is_empty()).collect::<Vec<_>>().join(",");
    // An environment often has a variable without a value.
    let value = Some(value).filter(|value| !value.is_empty()).map(|value| redacted(&value));
    let origin = match matches.value_source(id).filter(|_| value.is_some()) {
        Some(ValueSource::CommandLine) => Origin::Flag(format!("--{name}")),
        Some(ValueSource::EnvVariable) => Origin::Environment(variable.to_owned()),
        Some(_) | None => Origin::Default,
    };
    Setting { name, value, origin }
}

fn key(source: &KeySource, matches: &ArgMatches) -> Setting {
    let (value, origin) = match source {
        KeySource::File(file) => {
            let given = plain(matches, "key_file", "key-file", "CALLBOARD_KEY_FILE");
            (file.display().to_string(), given.origin)
        }
        KeySource::Given(file) => {
            (file.display().to_string(), Origin::Environment(keys::CREDENTIALS_VARIABLE.to_owned()))
        }
        KeySource::Environment(_) => (HIDDEN.to_owned(), Origin::Environment(keys::KEY_VARIABLE.to_owned())),
    };
    Setting { name: "key", value: Some(value), origin }
}

fn smtp_password(matches: &ArgMatches) -> Setting {
    let file = matches.get_raw("smtp_password_file").and_then(|mut values| values.next().map(PathBuf::from));
    let is_in_environment = env::var(mail::PASSWORD_VARIABLE).is_ok_and(|text| !text.is_empty());
    let origin = match file {
        Some(file) => Origin::File(file),
        None if is_in_environment => Origin::Environment(mail::PASSWORD_VARIABLE.to_owned()),
        None => Origin::Default,
    };
    let value = (origin != Origin::Default).then(|| HIDDEN.to_owned());
    Setting { name: "smtp-password", value, origin }
}

/// The same without a password that stands in an address.
fn redacted(value: &str) -> String {
    if value.starts_with("sqlite:") || !(value.contains("://") || value.starts_with("postgres")) {
        return value.to_owned();
    }
    let Ok(mut url) = Url::parse(value) else { return HIDDEN.to_owned() };
    if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
        return HIDDEN.to_owned();
    }
    if url.query_pairs().any(|(key, _)| is_secret(&key)) {
        let pairs: Vec<(String, String)> = url
            .query_pairs()
            .map(|(key, value)| {
                let value = if is_secret(&key) { HIDDEN.to_owned() } else { value.into_owned() };
                (key.into_owned(), value)
            })
            .collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
    }
    url.to_string().trim_end_matches('/').to_owned()
}

fn is_secret(key: &str) -> bool {
    key.to_ascii_lowercase().contains("pass")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_of_an_address_is_shown() {
        for (url, shown) in [
            ("postgres://me:hunter2@db.example/board", "postgres://me:***@db.example/board"),
            (
                "postgres://db.example/board?user=me&password=hunter2",
                "postgres://db.example/board?user=me&password=***",
            ),
            ("postgres://me:hunter2@db.example:port/board", "***"),
            ("postgres://me@db.example/board", "postgres://me@db.example/board"),
            ("https://me:hunter2@board.example/", "https://me:***@board.example"),
            ("sqlite:/a b/c@d.db?mode=rwc", "sqlite:/a b/c@d.db?mode=rwc"),
            ("Callboard <callboard@example.com>", "Callboard <callboard@example.com>"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }
}
