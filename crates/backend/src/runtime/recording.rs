//! What recording of one agent was last set to, for those who may set it.

use domain::administration::RecordingState;
use domain::capability::Capability;
use domain::command::ActionKind;
use domain::id::ConnectionId;

use crate::auth::TenantCtx;
use crate::commands::authorise::roles_for;
use crate::runtime::Backend;
use crate::store::StoreResult;

impl Backend {
    /// Recording as it was last set here. None where the connection cannot set it, and for roles that may not.
    ///
    /// # Errors
    /// When the database cannot answer.
    pub async fn recording_of(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        external_id: &str,
    ) -> StoreResult<Option<RecordingState>> {
        let tenant = ctx.tenant_id();
        let may = roles_for(ActionKind::SetRecording).contains(&ctx.role());
        let provider = self.provider(tenant, connection).filter(|_| may);
        if !provider.is_some_and(|provider| provider.capabilities().allows(Capability::SetRecording)) {
            return Ok(None);
        }
        let set = self.store().recording_set(tenant, connection, external_id).await?;
        Ok(Some(set.map_or(RecordingState::Unknown, |set| set.state(self.now()))))
    }
}
