//! Why a command ended without doing its work, in words for a shell, and with which exit code.

use std::io;
use std::net::SocketAddr;

use backend::portable::PortableError;
use backend::secrets::OpenError;
use backend::secrets::SecretError;
use backend::setup::SetupError;
use backend::store::StoreError;
use domain::mail::MailTrouble;

/// A command that did not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Type it differently.
    #[error("{field}: {remedy}")]
    Usage {
        /// Which option or field.
        field: &'static str,
        /// What to do.
        remedy: String,
    },
    /// Choose another address, or end what listens there.
    #[error("cannot listen on {addr}: {}", listen_remedy(.error))]
    Listen {
        /// Where.
        addr: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// Mend the data folder.
    #[error("{what}: {error}")]
    File {
        /// Which file or folder.
        what: String,
        /// What the system says.
        error: io::Error,
    },
    /// As it says.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// As it says.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// As it says, about the file or database it names.
    #[error("{what}: {error}")]
    Portable {
        /// Which file or database.
        what: String,
        /// What is the matter with it.
        error: PortableError,
    },
    /// Look after the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Mend the mail server or its settings.
    #[error("{0}")]
    Mail(MailTrouble),
    /// Mend the key file.
    #[error(transparent)]
    Secrets(#[from] SecretError),
    /// It was typed well; do it again when what it names is over.
    #[error("{0}")]
    NotNow(String),
    /// Look after each of them.
    #[error("{}", .0.join("; "))]
    Broken(Vec<String>),
}

impl Failure {
    /// A field or option that cannot be used as it was given.
    pub(crate) fn usage(field: &'static str, remedy: impl Into<String>) -> Self {
        Self::Usage { field, remedy: remedy.into() }
    }

    /// The code the process ends with: 2 for what the person at the shell can type differently, else 1.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Setup(error) => match error {
                SetupError::Store(_) => 1,
                SetupError::Slug
                | SetupError::Name
                | SetupError::Email
                | SetupError::Password(_)
                | SetupError::Role
                | SetupError::NoSuchTenant
                | SetupError::NoSuchPerson
                | SetupError::Exists { .. } => 2,
            },
            Self::Listen { .. }
            | Self::File { .. }
            | Self::Portable { .. }
            | Self::Open(_)
            | Self::Store(_)
            | Self::Mail(_)
            | Self::Secrets(_)
            | Self::NotNow(_)
            | Self::Broken(_) => 1,
        }
    }
}

/// What to do about a place where nobody can listen.
pub(crate) fn listen_remedy(error: &io::Error) -> String {
    let is = |kind| error.kind() == kind;
    if is(io::ErrorKind::AddrInUse) {
        "another program listens there; end it, or choose another port with --listen (port 0 takes a free one)"
            .to_owned()
    } else if is(io::ErrorKind::AddrNotAvailable) {
        "this machine does not have that address".to_owned()
    } else if is(io::ErrorKind::PermissionDenied) {
        "ports below 1024 need a right that this user lacks".to_owned()
    } else {
        error.to_string()
    }
}
