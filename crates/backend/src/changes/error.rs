//! Why nothing was planned or changed.

use domain::administration::Trouble;
use domain::audit::DeedOutcome;
use domain::capability::Support;

use crate::audit::Ending;
use crate::auth::AuthError;
use crate::store::StoreError;

/// Something about a change set that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangesError {
    /// No such connection or set for this person: foreign and missing are the same.
    #[error("not found")]
    NotFound,
    /// This role may not.
    #[error("not allowed for this role")]
    Forbidden,
    /// This connection cannot.
    #[error("this connection cannot do it")]
    NotOffered(Support),
    /// The connection is switched off or cannot be asked.
    #[error("the connection is switched off")]
    SwitchedOff,
    /// A request went wrong; the route says what it means.
    #[error(transparent)]
    Provider(Trouble),
    /// Choose agents and something that shall be done.
    #[error("nothing was asked for")]
    NothingAsked,
    /// Choose fewer agents.
    #[error("more than {most} agents")]
    TooMany {
        /// Agents that fit.
        most: u32,
    },
    /// Say why: this is not done without a reason (decision A15).
    #[error("a reason is needed")]
    ReasonNeeded,
    /// Shorten the reason.
    #[error("the reason is too long")]
    ReasonTooLong,
    /// Type the number of agents: what is asked for is dangerous.
    #[error("the number of agents must be typed")]
    TypeTheNumber,
    /// It is no plan any more, or does not run: it was confirmed, cancelled or thrown away meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    /// Look after the database.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ChangesError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict => Self::Conflict,
            StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Store(error),
        }
    }
}

impl From<AuthError> for ChangesError {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::SignedOut | AuthError::NotFound => Self::NotFound,
            AuthError::Forbidden
            | AuthError::NeedsSecondFactor
            | AuthError::NeedsSingleSignOn
            | AuthError::NeedsProof(_) => Self::Forbidden,
            AuthError::Unavailable(error) => Self::Store(error),
        }
    }
}

impl Ending for ChangesError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Store(_) => DeedOutcome::Failed,
            Self::NotFound
            | Self::Forbidden
            | Self::NotOffered(_)
            | Self::SwitchedOff
            | Self::Provider(_)
            | Self::NothingAsked
            | Self::TooMany { .. }
            | Self::ReasonNeeded
            | Self::ReasonTooLong
            | Self::TypeTheNumber
            | Self::Conflict => DeedOutcome::Refused,
        }
    }
}
