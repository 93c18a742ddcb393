//! How mail is sent: from the command line or the environment; the password from a file or the environment alone.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use backend::mail::Mailbox;
use backend::mail::SmtpSettings;
use backend::mail::SmtpTls;
use clap::Args;
use clap::ValueEnum;
use secrecy::SecretString;

use super::not_empty_from_environment;
use crate::failure::Failure;
use crate::tls::in_pem;

/// The password for the mail server.
pub(super) const PASSWORD_VARIABLE: &str = "CALLBOARD_SMTP_PASSWORD";

/// How mail is sent; without a host none is, and links are shown to be copied.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct MailArgs {
    /// Mail server; without one no mail is sent
    #[arg(long, env = "CALLBOARD_SMTP_HOST", value_name = "HOST")]
    smtp_host: Option<String>,
    /// Its port [default: 587 with starttls, 465 with implicit, 25 with none]
    #[arg(long, env = "CALLBOARD_SMTP_PORT", value_name = "PORT")]
    smtp_port: Option<u16>,
    /// How the connection is kept from being read along; none is for a server on this machine only
    #[arg(long, env = "CALLBOARD_SMTP_TLS", value_enum, default_value = "starttls")]
    smtp_tls: TlsMode,
    /// File of certificates (PEM) of the authority that signed the mail server's, where it is the company's own
    #[arg(long, env = "CALLBOARD_SMTP_CA", value_name = "FILE")]
    smtp_ca: Option<PathBuf>,
    /// User at the mail server; the password is read from a file or from CALLBOARD_SMTP_PASSWORD
    #[arg(long, env = "CALLBOARD_SMTP_USER", value_name = "USER")]
    smtp_user: Option<String>,
    /// File that holds the password of the mail user
    #[arg(long, env = "CALLBOARD_SMTP_PASSWORD_FILE", value_name = "FILE")]
    smtp_password_file: Option<PathBuf>,
    /// Whom mail comes from, such as "Callboard <callboard@example.com>"
    #[arg(long, env = "CALLBOARD_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
#[value(rename_all = "lower")]
enum TlsMode {
    #[default]
    StartTls,
    Implicit,
    None,
}

impl TlsMode {
    const fn settings(self) -> SmtpTls {
        match self {
            Self::StartTls => SmtpTls::StartTls,
            Self::Implicit => SmtpTls::Implicit,
            Self::None => SmtpTls::None,
        }
    }
}

impl MailArgs {
    /// The settings that go together; none where no mail is sent.
    pub(crate) fn settings(&self) -> Result<Option<SmtpSettings>, Failure> {
        let Some(host) = self.smtp_host.clone().filter(|host| !host.is_empty()) else { return Ok(None) };
        let from = self.mail_from.as_deref().unwrap_or_default();
        let from: Mailbox = from.parse().map_err(|error| Failure::usage("mail-from", format!("{error}")))?;
        let user = self.smtp_user.clone().filter(|user| !user.is_empty());
        let settings = SmtpSettings::new(host, self.smtp_port, self.smtp_tls.settings(), user, self.password()?, from);
        let settings = settings.map_err(|error| Failure::usage("smtp-host", error.to_string()))?;
        let Some(file) = &self.smtp_ca else { return Ok(Some(settings)) };
        let pem = fs::read(file).map_err(|error| unreadable("certificates", file, error))?;
        let authorities = in_pem(&pem).unwrap_or_default().iter().map(|one| one.to_vec()).collect();
        settings.trusting(authorities).map(Some).map_err(|error| {
            Failure::usage("smtp-ca", format!("{}: {error}; it has to be in PEM form", file.display()))
        })
    }

    fn password(&self) -> Result<Option<SecretString>, Failure> {
        let Some(file) = &self.smtp_password_file else {
            return Ok(not_empty_from_environment(PASSWORD_VARIABLE));
        };
        let text = fs::read_to_string(file).map_err(|error| unreadable("password file", file, error))?;
        Ok(Some(SecretString::from(text.trim_end_matches(['\r', '\n']))))
    }
}

fn unreadable(what: &str, file: &Path, error: io::Error) -> Failure {
    Failure::File { what: format!("{what} {}", file.display()), error }
}
