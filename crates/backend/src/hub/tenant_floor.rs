//! A tenant's connections with everything known of them, and which rows a change touched.
//!
//! Knows nothing of audiences: what somebody may see of it is the projection's business.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::agent::AgentSnapshot;
use domain::capability::Capabilities;
use domain::command::Action;
use domain::floor::Absorbed;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::id::CommandId;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::TenantLimits;
use domain::provider::ProviderKind;
use domain::queue::QueueSnapshot;
use domain::snapshot::Allowance;
use domain::snapshot::ProviderTotals;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;

use crate::hub::pending::PendingMarks;
use crate::hub::row_ids::RowIds;

/// A row shows the time of its own reading when that lags the connection's last poll by more than this: the rows of one
/// sweep are not received in the same instant.
const OWN_READING_MS: i64 = 2000;

/// What the hub needs to know of a connection to show it.
#[derive(Clone, Debug)]
pub struct ConnectionSeed {
    /// Identity.
    pub id: ConnectionId,
    /// Vendor.
    pub kind: ProviderKind,
    /// The tenant's name for it.
    pub name: String,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Planned time between polls, in milliseconds.
    pub poll_interval_ms: u32,
    /// The agents as last known.
    pub floor: Floor,
    /// Its condition.
    pub health: ConnectionHealth,
}

/// A connection on the floor.
#[derive(Debug)]
pub(crate) struct LiveConnection {
    pub(crate) id: ConnectionId,
    pub(crate) kind: ProviderKind,
    pub(crate) name: String,
    pub(crate) capabilities: Capabilities,
    pub(crate) health: ConnectionHealth,
    pub(crate) totals: Option<ProviderTotals>,
    pub(crate) queues: BTreeMap<String, QueueSnapshot>,
    pub(crate) allowance: Option<Allowance>,
    pub(crate) unmapped: Vec<String>,
    pub(crate) floor: Floor,
    /// Commands that no reading has confirmed yet.
    pub(crate) pending: PendingMarks,
    /// When the rows were read that lag the last poll, so that a row that starts or ceases to lag is noticed.
    lagging: BTreeMap<String, i64>,
}

/// The rows and connections that a change may have altered on somebody's board.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(crate) rows: BTreeMap<RowId, (ConnectionIndex, String)>,
    pub(crate) connections: BTreeSet<ConnectionIndex>,
    pub(crate) limits: bool,
}

/// Everything known of one tenant.
#[derive(Debug, Default)]
pub(crate) struct TenantFloor {
    /// Counts the changes.
    pub(crate) seq: u64,
    limits: TenantLimits,
    /// Which change of the limits they are.
    limits_version: i64,
    connections: BTreeMap<ConnectionIndex, LiveConnection>,
    next_index: u16,
    row_ids: RowIds,
}

impl LiveConnection {
    fn new(seed: ConnectionSeed) -> Self {
        let ConnectionSeed { id, kind, name, capabilities, poll_interval_ms, floor, health } = seed;
        let health = ConnectionHealth { poll_interval_ms, ..health };
        let mut connection = Self {
            id,
            kind,
            name,
            capabilities,
            health,
            totals: None,
            queues: BTreeMap::new(),
            allowance: None,
            unmapped: Vec::new(),
            floor,
            pending: PendingMarks::default(),
            lagging: BTreeMap::new(),
        };
        connection.settle_lagging();
        connection
    }

    /// When the row was read, in whole seconds, where that is earlier than the connection's last good poll.
    pub(crate) fn read_at_s(&self, agent: &AgentSnapshot) -> Option<i64> {
        let lag_ms = self.health.last_ok_at?.ms_since(agent.observed_at);
        (lag_ms > OWN_READING_MS).then(|| agent.observed_at.whole_s())
    }

    fn interval_s(&self) -> u16 {
        u16::try_from(self.health.poll_interval_ms.div_ceil(1000)).unwrap_or(u16::MAX)
    }

    /// The agents whose rows now show another time of reading than before.
    fn settle_lagging(&mut self) -> Vec<String> {
        let mut moved = Vec::new();
        for agent in self.floor.agents() {
            let now = self.read_at_s(agent);
            if self.lagging.get(&agent.external_id).copied() != now {
                moved.push((agent.external_id.clone(), now));
            }
        }
        for (external_id, now) in &moved {
            match now {
                Some(read_at_s) => self.lagging.insert(external_id.clone(), *read_at_s),
                None => self.lagging.remove(external_id),
            };
        }
        moved.into_iter().map(|(external_id, _)| external_id).collect()
    }

    fn take_figures(&mut self, snapshot: &mut Snapshot) {
        let in_part =
            !snapshot.complete || snapshot.warnings.iter().any(|warning| matches!(warning, Warning::PartFailed { .. }));
        let mut queues: BTreeMap<String, QueueSnapshot> = BTreeMap::new();
        for queue in std::mem::take(&mut snapshot.queues) {
            let queue = match self.queues.get(&queue.queue.id) {
                Some(before) => self.settled(before, queue),
                None => queue,
            };
            queues.insert(queue.queue.id.clone(), queue);
        }
        if in_part {
            // What could not be read this time keeps its figures and their age.
            self.queues.append(&mut queues);
        } else {
            self.queues = queues;
        }
        self.unmapped = snapshot.unmapped_states();
        self.totals = snapshot.totals.take();
        self.allowance = snapshot.allowance.or(self.allowance);
    }

    /// Figures that are the same as before keep their time for as long as it counts as fresh: otherwise every poll
    /// would send every queue to every viewer.
    fn settled(&self, before: &QueueSnapshot, read: QueueSnapshot) -> QueueSnapshot {
        let lag_ms = read.as_of.ms_since(before.as_of);
        let is_same = QueueSnapshot { as_of: before.as_of, ..read.clone() } == *before;
        if is_same && lag_ms <= 2 * i64::from(self.health.poll_interval_ms) { before.clone() } else { read }
    }
}

impl TenantFloor {
    /// The connections, in the order in which they were added.
    pub(crate) fn connections(&self) -> impl Iterator<Item = (ConnectionIndex, &LiveConnection)> {
        self.connections.iter().map(|(index, connection)| (*index, connection))
    }

    /// One connection.
    pub(crate) fn connection(&self, index: ConnectionIndex) -> Option<&LiveConnection> {
        self.connections.get(&index)
    }

    /// The number of a connection.
    pub(crate) fn index_of(&self, id: ConnectionId) -> Option<ConnectionIndex> {
        self.connections().find(|(_, connection)| connection.id == id).map(|(index, _)| index)
    }

    /// The number of an agent's row.
    pub(crate) fn row_of(&self, index: ConnectionIndex, external_id: &str) -> Option<RowId> {
        self.row_ids.find(index, external_id)
    }

    /// Adds a connection, or replaces what is known of it while its number and its rows' numbers stay.
    pub(crate) fn add(&mut self, seed: ConnectionSeed) -> Touched {
        let index = self.index_of(seed.id).unwrap_or_else(|| {
            let index = ConnectionIndex(self.next_index);
            self.next_index += 1;
            index
        });
        let before = self.everything_of(index);
        let mut connection = LiveConnection::new(seed);
        // A connection that is edited meanwhile has still been asked.
        connection.pending = self.connections.remove(&index).map(|before| before.pending).unwrap_or_default();
        self.connections.insert(index, connection);
        let mut touched = self.everything_of(index);
        touched.rows.extend(before.rows);
        touched
    }

    /// Takes a connection with all its rows off the floor.
    pub(crate) fn remove(&mut self, id: ConnectionId) -> Option<Touched> {
        let index = self.index_of(id)?;
        let touched = self.everything_of(index);
        self.connections.remove(&index);
        self.row_ids.forget(index);
        Some(touched)
    }

    /// Merges a good poll.
    pub(crate) fn absorb(
        &mut self,
        id: ConnectionId,
        mut snapshot: Snapshot,
        health: ConnectionHealth,
    ) -> Option<(Absorbed, Touched)> {
        let index = self.index_of(id)?;
        let connection = self.connections.get_mut(&index)?;
        connection.health = health;
        connection.take_figures(&mut snapshot);
        let interval_s = connection.interval_s();
        let absorbed = connection.floor.absorb(snapshot, interval_s);
        let touched = self.touched_by(index, &absorbed);
        Some((absorbed, touched))
    }

    /// Merges one agent who was read on their own.
    pub(crate) fn absorb_one(&mut self, id: ConnectionId, agent: AgentSnapshot) -> Option<(Absorbed, Touched)> {
        let index = self.index_of(id)?;
        let connection = self.connections.get_mut(&index)?;
        let interval_s = connection.interval_s();
        let absorbed = connection.floor.absorb_one(agent, interval_s);
        let touched = self.touched_by(index, &absorbed);
        Some((absorbed, touched))
    }

    /// Takes over a connection's condition. The floor is not touched: an outage changes nobody's state.
    pub(crate) fn set_health(&mut self, id: ConnectionId, health: ConnectionHealth) -> Option<Touched> {
        let index = self.index_of(id)?;
        self.connections.get_mut(&index)?.health = health;
        Some(self.touched_by(index, &Absorbed::default()))
    }

    /// Deals rows to agents who may come, so that their numbers do not depend on who comes first.
    pub(crate) fn deal_rows<'a>(&mut self, index: ConnectionIndex, agents: impl Iterator<Item = &'a str>) {
        for external_id in agents {
            self.row_ids.deal(index, external_id);
        }
    }

    /// Puts a connection as it was at some moment: these agents and queues, and this condition. Decides nothing.
    pub(crate) fn put(
        &mut self,
        index: ConnectionIndex,
        agents: Vec<AgentSnapshot>,
        queues: Vec<QueueSnapshot>,
        health: ConnectionHealth,
        figures_read_at: Option<UnixMs>,
    ) -> Touched {
        let mut touched = Touched::default();
        let Some(connection) = self.connections.get_mut(&index) else { return touched };
        touched.connections.insert(index);
        for agent in agents {
            let row = self.row_ids.deal(index, &agent.external_id);
            touched.rows.insert(row, (index, agent.external_id.clone()));
            connection.floor.put(agent);
        }
        for queue in queues {
            connection.queues.insert(queue.queue.id.clone(), queue);
        }
        if let Some(read_at) = figures_read_at {
            // Figures that did not change were read again.
            connection.queues.values_mut().for_each(|queue| queue.as_of = queue.as_of.max(read_at));
        }
        connection.health = health;
        touched
    }

    /// Takes over what is too long from now on; not what a later change has replaced already.
    pub(crate) fn set_limits(&mut self, version: i64, limits: TenantLimits) -> Option<Touched> {
        if version <= self.limits_version {
            return None;
        }
        self.limits_version = version;
        self.limits = limits;
        Some(Touched { limits: true, ..Touched::default() })
    }

    /// What is too long.
    pub(crate) fn limits(&self) -> &TenantLimits {
        &self.limits
    }

    /// Notes that a command is under way. None for an agent who is not on the floor.
    pub(crate) fn mark_pending(
        &mut self,
        id: ConnectionId,
        external_id: &str,
        command_id: CommandId,
        action: Action,
        now: UnixMs,
    ) -> Option<Touched> {
        let index = self.index_of(id)?;
        let connection = self.connections.get_mut(&index)?;
        connection.floor.agent(external_id)?;
        connection.pending.note(external_id, command_id, action, now);
        Some(self.rows_of(index, &[external_id.to_owned()]))
    }

    /// Forgets a command. None when it is not noted any more.
    pub(crate) fn settle_pending(
        &mut self,
        id: ConnectionId,
        external_id: &str,
        command_id: CommandId,
    ) -> Option<Touched> {
        let index = self.index_of(id)?;
        let was_noted = self.connections.get_mut(&index)?.pending.take(external_id, command_id);
        was_noted.then(|| self.rows_of(index, &[external_id.to_owned()]))
    }

    /// Forgets commands that have waited too long for a reading. None when there are none.
    pub(crate) fn forget_overdue(&mut self, id: ConnectionId, now: UnixMs) -> Option<Touched> {
        let index = self.index_of(id)?;
        let over = self.connections.get_mut(&index)?.pending.take_overdue(now);
        (!over.is_empty()).then(|| self.rows_of(index, &over))
    }

    fn rows_of(&mut self, index: ConnectionIndex, agents: &[String]) -> Touched {
        let rows = agents.iter().map(|agent| (self.row_ids.deal(index, agent), (index, agent.clone()))).collect();
        Touched { rows, ..Touched::default() }
    }

    /// Everything, as somebody who has seen nothing yet must receive it.
    pub(crate) fn everything(&self) -> Touched {
        let mut touched = Touched { limits: true, ..Touched::default() };
        for (index, connection) in self.connections() {
            touched.connections.insert(index);
            touched.rows.extend(connection.floor.agents().filter_map(|agent| {
                let row = self.row_ids.find(index, &agent.external_id)?;
                Some((row, (index, agent.external_id.clone())))
            }));
        }
        touched
    }

    fn everything_of(&mut self, index: ConnectionIndex) -> Touched {
        let mut touched = Touched::default();
        touched.connections.insert(index);
        if let Some(connection) = self.connections.get(&index) {
            for agent in connection.floor.agents() {
                let row = self.row_ids.deal(index, &agent.external_id);
                touched.rows.insert(row, (index, agent.external_id.clone()));
            }
        }
        touched
    }

    fn touched_by(&mut self, index: ConnectionIndex, absorbed: &Absorbed) -> Touched {
        let mut touched = Touched::default();
        touched.connections.insert(index);
        let Some(connection) = self.connections.get_mut(&index) else { return touched };
        for external_id in &absorbed.gone {
            connection.lagging.remove(external_id);
        }
        let lagging = connection.settle_lagging();
        let LiveConnection { floor, pending, .. } = connection;
        let shown = pending.take_shown(|external_id| floor.agent(external_id));
        for external_id in absorbed.changed.iter().chain(&absorbed.gone).chain(&lagging).chain(&shown) {
            touched.rows.insert(self.row_ids.deal(index, external_id), (index, external_id.clone()));
        }
        touched
    }
}
