//! The one writer of boards: polls go in, and every audience's board and stream of changes comes out.
//!
//! Tenants share nothing here but the map they are found in. Locks are std mutexes, held for the length of a merge or a
//! look-up and never across an await. The hub asks no provider and stores nothing.

mod audience_board;
mod audience_feed;
mod clock;
mod pending;
mod projection;
mod reel;
mod ring;
mod row_ids;
mod subscription;
mod tenant_floor;
mod tenant_hub;
mod vitals;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use domain::agent::AgentSnapshot;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::command::Action;
use domain::delta::Position;
use domain::floor::Absorbed;
use domain::health::ConnectionHealth;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::id::TenantId;
use domain::limits::TenantLimits;
use domain::queue::QueueSnapshot;
use domain::snapshot::Allowance;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use tokio::sync::watch;

use crate::hub::tenant_hub::TenantHub;

pub use clock::Clock;
pub(crate) use pending::PENDING_FOR_S;
pub(crate) use projection::Sight;
pub use reel::KeptConnection;
pub use reel::Reel;
pub(crate) use reel::agent_at;
pub use subscription::Subscription;
pub use tenant_floor::ConnectionSeed;
pub use vitals::ConnectionVitals;

/// All boards of this process. A clone is another handle to the same ones.
#[derive(Clone, Debug)]
pub struct Hub {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    epoch: u64,
    clock: Clock,
    tenants: Mutex<HashMap<TenantId, Arc<TenantHub>>>,
}

impl Hub {
    /// A hub whose row numbers belong to `epoch`: the start time in milliseconds, so that no two runs share one.
    pub fn new(epoch: u64) -> Self {
        Self::with_clock(epoch, Clock::system())
    }

    /// The same with a clock of one's own.
    pub fn with_clock(epoch: u64, clock: Clock) -> Self {
        Self { shared: Arc::new(Shared { epoch, clock, tenants: Mutex::default() }) }
    }

    /// Puts a connection on the tenant's floor. One that is there already is replaced and keeps its number and its
    /// rows' numbers.
    pub fn add_connection(&self, tenant: TenantId, seed: ConnectionSeed) {
        self.tenant_or_new(tenant).change(self.now(), |floor| Some(((), floor.add(seed))));
    }

    /// Takes a connection with its rows off the floor.
    pub fn remove_connection(&self, tenant: TenantId, connection: ConnectionId) {
        self.change(tenant, |floor| Some(((), floor.remove(connection)?)));
    }

    /// Merges a good poll. What it changed is for the caller to keep; of a connection that was removed meanwhile,
    /// nothing is.
    pub fn publish(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        snapshot: Snapshot,
        health: ConnectionHealth,
    ) -> Absorbed {
        self.change(tenant, |floor| floor.absorb(connection, snapshot, health)).unwrap_or_default()
    }

    /// Shows a connection's condition after a poll that brought nothing. Nobody's state changes.
    pub fn publish_health(&self, tenant: TenantId, connection: ConnectionId, health: ConnectionHealth) {
        self.change(tenant, |floor| Some(((), floor.set_health(connection, health)?)));
    }

    /// Merges one agent who was read on their own.
    pub fn publish_agent(&self, tenant: TenantId, connection: ConnectionId, agent: AgentSnapshot) -> Absorbed {
        self.change(tenant, |floor| floor.absorb_one(connection, agent)).unwrap_or_default()
    }

    /// Lets every board of the tenant measure by these limits from now on, unless it knows a later version of them.
    pub fn set_limits(&self, tenant: TenantId, version: i64, limits: TenantLimits) {
        self.tenant_or_new(tenant).change(self.now(), |floor| Some(((), floor.set_limits(version, limits)?)));
    }

    /// The reasons of pauses that agents on the floor have now, each once.
    pub fn pause_reasons(&self, tenant: TenantId) -> Vec<String> {
        let Some(tenant) = self.tenant(tenant) else { return Vec::new() };
        tenant.read(|floor| {
            let agents = floor.connections().flat_map(|(_, connection)| connection.floor.agents());
            let reasons: BTreeSet<&String> = agents.filter_map(|agent| agent.pause_reason.as_ref()).collect();
            reasons.into_iter().cloned().collect()
        })
    }

    /// Shows on every board that a command to an agent is under way; a later one takes the place of an earlier one. An
    /// agent who is not on the floor has no row to show it on.
    pub fn mark_pending(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        external_id: &str,
        command_id: CommandId,
        action: Action,
    ) {
        let now = self.now();
        self.change(tenant, |floor| Some(((), floor.mark_pending(connection, external_id, command_id, action, now)?)));
    }

    /// The command has ended, and no later reading could tell more of it.
    pub fn settle_pending(&self, tenant: TenantId, connection: ConnectionId, external_id: &str, command_id: CommandId) {
        self.change(tenant, |floor| Some(((), floor.settle_pending(connection, external_id, command_id)?)));
    }

    /// Takes badges away that have been there for a minute without a reading that confirms them.
    pub fn forget_overdue(&self, tenant: TenantId, connection: ConnectionId) {
        let now = self.now();
        self.change(tenant, |floor| Some(((), floor.forget_overdue(connection, now)?)));
    }

    /// The board of an audience, from which a subscription can go on. None for a limited audience whose limits are not
    /// given.
    pub fn board(
        &self,
        tenant: TenantId,
        audience: &Audience,
        filter: Option<&ScopeFilter>,
        now: UnixMs,
    ) -> Option<Board> {
        match self.tenant(tenant) {
            Some(tenant) => tenant.board(audience, filter, now),
            None => TenantHub::new(self.shared.epoch).board(audience, filter, now),
        }
    }

    /// Starts to view. `after` is the position of the board the viewer has. None as for [`Hub::board`].
    pub fn subscribe(
        &self,
        tenant: TenantId,
        audience: Audience,
        filter: Option<ScopeFilter>,
        after: Option<Position>,
    ) -> Option<Subscription> {
        let clock = self.shared.clock.clone();
        self.tenant_or_new(tenant).subscribe(&audience, filter.as_ref(), after, clock)
    }

    /// An agent as the server knows them, numbers included.
    pub fn agent(&self, tenant: TenantId, connection: ConnectionId, external_id: &str) -> Option<AgentSnapshot> {
        self.tenant(tenant)?.read(|floor| {
            let index = floor.index_of(connection)?;
            floor.connection(index)?.floor.agent(external_id).cloned()
        })
    }

    /// The agents of a connection, numbers included; only the ones named, if any are.
    pub fn agents(
        &self,
        tenant: TenantId,
        connection: ConnectionId,
        named: Option<&BTreeSet<String>>,
    ) -> Vec<AgentSnapshot> {
        let Some(tenant) = self.tenant(tenant) else { return Vec::new() };
        tenant.read(|floor| {
            let connection = floor.index_of(connection).and_then(|index| floor.connection(index));
            let Some(connection) = connection else { return Vec::new() };
            match named {
                Some(named) => named.iter().filter_map(|id| connection.floor.agent(id).cloned()).collect(),
                None => connection.floor.agents().cloned().collect(),
            }
        })
    }

    /// What the provider reports of the queues of a connection.
    pub fn queues(&self, tenant: TenantId, connection: ConnectionId) -> Vec<QueueSnapshot> {
        let Some(tenant) = self.tenant(tenant) else { return Vec::new() };
        tenant.read(|floor| {
            let connection = floor.index_of(connection).and_then(|index| floor.connection(index));
            connection.map_or_else(Vec::new, |connection| connection.queues.values().cloned().collect())
        })
    }

    /// An agent as an audience may see them; none also when they are out of its scope.
    pub fn agent_for(
        &self,
        tenant: TenantId,
        audience: &Audience,
        filter: Option<&ScopeFilter>,
        connection: ConnectionIndex,
        external_id: &str,
    ) -> Option<(RowId, ConnectionIndex, AgentSnapshot)> {
        let sight = Sight::of(audience, filter)?;
        self.tenant(tenant)?.read(|floor| {
            let live = floor.connection(connection)?;
            let agent = live.floor.agent(external_id)?;
            let row = floor.row_of(connection, external_id)?;
            sight.admits_agent(live, agent).then(|| (row, connection, sight.masked(agent.clone())))
        })
    }

    /// An agent as an audience may see them, also one who is no longer on the floor; none when they are out of its scope.
    pub fn seen_by(
        audience: &Audience,
        filter: Option<&ScopeFilter>,
        connection: ConnectionId,
        agent: AgentSnapshot,
    ) -> Option<AgentSnapshot> {
        let sight = Sight::of(audience, filter)?;
        sight.admits_agent_of(connection, &agent).then(|| sight.masked(agent))
    }

    /// The connection of that number.
    pub fn connection_id(&self, tenant: TenantId, connection: ConnectionIndex) -> Option<ConnectionId> {
        self.tenant(tenant)?.read(|floor| floor.connection(connection).map(|live| live.id))
    }

    /// The number of a connection.
    pub fn connection_index(&self, tenant: TenantId, connection: ConnectionId) -> Option<ConnectionIndex> {
        self.tenant(tenant)?.read(|floor| floor.index_of(connection))
    }

    /// A connection's condition.
    pub fn health(&self, tenant: TenantId, connection: ConnectionId) -> Option<ConnectionHealth> {
        self.tenant(tenant)?.read(|floor| {
            let index = floor.index_of(connection)?;
            floor.connection(index).map(|live| live.health.clone())
        })
    }

    /// What the provider's headers tell of its allowance, and how many agents of the connection are on the board.
    pub fn allowance_and_agents(&self, tenant: TenantId, connection: ConnectionId) -> (Option<Allowance>, u32) {
        let found = self.tenant(tenant).and_then(|tenant| {
            tenant.read(|floor| {
                let index = floor.index_of(connection)?;
                floor.connection(index).map(|live| (live.allowance, live.floor.agents().count()))
            })
        });
        let (allowance, agents) = found.unwrap_or_default();
        (allowance, u32::try_from(agents).unwrap_or(u32::MAX))
    }

    /// How many viewers a tenant has.
    pub fn viewers(&self, tenant: TenantId) -> usize {
        self.tenant(tenant).map_or(0, |tenant| *tenant.viewers().borrow())
    }

    /// How many viewers a tenant has, and every change of it.
    pub fn watch_viewers(&self, tenant: TenantId) -> watch::Receiver<usize> {
        self.tenant_or_new(tenant).viewers()
    }

    /// How many audiences of a tenant have viewers.
    pub fn audiences(&self, tenant: TenantId) -> usize {
        self.tenant(tenant).map_or(0, |tenant| tenant.feeds())
    }

    fn now(&self) -> UnixMs {
        self.shared.clock.now()
    }

    fn tenant(&self, tenant: TenantId) -> Option<Arc<TenantHub>> {
        lock(&self.shared.tenants).get(&tenant).cloned()
    }

    fn tenant_or_new(&self, tenant: TenantId) -> Arc<TenantHub> {
        let mut tenants = lock(&self.shared.tenants);
        Arc::clone(tenants.entry(tenant).or_insert_with(|| Arc::new(TenantHub::new(self.shared.epoch))))
    }

    fn change<T>(
        &self,
        tenant: TenantId,
        change: impl FnOnce(&mut tenant_floor::TenantFloor) -> Option<(T, tenant_floor::Touched)>,
    ) -> Option<T> {
        self.tenant(tenant)?.change(self.now(), change)
    }
}

/// Takes a lock. A panic elsewhere while it was held must not take every board of the tenant along.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
