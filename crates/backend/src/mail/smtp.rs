//! The way to the mail server. What it says is turned into our own few words; no address, password or answer of its own gets
//! any further.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::iter;
use std::net::IpAddr;
use std::time::Duration;

use domain::mail::MailTrouble;
use lettre::AsyncSmtpTransport;
use lettre::AsyncTransport;
use lettre::Message;
use lettre::Tokio1Executor;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::Certificate;
use lettre::transport::smtp::client::Tls;
use lettre::transport::smtp::client::TlsParameters;
use lettre::transport::smtp::client::TlsParametersBuilder;
use lettre::transport::smtp::response::Severity;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use super::Mailbox;

/// No step of a conversation takes longer,
const STEP_WITHIN: Duration = Duration::from_secs(20);
/// nor does the whole of it.
const ALL_WITHIN: Duration = Duration::from_secs(60);
/// Who only asks whether it answers does not wait so long.
const GREETED_WITHIN: Duration = Duration::from_secs(10);

/// How the connection is kept from being read along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpTls {
    /// It begins in the clear and must become safe before anything is said (587).
    StartTls,
    /// It is safe from the first byte (465).
    Implicit,
    /// It is not: only to this machine itself.
    None,
}

/// How mail is sent.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    host: String,
    port: u16,
    tls: SmtpTls,
    login: Option<(String, SecretString)>,
    from: Mailbox,
    authorities: Vec<Certificate>,
}

/// Settings that are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongSettings {
    /// Use TLS.
    #[error("mail without TLS goes only to this machine itself; use starttls or implicit")]
    ReadAlong,
    /// A password without a user, or the other way round.
    #[error("a mail user and a password belong together")]
    HalfALogin,
    /// What is given for the authority's certificate is none.
    #[error("there is no usable certificate of an authority in it")]
    NoCertificate,
}

impl SmtpSettings {
    /// Settings that go together.
    ///
    /// # Errors
    /// As [`WrongSettings`] says.
    pub fn new(
        host: String,
        port: Option<u16>,
        tls: SmtpTls,
        user: Option<String>,
        password: Option<SecretString>,
        from: Mailbox,
    ) -> Result<Self, WrongSettings> {
        let port = port.unwrap_or(match tls {
            SmtpTls::StartTls => 587,
            SmtpTls::Implicit => 465,
            SmtpTls::None => 25,
        });
        if tls == SmtpTls::None && !is_this_machine(&host) {
            return Err(WrongSettings::ReadAlong);
        }
        let login = match (user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(WrongSettings::HalfALogin),
        };
        Ok(Self { host, port, tls, login, from, authorities: Vec::new() })
    }

    /// Trusts what these authorities have signed as well; each is a certificate in DER. A company's own mail server seldom
    /// has a certificate that the whole world knows.
    ///
    /// # Errors
    /// [`WrongSettings::NoCertificate`] when there is none, or one that is none.
    pub fn trusting(mut self, authorities: Vec<Vec<u8>>) -> Result<Self, WrongSettings> {
        if authorities.is_empty() {
            return Err(WrongSettings::NoCertificate);
        }
        self.authorities = authorities
            .into_iter()
            .map(Certificate::from_der)
            .collect::<Result<_, _>>()
            .map_err(|_| WrongSettings::NoCertificate)?;
        self.parameters().map_err(|_| WrongSettings::NoCertificate)?;
        Ok(self)
    }

    fn parameters(&self) -> Result<TlsParameters, lettre::transport::smtp::Error> {
        let builder = TlsParameters::builder(self.host.clone());
        self.authorities.iter().cloned().fold(builder, TlsParametersBuilder::add_root_certificate).build()
    }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// What sends. Conversations are kept open for a while.
pub(crate) struct Smtp {
    transport: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The transport holds the password.
        f.write_str("Smtp")
    }
}

impl Smtp {
    pub(crate) fn new(settings: SmtpSettings) -> Self {
        let tls = match settings.tls {
            SmtpTls::None => Some(Tls::None),
            // Without parameters there is no safe way, and then nothing is sent.
            SmtpTls::StartTls => settings.parameters().ok().map(Tls::Required),
            SmtpTls::Implicit => settings.parameters().ok().map(Tls::Wrapper),
        };
        let SmtpSettings { host, port, login, from, .. } = settings;
        let transport = tls.map(|tls| {
            let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
                .port(port)
                .tls(tls)
                .timeout(Some(STEP_WITHIN));
            if let Some((user, password)) = login {
                builder = builder.credentials(Credentials::new(user, password.expose_secret().to_owned()));
            }
            builder.build()
        });
        Self { transport, from }
    }

    pub(crate) const fn from(&self) -> &Mailbox {
        &self.from
    }

    /// Greets the server and signs in there, and sends nothing.
    pub(crate) async fn greet(&self) -> Result<(), MailTrouble> {
        let transport = self.transport.as_ref().ok_or(MailTrouble::Tls)?;
        match tokio::time::timeout(GREETED_WITHIN, transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(MailTrouble::Refused),
            Ok(Err(error)) => Err(trouble(&error)),
            Err(_late) => Err(MailTrouble::TimedOut),
        }
    }

    pub(crate) async fn send(&self, message: Message) -> Result<(), MailTrouble> {
        let transport = self.transport.as_ref().ok_or(MailTrouble::Tls)?;
        match tokio::time::timeout(ALL_WITHIN, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(trouble(&error)),
            Err(_late) => Err(MailTrouble::TimedOut),
        }
    }
}

fn trouble(error: &lettre::transport::smtp::Error) -> MailTrouble {
    if let Some(code) = error.status() {
        let number = u16::from(code);
        return match number {
            530 | 534 | 535 | 538 => MailTrouble::SignIn,
            550..=553 if code.severity == Severity::PermanentNegativeCompletion => MailTrouble::Recipient,
            _ => MailTrouble::Refused,
        };
    }
    if error.is_tls() || is_of_the_handshake(error) || offers_no_starttls(error) {
        MailTrouble::Tls
    } else if error.is_timeout() {
        MailTrouble::TimedOut
    } else if error.is_client() {
        MailTrouble::Refused
    } else {
        MailTrouble::Unreachable
    }
}

/// A certificate that is not believed comes as a connection that failed; underneath is what tokio-rustls makes of all that
/// rustls objects to.
fn is_of_the_handshake(error: &lettre::transport::smtp::Error) -> bool {
    iter::successors(error.source(), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::InvalidData)
}

/// lettre gives up by itself where a server does not offer what has to come first, and says so in words alone.
fn offers_no_starttls(error: &lettre::transport::smtp::Error) -> bool {
    error.is_client() && error.source().is_some_and(|error| error.to_string().contains("STARTTLS"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_mail_goes_only_to_this_machine_and_a_login_is_whole() {
        let settings = |host: &str, tls, user: Option<&str>| {
            let from = "post@board.example".parse().unwrap();
            SmtpSettings::new(host.to_owned(), None, tls, user.map(str::to_owned), None, from).err()
        };

        assert_eq!(settings("127.0.0.1", SmtpTls::None, None), None);
        assert_eq!(settings("localhost", SmtpTls::None, None), None);
        assert_eq!(settings("mail.example", SmtpTls::None, None), Some(WrongSettings::ReadAlong));
        assert_eq!(settings("mail.example", SmtpTls::StartTls, Some("u")), Some(WrongSettings::HalfALogin));
    }
}
