//! Change sets as admins plan, confirm, watch, cancel and take them back.

use std::net::IpAddr;

use domain::changes::About;
use domain::changes::Asked;
use domain::changes::CannotUndo;
use domain::changes::ChangeProgress;
use domain::changes::Doing;
use domain::changes::Import;
use domain::changes::ImportMode;
use domain::changes::Origin;
use domain::changes::RowCounts;
use domain::changes::SetState;
use domain::changes::Which;
use domain::changes::parse_import;
use domain::changes::undo;
use domain::id::ChangeSetId;
use domain::id::ConnectionId;
use domain::time::UnixMs;
use tokio::sync::watch;

use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::changes::ChangesError;
use crate::changes::PlanRequest;
use crate::commands::authorise::may_ask;
use crate::runtime::Backend;
use crate::store::AgentChange;
use crate::store::Confirmed;
use crate::store::StoredChangeRow;
use crate::store::StoredChangeSet;

/// A change set with its agents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeSetView {
    /// The set.
    pub set: StoredChangeSet,
    /// Its agents, in the order in which they were asked for.
    pub rows: Vec<StoredChangeRow>,
    /// How far it is.
    pub progress: ChangeProgress,
}

impl ChangeSetView {
    /// What has to be typed to confirm it: the number of agents it is sent for. None when a click is enough.
    pub fn to_type(&self) -> Option<String> {
        (!self.set.about.dangers.is_empty()).then(|| self.progress.of.to_string())
    }
}

/// How somebody confirms a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confirm {
    /// What was typed.
    pub typed: Option<String>,
    /// The address it came from.
    pub remote: Option<IpAddr>,
}

impl Backend {
    /// Makes a plan and keeps it. Nothing is sent.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn plan_changes(&self, ctx: &TenantCtx, request: PlanRequest) -> Result<ChangeSetView, ChangesError> {
        self.keep_plan(ctx, request, Vec::new()).await
    }

    /// Reads a CSV file or a pasted table against the queues that the provider lists. Nothing is planned yet: the lines
    /// that cannot be used come with it, and the rest goes into [`Backend::plan_changes`].
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn read_import(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        text: &str,
        mode: ImportMode,
    ) -> Result<Import, ChangesError> {
        let floor = self.admin_floor(ctx, connection, false).await?;
        let queues = floor.memberships.map(|scan| scan.queues).unwrap_or_default();
        Ok(parse_import(text, mode, &queues))
    }

    /// Plans anew, on a later reading, what of an ended set did not come out as asked, or what of a plan is still wanted;
    /// the plan it takes the place of is thrown away. None when there is nothing to plan.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn plan_retry(
        &self,
        ctx: &TenantCtx,
        set: ChangeSetId,
        which: Which,
    ) -> Result<Option<ChangeSetView>, ChangesError> {
        let view = self.change_set(ctx, set).await?;
        let is_plan = view.set.state == SetState::Planned;
        if !is_plan && view.set.finished_at.is_none() {
            return Err(ChangesError::Conflict);
        }
        let wanted = |row: &&StoredChangeRow| which.has(row.position) && (is_plan || row.state.may_be_retried());
        let ask = |row: &StoredChangeRow| Asked { agent: row.row.agent.clone(), change: row.row.change.clone() };
        let asked: Vec<Asked> = view.rows.iter().filter(wanted).map(ask).collect();
        if asked.is_empty() {
            return Ok(None);
        }
        let About { origin, reason, stays, read_at, .. } = view.set.about;
        let connection = view.set.connection_id;
        if self.admin_floor(ctx, connection, false).await?.read_at() <= read_at {
            self.admin_floor(ctx, connection, true).await?;
        }
        let (origin, stays) = if is_plan { (origin, stays) } else { (Origin::RetryOf { set }, Vec::new()) };
        let request = PlanRequest { connection, asked, reason, origin };
        let planned = self.keep_plan(ctx, request, stays).await?;
        if is_plan {
            self.store().discard_change_set(ctx.tenant_id(), set).await?;
        }
        Ok(Some(planned))
    }

    /// A plan that takes a set back, agent by agent of those that were accepted. None when there is nothing to take back.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn plan_undo(
        &self,
        ctx: &TenantCtx,
        set: ChangeSetId,
        which: Which,
        reason: Option<String>,
    ) -> Result<Option<ChangeSetView>, ChangesError> {
        let ended = self.change_set(ctx, set).await?;
        if ended.set.finished_at.is_none() {
            return Err(ChangesError::Conflict);
        }
        let accepted = ended.rows.iter().filter(|row| which.has(row.position) && row.state.was_accepted());
        let inverse = undo(accepted.map(|row| (row.row.agent.as_str(), &row.row.step)));
        if inverse.asked.is_empty() {
            return Ok(None);
        }
        let (connection, origin) = (ended.set.connection_id, Origin::UndoOf { set });
        let reason = reason.or(ended.set.about.reason);
        let request = PlanRequest { connection, asked: inverse.asked, reason, origin };
        self.keep_plan(ctx, request, inverse.stays).await.map(Some)
    }

    /// A change set as it stands.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn change_set(&self, ctx: &TenantCtx, set: ChangeSetId) -> Result<ChangeSetView, ChangesError> {
        let stored = self.own_set(ctx, set).await?;
        let rows = self.store().change_rows(ctx.tenant_id(), set).await?;
        let counts = RowCounts::of(rows.iter().map(|row| &row.state));
        Ok(self.seen_as(stored, rows, counts))
    }

    /// A set of which only the agents are told that have changed since: for whoever knows the others.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn change_set_since(
        &self,
        ctx: &TenantCtx,
        set: ChangeSetId,
        since: UnixMs,
    ) -> Result<ChangeSetView, ChangesError> {
        let stored = self.own_set(ctx, set).await?;
        // Rows that end between the two are in the counts and, since they are not older, in the next answer.
        let rows = self.store().change_rows_since(ctx.tenant_id(), set, since).await?;
        let counts = self.store().change_row_counts(ctx.tenant_id(), set).await?;
        Ok(self.seen_as(stored, rows, counts))
    }

    fn seen_as(&self, set: StoredChangeSet, rows: Vec<StoredChangeRow>, counts: RowCounts) -> ChangeSetView {
        let running = self.running().progress(set.tenant_id, set.id);
        let doing = running.map_or(Doing::Nothing, |told| told.borrow().doing);
        let progress = ChangeProgress::new(set.state, counts, doing);
        ChangeSetView { set, rows, progress }
    }

    /// The last change sets, the newest first.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn change_sets(&self, ctx: &TenantCtx, limit: u32) -> Result<Vec<StoredChangeSet>, ChangesError> {
        ctx.require(ADMINS)?;
        if ctx.scope_filter().is_some() {
            return Err(ChangesError::Forbidden);
        }
        Ok(self.store().change_sets(ctx.tenant_id(), limit).await?)
    }

    /// Tells how far a set is, again and again. None when it does not run in this process: the store has the word then.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn change_progress(
        &self,
        ctx: &TenantCtx,
        set: ChangeSetId,
    ) -> Result<Option<watch::Receiver<ChangeProgress>>, ChangesError> {
        self.own_set(ctx, set).await?;
        Ok(self.running().progress(ctx.tenant_id(), set))
    }

    /// Lets a plan run, in a task of its own: it goes on when the browser is gone, and after a restart.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn confirm_changes(
        &self,
        ctx: &TenantCtx,
        set: ChangeSetId,
        confirm: Confirm,
    ) -> Result<(), ChangesError> {
        let plan = self.change_set(ctx, set).await?;
        for row in &plan.rows {
            may_ask(ctx, row.row.change.kind())?;
        }
        if plan.progress.of == 0 {
            return Err(ChangesError::NothingAsked);
        }
        if let Some(wanted) = plan.to_type()
            && confirm.typed.as_deref().map(str::trim) != Some(wanted.as_str())
        {
            return Err(ChangesError::TypeTheNumber);
        }
        let confirmed = Confirmed {
            by_id: Some(ctx.user_id()),
            by: ctx.actor_label().to_owned(),
            from: confirm.remote.map(|remote| remote.to_string()),
            at: self.now(),
        };
        self.store().confirm_change_set(ctx.tenant_id(), set, &confirmed).await?;
        self.run_changes(ctx.tenant_id(), set);
        Ok(())
    }

    /// Stops a running set after the agent it is at. What was sent stays, and is still looked after.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn cancel_changes(&self, ctx: &TenantCtx, set: ChangeSetId) -> Result<(), ChangesError> {
        self.own_set(ctx, set).await?;
        self.store().cancel_change_set(ctx.tenant_id(), set, ctx.actor_label(), self.now()).await?;
        self.running().cancel(ctx.tenant_id(), set);
        Ok(())
    }

    /// Throws a plan away.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn discard_changes(&self, ctx: &TenantCtx, set: ChangeSetId) -> Result<(), ChangesError> {
        self.own_set(ctx, set).await?;
        Ok(self.store().discard_change_set(ctx.tenant_id(), set).await?)
    }

    /// What change sets did to one agent, the last first.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn changes_of_agent(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        external_id: &str,
        limit: u32,
    ) -> Result<Vec<AgentChange>, ChangesError> {
        self.may_administer(ctx, connection).await?;
        Ok(self.store().changes_of_agent(ctx.tenant_id(), connection, external_id, limit).await?)
    }

    /// The set first: a role must not tell that a foreign one exists.
    async fn own_set(&self, ctx: &TenantCtx, set: ChangeSetId) -> Result<StoredChangeSet, ChangesError> {
        let stored = self.store().change_set(ctx.tenant_id(), set).await?.ok_or(ChangesError::NotFound)?;
        self.may_administer(ctx, stored.connection_id).await?;
        Ok(stored)
    }

    async fn keep_plan(
        &self,
        ctx: &TenantCtx,
        request: PlanRequest,
        stays: Vec<(String, CannotUndo)>,
    ) -> Result<ChangeSetView, ChangesError> {
        let plan = self.make_plan(ctx, request, stays).await?;
        let id = self.store().add_change_set(ctx.tenant_id(), &plan).await?;
        self.change_set(ctx, id).await
    }
}
