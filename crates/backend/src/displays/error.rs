//! Why a desk could not do what it wanted with a display.

use domain::audit::DeedOutcome;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;

use crate::audit::Ending;
use crate::auth::AuthError;
use crate::store::StoreError;

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisplayError {
    /// Mend these fields.
    #[error("invalid")]
    Invalid(Vec<FieldError>),
    /// Wait: too many wrong codes came from this address.
    #[error("too many wrong codes")]
    TooManyTries {
        /// For so many seconds at most.
        retry_after_s: u32,
    },
    /// Only admins.
    #[error("not allowed for this role")]
    Forbidden,
    /// Its program was changed meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// There is no such display for this person.
    #[error("not found")]
    NotFound,
    /// Try again later.
    #[error("displays cannot be reached: {0}")]
    Unavailable(StoreError),
}

impl DisplayError {
    pub(super) fn wrong_code() -> Self {
        Self::Invalid(vec![FieldError::new(Field::Code, Problem::Wrong)])
    }
}

impl From<StoreError> for DisplayError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict | StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Unavailable(error),
        }
    }
}

impl From<AuthError> for DisplayError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut
            | AuthError::NotFound
            | AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_) => Self::Forbidden,
            AuthError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

impl Ending for DisplayError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Invalid(_) | Self::TooManyTries { .. } | Self::Forbidden | Self::Conflict | Self::NotFound => {
                DeedOutcome::Refused
            }
            Self::Unavailable(error) => error.outcome(),
        }
    }
}
