//! How people come in, get back in and look after their own account: first run, invitations, links to set a password,
//! own sessions; and what admins change of members. Each step is whole or not at all, and says which fields are wrong.

pub mod account;
pub mod devices;
mod fields;
pub mod first_run;
pub mod invitations;
pub mod members;
pub mod resets;
pub mod second_factor;
pub mod sessions;
pub(crate) mod token;

use std::net::IpAddr;

use domain::audit::DeedOutcome;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::proof::ProofBy;
use domain::time::UnixMs;
/// Tokens and passwords travel in these, so that no log shows one by accident.
pub use secrecy::ExposeSecret;
pub use secrecy::SecretString;

use crate::audit::Ending;
use crate::auth::AuthError;
use crate::auth::FirstStep;
use crate::auth::throttle::LinkAttempt;
use crate::store::Store;
use crate::store::StoreError;

/// A step that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    /// Mend these fields.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// There is no such person, invitation, link or session here; or the link is over.
    #[error("not found")]
    NotFound,
    /// It is there, and not for this caller to do.
    #[error("not allowed")]
    Forbidden,
    /// Prove who it is first.
    #[error("a fresh proof is needed")]
    NeedsProof(ProofBy),
    /// Wait; too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// For so many seconds.
        retry_after_s: u32,
    },
    /// It cannot be done now; try again.
    #[error("{0}")]
    Store(StoreError),
}

impl PeopleError {
    /// One field is wrong.
    pub fn invalid(field: Field, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError::new(field, problem)])
    }
}

impl From<StoreError> for PeopleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Store(error),
        }
    }
}

impl From<AuthError> for PeopleError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn => Self::Forbidden,
            AuthError::NeedsProof(by) => Self::NeedsProof(by),
            AuthError::NotFound => Self::NotFound,
            AuthError::Unavailable(error) => Self::Store(error),
        }
    }
}

impl Ending for PeopleError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Invalid(_) | Self::NotFound | Self::Forbidden | Self::NeedsProof(_) | Self::TooMany { .. } => {
                DeedOutcome::Refused
            }
            Self::Store(error) => error.outcome(),
        }
    }
}

/// Somebody came in through a link.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Who; for the session that begins now, or for the code that is still missing.
    pub first_step: FirstStep,
    /// The word in the addresses of the tenant to go to; none when the person belongs to none.
    pub tenant: Option<String>,
}

/// Counts a use of a link against the address it comes from.
async fn count(store: &Store, remote: IpAddr, now: UnixMs) -> Result<LinkAttempt, PeopleError> {
    let attempt = LinkAttempt::new(remote);
    match attempt.count(store, now).await? {
        None => Ok(attempt),
        Some(retry_after_s) => Err(PeopleError::TooMany { retry_after_s }),
    }
}

/// What a use of a link that opens nothing is answered with; it stays charged.
async fn over(store: &Store, remote: IpAddr, now: UnixMs) -> PeopleError {
    match count(store, remote, now).await {
        Ok(_) => PeopleError::NotFound,
        Err(error) => error,
    }
}
