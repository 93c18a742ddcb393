//! Change sets as admins handle them, each deed written down before it is done. What is sent for each agent has a line of
//! its own, written by the runner.

use domain::audit::Deed;
use domain::audit::Matter;
use domain::changes::Which;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::recorded;
use crate::auth::TenantCtx;
use crate::changes::ChangeSetView;
use crate::changes::ChangesError;
use crate::changes::Confirm;
use crate::changes::PlanRequest;
use crate::commands::MOST_REASON_CHARS;
use crate::runtime::Backend;

impl Backend {
    /// As [`Backend::plan_changes`], written down.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn plan_changes_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        request: PlanRequest,
    ) -> Result<ChangeSetView, ChangesError> {
        // A connection that is not the tenant's has no place in its log.
        self.may_administer(ctx, request.connection).await?;
        let matter = Matter::about("").with("agents", request.asked.len().to_string());
        let matter = match request.asked.first() {
            Some(first) if request.asked.iter().all(|asked| asked.change == first.change) => {
                first.change.fields().into_iter().fold(matter, |matter, (field, value)| matter.with(field, value))
            }
            Some(_) | None => matter,
        };
        let reason = request.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let matter = match reason {
            Some(reason) if reason.chars().count() <= MOST_REASON_CHARS => matter.with("reason", reason),
            Some(_) | None => matter,
        };
        let entry = Entry::about_connection(Deed::PlanChanges, request.connection, matter);
        self.noted(ctx, actor, entry, self.plan_changes(ctx, request)).await
    }

    /// As [`Backend::plan_retry`], written down.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn plan_retry_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        set: ChangeSetId,
        which: Which,
    ) -> Result<Option<ChangeSetView>, ChangesError> {
        let entry = self.entry_for(ctx, Deed::PlanChanges, set, which).await?;
        self.noted(ctx, actor, entry, self.plan_retry(ctx, set, which)).await
    }

    /// As [`Backend::plan_undo`], written down.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn plan_undo_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        set: ChangeSetId,
        which: Which,
        reason: Option<String>,
    ) -> Result<Option<ChangeSetView>, ChangesError> {
        let entry = self.entry_for(ctx, Deed::PlanUndo, set, which).await?;
        self.noted(ctx, actor, entry, self.plan_undo(ctx, set, which, reason)).await
    }

    /// As [`Backend::confirm_changes`], written down.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn confirm_changes_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        set: ChangeSetId,
        typed: Option<String>,
    ) -> Result<(), ChangesError> {
        let entry = self.entry(ctx, Deed::ConfirmChanges, set).await?;
        let confirm = Confirm { typed, remote: actor.remote };
        self.noted(ctx, actor, entry, self.confirm_changes(ctx, set, confirm)).await
    }

    /// As [`Backend::cancel_changes`], written down.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn cancel_changes_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        set: ChangeSetId,
    ) -> Result<(), ChangesError> {
        let entry = self.entry(ctx, Deed::CancelChanges, set).await?;
        self.noted(ctx, actor, entry, self.cancel_changes(ctx, set)).await
    }

    /// As [`Backend::discard_changes`], written down.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn discard_changes_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        set: ChangeSetId,
    ) -> Result<(), ChangesError> {
        let entry = self.entry(ctx, Deed::DiscardChanges, set).await?;
        self.noted(ctx, actor, entry, self.discard_changes(ctx, set)).await
    }

    /// The set as it stands, and in the log that it was taken out.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn export_changes_as(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        set: ChangeSetId,
    ) -> Result<ChangeSetView, ChangesError> {
        let entry = self.entry(ctx, Deed::ExportChanges, set).await?;
        self.noted(ctx, actor, entry, self.change_set(ctx, set)).await
    }

    async fn entry(&self, ctx: &TenantCtx, deed: Deed, set: ChangeSetId) -> Result<Entry, ChangesError> {
        self.entry_for(ctx, deed, set, Which::All).await
    }

    /// The entry names one agent where the deed is about one.
    async fn entry_for(
        &self,
        ctx: &TenantCtx,
        deed: Deed,
        set: ChangeSetId,
        which: Which,
    ) -> Result<Entry, ChangesError> {
        let view = self.change_set(ctx, set).await?;
        let agent_at = |position| view.rows.iter().find(|row| row.position == position).map(|row| &row.row.agent);
        let matter = Matter::about("").with("set", set.to_string());
        let matter = match which {
            Which::All => matter.with("agents", view.progress.of.to_string()),
            Which::Only(position) => matter.with("agent", agent_at(position).map_or("", String::as_str)),
            Which::Without(position) => matter
                .with("agents", view.progress.of.saturating_sub(1).to_string())
                .with("without", agent_at(position).map_or("", String::as_str)),
        };
        let connection: ConnectionId = view.set.connection_id;
        Ok(Entry::about_connection(deed, connection, matter))
    }

    async fn noted<T>(
        &self,
        ctx: &TenantCtx,
        actor: &Actor,
        entry: Entry,
        deed: impl Future<Output = Result<T, ChangesError>>,
    ) -> Result<T, ChangesError> {
        recorded(self.store(), self.clock(), ctx.tenant_id(), actor, entry, deed).await
    }
}
