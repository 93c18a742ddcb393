//! Showing a customer's number whole to somebody who otherwise sees it masked: one number, on request, written down.

use domain::audit::Deed;
use domain::audit::DeedOutcome;
use domain::audit::Matter;
use domain::id::ConnectionIndex;

use crate::audit;
use crate::audit::Actor;
use crate::audit::Ending;
use crate::audit::Entry;
use crate::auth::TenantCtx;
use crate::runtime::Backend;
use crate::store::StoreError;

/// A number that was not shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevealError {
    /// No such agent for this person, or no call with a number now: the call may have ended meanwhile.
    #[error("there is no such number now")]
    NotFound,
    /// It could not be written down, so nothing was shown.
    #[error("nothing was shown: {0}")]
    NotRecorded(StoreError),
}

impl From<StoreError> for RevealError {
    fn from(error: StoreError) -> Self {
        Self::NotRecorded(error)
    }
}

impl Ending for RevealError {
    fn outcome(&self) -> DeedOutcome {
        match self {
            Self::NotFound => DeedOutcome::Refused,
            Self::NotRecorded(_) => DeedOutcome::Failed,
        }
    }
}

impl Backend {
    /// The whole number of the customer in the agent's call. The audit log says who saw whose call, not the number.
    ///
    /// # Errors
    /// As [`RevealError`] tells.
    pub async fn reveal_number(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        connection: ConnectionIndex,
        external_id: &str,
    ) -> Result<String, RevealError> {
        let tenant = ctx.tenant_id();
        // Found as the person sees the floor: what is out of scope is not there.
        let seen = self.agent_details(ctx, connection, external_id).ok_or(RevealError::NotFound)?;
        let id = self.hub().connection_id(tenant, connection).ok_or(RevealError::NotFound)?;
        let entry = Entry {
            deed: Deed::RevealNumber,
            matter: Matter::about(seen.agent.display_name),
            connection_id: Some(id),
            external_id: Some(external_id.to_owned()),
        };
        let number = async {
            let agent = self.hub().agent(tenant, id, external_id).ok_or(RevealError::NotFound)?;
            agent.call.and_then(|call| call.customer_number).ok_or(RevealError::NotFound)
        };
        audit::recorded(self.store(), self.clock(), tenant, actor, entry, number).await
    }
}
