//! Signing in at a company's own identity provider: OpenID Connect, the code flow with PKCE, state and nonce.
//!
//! A person is who issuer and subject say, never an address: that counts once, when it is verified and the person was
//! invited, is a member, or may be added. A provider speaks for its own company alone, so a session that it began opens
//! nothing else. Our second factor is not asked after it: how people prove who they are is then the provider's matter.
//! Nothing of tokens is logged or kept. There is no single sign-out.

mod admit;
mod break_glass;
mod check;
mod claims;
mod finish;
mod known;
mod settings;
mod start;
mod transport;

use domain::audit::DeedOutcome;
use domain::form::FieldError;
use domain::single_sign_on::SignOnProblem;

use crate::audit::Ending;
use crate::auth::AuthError;
use crate::store::StoreError;

pub use break_glass::note_break_glass;
pub use finish::Answer;
pub use finish::SignedOn;
pub(crate) use known::KnownProviders;
pub use settings::SignOnView;
pub use settings::SignOnWish;
pub use start::Onward;
pub use start::TRY_S;

/// Nothing was changed or shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Only admins.
    #[error("not allowed for this role")]
    Forbidden,
    /// Mend these fields.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Read it again: somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// Look after the database.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for SettingsError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::NotFound | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Store(error),
        }
    }
}

impl From<AuthError> for SettingsError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_) => Self::Forbidden,
            AuthError::Unavailable(error) => Self::Store(error),
        }
    }
}

impl Ending for SettingsError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Forbidden | Self::Invalid(_) | Self::Conflict => DeedOutcome::Refused,
            Self::Store(error) => error.outcome(),
        }
    }
}

/// Nobody was signed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct NotSignedOn {
    /// Why, by what the person can do.
    pub problem: SignOnProblem,
    /// The word in the addresses of the company, where it is known.
    pub company: Option<String>,
    /// Where the person wanted to go, within this site.
    pub next: Option<String>,
}

impl From<SignOnProblem> for NotSignedOn {
    fn from(problem: SignOnProblem) -> Self {
        Self { problem, company: None, next: None }
    }
}

/// A refusal while it is written down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error("{0}")]
    Because(SignOnProblem),
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SignOnProblem> for Refused {
    fn from(problem: SignOnProblem) -> Self {
        Self::Because(problem)
    }
}

impl Ending for Refused {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Because(_) => DeedOutcome::Refused,
            Self::Store(error) => error.outcome(),
        }
    }
}

impl Refused {
    /// What the person is told.
    fn problem(self) -> SignOnProblem {
        match self {
            Self::Because(problem) => problem,
            Self::Store(error) => {
                tracing::warn!("a sign-in at a provider could not be checked: {error}");
                SignOnProblem::Unavailable
            }
        }
    }
}
