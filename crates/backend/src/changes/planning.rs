//! Reading a connection whole for its admins, and making plans on it.

use std::sync::Arc;

use domain::administration::AgentList;
use domain::administration::Memberships;
use domain::administration::Route;
use domain::administration::ScanProgress;
use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::capability::Absence;
use domain::capability::Support;
use domain::changes::About;
use domain::changes::Asked;
use domain::changes::CannotUndo;
use domain::changes::Change;
use domain::changes::Cost;
use domain::changes::Origin;
use domain::changes::Plan;
use domain::changes::Seen;
use domain::changes::Step;
use domain::changes::WhyNot;
use domain::changes::plan;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::right::Right;
use domain::snapshot::Allowance;
use domain::time::UnixMs;
use providers::Provider;
use providers::administration::Administration;
use providers::administration::Aim;

use crate::auth::TenantCtx;
use crate::auth::policy::ADMINS;
use crate::changes::ChangesError;
use crate::commands::MOST_REASON_CHARS;
use crate::commands::authorise::may_ask;
use crate::runtime::Backend;
use crate::store::NewChangeSet;

/// A reading serves pages and plans for so long (decision A7). Every write is preceded by one of its own.
const READ_EVERY_S: i64 = 60;
/// Agents of one set.
const MOST_AGENTS: u32 = 20_000;

/// A connection as its admins see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminFloor {
    /// Every agent.
    pub agents: AgentList,
    /// The complete callin queues of everybody; none where the key may not list queues.
    pub memberships: Option<Memberships>,
    /// Why there are no memberships.
    pub unseen: Option<Trouble>,
    /// The allowance as last told.
    pub allowance: Option<Allowance>,
}

impl AdminFloor {
    /// Nothing in it that a plan relies on is older.
    pub fn read_at(&self) -> UnixMs {
        self.memberships.as_ref().map_or(self.agents.as_of, |scan| scan.as_of)
    }

    fn is_recent(&self, now: UnixMs) -> bool {
        now.seconds_since(self.agents.as_of) < READ_EVERY_S
    }
}

/// What somebody wants a plan for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRequest {
    /// At which connection.
    pub connection: ConnectionId,
    /// What shall be done to whom.
    pub asked: Vec<Asked>,
    /// Why, in the person's own words; switching recording off needs it.
    pub reason: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
}

impl Backend {
    /// Reads a connection whole, or shows what was read less than a minute ago. `again` reads in any case.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn admin_floor(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
        again: bool,
    ) -> Result<AdminFloor, ChangesError> {
        let provider = self.administered(ctx, connection).await?;
        let slot = self.running().floor(ctx.tenant_id(), connection);
        let asked_at = self.now();
        let mut known = slot.floor.lock().await;
        // Whoever waited for another one's reading has waited for this one.
        let is_fresh =
            |floor: &AdminFloor| if again { floor.agents.as_of >= asked_at } else { floor.is_recent(asked_at) };
        if let Some(floor) = known.as_ref().filter(|floor| is_fresh(floor)) {
            return Ok(floor.clone());
        }
        self.not_resting(ctx.tenant_id(), connection)?;
        let administration = provider.administration().ok_or(ChangesError::SwitchedOff)?;
        let told = Arc::clone(&slot);
        let shown = slot.shown();
        let read = read(administration, self.now(), &move |progress| told.note(Some(progress))).await;
        drop(shown);
        let floor = read.map_err(|trouble| self.troubled(ctx.tenant_id(), connection, trouble))?;
        *known = Some(floor.clone());
        Ok(floor)
    }

    /// A connection as it was last read, however long ago; it is read only where nobody has read it yet.
    ///
    /// # Errors
    /// As [`ChangesError`] tells.
    pub async fn last_admin_floor(
        &self,
        ctx: &TenantCtx,
        connection: ConnectionId,
    ) -> Result<AdminFloor, ChangesError> {
        self.may_administer(ctx, connection).await?;
        let slot = self.running().floor(ctx.tenant_id(), connection);
        let known = slot.floor.lock().await.clone();
        match known {
            Some(floor) => Ok(floor),
            None => self.admin_floor(ctx, connection, false).await,
        }
    }

    /// How far the reading is that goes on now. None when nobody reads, or for whom the connection is not there.
    pub fn admin_reading(&self, ctx: &TenantCtx, connection: ConnectionId) -> Option<ScanProgress> {
        ctx.require(ADMINS).ok()?;
        self.running().reading(ctx.tenant_id(), connection)
    }

    pub(crate) async fn make_plan(
        &self,
        ctx: &TenantCtx,
        request: PlanRequest,
        stays: Vec<(String, CannotUndo)>,
    ) -> Result<NewChangeSet, ChangesError> {
        let provider = self.administered(ctx, request.connection).await?;
        let reason = check(ctx, provider.as_ref(), &request)?;
        let floor = self.admin_floor(ctx, request.connection, false).await?;
        let recording = self.store().recordings_set(ctx.tenant_id(), request.connection).await?;
        let recording = recording.into_iter().map(|(agent, set)| (agent, set.on)).collect();
        let seen = Seen { agents: &floor.agents, memberships: floor.memberships.as_ref(), recording: &recording };
        let mut plan = plan(&request.asked, seen);
        let administration = provider.administration();
        if let Some(administration) = administration {
            check_each(&mut plan, administration);
        }
        let allowance = administration.and_then(Administration::allowance).or(floor.allowance);
        let scan = floor.memberships.as_ref().map_or(0, |scan| scan.requests);
        let about = About {
            origin: request.origin,
            reason,
            cost: Cost::of(&plan, scan, floor.agents.requests, allowance),
            dangers: plan.dangers,
            queues: floor.memberships.as_ref().map(|scan| scan.queues.clone()).unwrap_or_default(),
            read_at: floor.read_at(),
            stays,
        };
        let (made_by, made_at) = (ctx.actor_label().to_owned(), self.now());
        Ok(NewChangeSet { connection_id: request.connection, about, rows: plan.rows, made_by, made_at })
    }

    /// The connection first: a role must not tell that a foreign one exists. Whoever is limited to a part of the floor
    /// cannot see what a list that is replaced as a whole holds elsewhere.
    pub(crate) async fn may_administer(&self, ctx: &TenantCtx, connection: ConnectionId) -> Result<(), ChangesError> {
        self.store().connection(ctx.tenant_id(), connection).await?.ok_or(ChangesError::NotFound)?;
        ctx.require(ADMINS)?;
        if ctx.scope_filter().is_some() { Err(ChangesError::Forbidden) } else { Ok(()) }
    }

    async fn administered(&self, ctx: &TenantCtx, connection: ConnectionId) -> Result<Arc<dyn Provider>, ChangesError> {
        self.may_administer(ctx, connection).await?;
        let provider = self.provider(ctx.tenant_id(), connection).ok_or(ChangesError::SwitchedOff)?;
        if provider.administration().is_none() {
            return Err(ChangesError::NotOffered(Support::No(Absence::NotOffered)));
        }
        Ok(provider)
    }

    /// A provider that wants to be left alone is not asked through a side door.
    fn not_resting(&self, tenant: TenantId, connection: ConnectionId) -> Result<(), ChangesError> {
        let Some(health) = self.hub().health(tenant, connection) else { return Ok(()) };
        let refused = |kind| Err(ChangesError::Provider(Trouble { route: Route::ListAgents, kind }));
        match health.status {
            HealthStatus::AuthFailed => refused(TroubleKind::KeyRefused),
            HealthStatus::RateLimited { until } if until > self.now() => {
                let wait_s = u32::try_from(until.seconds_since(self.now()) + 1).unwrap_or(u32::MAX);
                refused(TroubleKind::RateLimited { retry_after_s: wait_s })
            }
            HealthStatus::Starting
            | HealthStatus::Ok
            | HealthStatus::Degraded
            | HealthStatus::RateLimited { .. }
            | HealthStatus::Forbidden
            | HealthStatus::Unreachable
            | HealthStatus::ServerError
            | HealthStatus::BadBody
            | HealthStatus::Refused
            | HealthStatus::Misconfigured
            | HealthStatus::Disabled => Ok(()),
        }
    }

    /// A refused key is the whole connection's: its next poll finds out and says so to everybody.
    fn troubled(&self, tenant: TenantId, connection: ConnectionId, trouble: Trouble) -> ChangesError {
        if trouble.kind == TroubleKind::KeyRefused {
            self.poke(tenant, connection);
        }
        ChangesError::Provider(trouble)
    }
}

async fn read(
    administration: &dyn Administration,
    now: UnixMs,
    progress: &(dyn Fn(ScanProgress) + Send + Sync),
) -> Result<AdminFloor, Trouble> {
    let agents = administration.agents(Aim::ToShow, now).await?;
    let (memberships, unseen) = match administration.memberships(None, Aim::ToShow, now, progress).await {
        Ok(scan) => (Some(scan), None),
        // The list of agents is good without the queues, and whole lists can still be set (decision A7).
        Err(trouble) if trouble.kind == (TroubleKind::MissingRight { right: Right::ScopeQueue }) => {
            (None, Some(trouble))
        }
        Err(trouble) => return Err(trouble),
    };
    Ok(AdminFloor { agents, memberships, unseen, allowance: administration.allowance() })
}

/// What is asked for must be allowed, possible, and have its reason. Returns the reason.
fn check(ctx: &TenantCtx, provider: &dyn Provider, request: &PlanRequest) -> Result<Option<String>, ChangesError> {
    if request.asked.is_empty() {
        return Err(ChangesError::NothingAsked);
    }
    if request.asked.len() > MOST_AGENTS as usize {
        return Err(ChangesError::TooMany { most: MOST_AGENTS });
    }
    let capabilities = provider.capabilities();
    for asked in &request.asked {
        may_ask(ctx, asked.change.kind())?;
        let capability = asked.change.needs();
        if !capabilities.allows(capability) {
            return Err(ChangesError::NotOffered(capabilities.support(capability)));
        }
    }
    let reason = request.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if reason.is_some_and(|reason| reason.chars().count() > MOST_REASON_CHARS) {
        return Err(ChangesError::ReasonTooLong);
    }
    let switches_off = request.asked.iter().any(|asked| asked.change == Change::Recording { on: false });
    if switches_off && reason.is_none() {
        return Err(ChangesError::ReasonNeeded);
    }
    Ok(reason.map(str::to_owned))
}

/// What the provider would refuse without being asked is said before anything is confirmed (decision A3).
fn check_each(plan: &mut Plan, administration: &dyn Administration) {
    for row in &mut plan.rows {
        if let Some(command) = row.step.command(&row.agent)
            && let Err(reason) = administration.check(&command)
        {
            row.step = Step::Impossible { why: WhyNot::NotTaken { reason } };
        }
    }
}
