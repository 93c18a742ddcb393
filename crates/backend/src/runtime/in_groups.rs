//! The in-groups of one agent, read at the provider because no poll shows them.

use domain::capability::Capability;
use domain::id::ConnectionIndex;
use domain::in_group::InGroupChoice;
use providers::ProviderError;

use crate::auth::TenantCtx;
use crate::runtime::Backend;
use crate::runtime::RereadError;

impl Backend {
    /// What an agent's in-groups are and which there are to choose from.
    ///
    /// # Errors
    /// As [`RereadError`] tells; not offered also where the connection may only look.
    pub async fn in_groups(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionIndex,
        external_id: &str,
    ) -> Result<InGroupChoice, RereadError> {
        let tenant = ctx.tenant_id();
        self.agent_details(ctx, connection, external_id).ok_or(RereadError::NotFound)?;
        let id = self.hub().connection_id(tenant, connection).ok_or(RereadError::NotFound)?;
        let provider = self.provider(tenant, id).ok_or(RereadError::NotOffered)?;
        if !provider.capabilities().allows(Capability::SetCallinQueues) {
            return Err(RereadError::NotOffered);
        }
        self.may_ask(tenant, id)?;
        self.take_turn(tenant, id, &format!("in-groups of {external_id}"))
            .map_err(|retry_after_s| RereadError::TooSoon { retry_after_s })?;
        match provider.in_groups(external_id, self.now()).await {
            Ok(choice) => Ok(choice),
            Err(ProviderError::NotOffered) => Err(RereadError::NotOffered),
            Err(error) => Err(RereadError::Provider(error)),
        }
    }
}
