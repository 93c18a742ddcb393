//! The only errors a browser ever sees: a closed set without any text from below.

use domain::administration::Trouble;
use domain::form::FieldError;
use domain::health::HealthStatus;
use domain::proof::ProofBy;
use leptos::server_fn::error::FromServerFnError;
use leptos::server_fn::error::ServerFnErrorErr;
use serde::Deserialize;
use serde::Serialize;

use crate::codec::TextEncoding;

/// Why something could not be shown or done, by what the person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Sign in again.
    #[error("signed out")]
    SignedOut,
    /// It does not exist, or belongs to somebody else: both answer alike.
    #[error("not found")]
    NotFound,
    /// The role may not.
    #[error("forbidden")]
    Forbidden,
    /// The company asks everybody for a second factor: set one up.
    #[error("a second factor is needed")]
    NeedsSecondFactor,
    /// Prove who it is first.
    #[error("a proof is needed")]
    NeedsProof {
        /// What proves it.
        by: ProofBy,
    },
    /// Wait a moment.
    #[error("too soon")]
    TooSoon {
        /// For so many seconds.
        retry_after_s: u32,
    },
    /// The provider has no such request.
    #[error("not offered")]
    NotOffered,
    /// The provider did not answer usefully.
    #[error("provider")]
    Provider {
        /// The cause, in the word of a connection's health.
        cause: HealthStatus,
    },
    /// A request of the administration went wrong; which one tells what it means.
    #[error("administration")]
    Administration {
        /// Which request, and what went wrong.
        trouble: Trouble,
    },
    /// Our own store does not answer.
    #[error("unavailable")]
    Unavailable,
    /// Mend these fields; nothing was changed.
    #[error("invalid")]
    Invalid {
        /// Each field that is wrong, and what is wrong with it.
        errors: Vec<FieldError>,
    },
    /// It was changed by somebody else meanwhile; look at it again.
    #[error("conflict")]
    Conflict,
    /// The request could not be read.
    #[error("bad request")]
    BadRequest,
    /// The screen could not reach the server.
    #[error("network")]
    Network,
    /// Our fault.
    #[error("internal")]
    Internal,
}

impl AppError {
    /// One field and what is wrong with it.
    pub fn invalid(error: FieldError) -> Self {
        Self::Invalid { errors: vec![error] }
    }

    /// What is wrong with each field, where fields are what is wrong.
    pub fn field_errors(&self) -> &[FieldError] {
        if let Self::Invalid { errors } = self { errors } else { &[] }
    }
}

impl FromServerFnError for AppError {
    type Encoder = TextEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let error = match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Network,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::BadRequest,
            // The server reads what was asked, the browser what was answered.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => Self::BadRequest,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_) => Self::Internal,
        };
        // No function has run that could have set the status.
        #[cfg(feature = "ssr")]
        crate::ssr::answer_with(&error);
        error
    }
}
