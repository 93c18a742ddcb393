//! Connections as their admins see and change them: reports, adding, editing, testing, pausing, deleting.
//!
//! The secret goes in and never comes out. Whatever names another machine asks for it again, so that nobody sends a key
//! that was given for one host to another. Every change is recorded with what it changes and takes effect at once.

mod draft;
mod matter;
mod report;
mod save;
mod switch;
mod test;

use domain::audit::DeedOutcome;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::id::ConnectionId;

use crate::audit::Ending;
use crate::auth::AuthError;
use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::runtime::Backend;
use crate::store::Connection;
use crate::store::StoreError;

pub use draft::ConnectionDraft;
pub use draft::ConnectionForm;
pub use save::Replaced;

/// Something about a connection that was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionsError {
    /// No such connection for this person: foreign and missing are the same.
    #[error("not found")]
    NotFound,
    /// Only admins.
    #[error("not allowed for this role")]
    Forbidden,
    /// Mend these fields; nothing was changed.
    #[error("{} fields are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// It was changed meanwhile; nothing was changed.
    #[error("changed meanwhile")]
    Conflict,
    /// Its provider wants to be left alone.
    #[error("the provider wants to be left alone")]
    Resting(HealthStatus),
    /// Wait a moment.
    #[error("tested a moment ago; try again in {retry_after_s} s")]
    TooSoon {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Look after the database.
    #[error(transparent)]
    Store(StoreError),
}

impl ConnectionsError {
    pub(crate) fn field(field: Field, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError::new(field, problem)])
    }
}

impl From<StoreError> for ConnectionsError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            // Only the name is one of a kind.
            StoreError::Conflict => Self::field(Field::Name, Problem::Taken),
            StoreError::Unavailable(_) | StoreError::Corrupt { .. } => Self::Store(error),
        }
    }
}

impl From<AuthError> for ConnectionsError {
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

impl Ending for ConnectionsError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::Store(error) => error.outcome(),
            Self::NotFound
            | Self::Forbidden
            | Self::Invalid(_)
            | Self::Conflict
            | Self::Resting(_)
            | Self::TooSoon { .. } => DeedOutcome::Refused,
        }
    }
}

impl Backend {
    /// A connection of the person's tenant, for its admins.
    async fn own_connection(&self, ctx: &TenantCtx, id: ConnectionId) -> Result<Connection, ConnectionsError> {
        ctx.require(ADMINS)?;
        self.store().connection(ctx.tenant_id(), id).await?.ok_or(ConnectionsError::NotFound)
    }
}
