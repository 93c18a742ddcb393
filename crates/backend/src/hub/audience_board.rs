//! One audience's board, kept up to date step by step: the work of a step follows what changed, not the size of the floor.

use std::collections::BTreeMap;
use std::collections::HashMap;

use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::board::QueueView;
use domain::delta::Changes;
use domain::delta::Delta;
use domain::delta::Position;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::Limits;
use domain::patch::Patchable;
use domain::time::UnixMs;

use crate::hub::projection::Sight;
use crate::hub::tenant_floor::TenantFloor;
use crate::hub::tenant_floor::Touched;

/// The board of one audience, with the counts it needs to stay cheap.
#[derive(Debug)]
pub(crate) struct AudienceBoard {
    pub(crate) sight: Sight,
    pub(crate) board: Board,
    rows_of: HashMap<ConnectionIndex, u32>,
    agents_in: HashMap<(ConnectionIndex, String), u32>,
}

impl AudienceBoard {
    /// The audience's board of the floor as it is.
    pub(crate) fn new(sight: Sight, floor: &TenantFloor, epoch: u64, now: UnixMs) -> Self {
        let board = Board { epoch, seq: floor.seq, now, ..Board::default() };
        let mut built = Self { sight, board, rows_of: HashMap::new(), agents_in: HashMap::new() };
        built.step(floor, &floor.everything(), now);
        built
    }

    /// Takes over what changed on the floor; none when this audience sees nothing of it.
    pub(crate) fn step(&mut self, floor: &TenantFloor, touched: &Touched, now: UnixMs) -> Option<Delta> {
        let rows = self.step_rows(floor, touched);
        let queues = self.step_queues(floor, touched);
        let connections = self.step_connections(floor, touched);
        let limits = self.step_limits(floor, touched, &connections);
        let prev = self.board.seq;
        let at = Position { epoch: self.board.epoch, seq: floor.seq };
        let delta = Delta { at, prev, now, rows, connections, queues, limits };
        if delta.is_empty() {
            return None;
        }
        self.board.seq = floor.seq;
        self.board.now = now;
        Some(delta)
    }

    fn step_rows(&mut self, floor: &TenantFloor, touched: &Touched) -> Changes<RowId, AgentRow> {
        let mut changes = Changes::default();
        for (id, (index, external_id)) in &touched.rows {
            let row = floor.connection(*index).and_then(|connection| {
                let agent = connection.floor.agent(external_id)?;
                self.sight.row(*index, connection, agent)
            });
            let before = self.board.rows.get(id).cloned();
            if let Some(before) = &before {
                self.count(before, false);
            }
            if let Some(row) = &row {
                self.count(row, true);
            }
            settle(&mut changes, &mut self.board.rows, *id, row);
        }
        changes
    }

    fn count(&mut self, row: &AgentRow, comes: bool) {
        let add = |count: &mut u32| *count = if comes { *count + 1 } else { count.saturating_sub(1) };
        add(self.rows_of.entry(row.connection).or_default());
        if row.state.is_logged_in() {
            for queue in &row.queues {
                add(self.agents_in.entry((row.connection, queue.clone())).or_default());
            }
        }
    }

    fn step_queues(&mut self, floor: &TenantFloor, touched: &Touched) -> Changes<String, QueueView> {
        let mut changes = Changes::default();
        for index in &touched.connections {
            let mut views: BTreeMap<String, Option<QueueView>> = self
                .board
                .queues
                .iter()
                .filter(|(_, view)| view.connection == *index)
                .map(|(key, _)| (key.clone(), None))
                .collect();
            if let Some(connection) = floor.connection(*index) {
                for queue in connection.queues.values().filter(|queue| self.sight.admits_queue(connection, queue)) {
                    let key = format!("{}:{}", index.0, queue.queue.id);
                    let agents_seen = self.agents_in(*index, queue.queue.label(), &queue.queue.id);
                    views.insert(key, Some(QueueView { connection: *index, reported: queue.clone(), agents_seen }));
                }
            }
            for (key, view) in views {
                settle(&mut changes, &mut self.board.queues, key, view);
            }
        }
        changes
    }

    /// Logged-in agents whose rows name the queue; a row names it by identifier where it was told no name.
    fn agents_in(&self, index: ConnectionIndex, label: &str, id: &str) -> u32 {
        let count = |name: &str| self.agents_in.get(&(index, name.to_owned())).copied().unwrap_or(0);
        if label == id { count(id) } else { count(label) + count(id) }
    }

    fn step_connections(&mut self, floor: &TenantFloor, touched: &Touched) -> Changes<ConnectionIndex, ConnectionView> {
        let mut changes = Changes::default();
        for index in &touched.connections {
            let view = floor.connection(*index).and_then(|connection| {
                let visible_rows = self.rows_of.get(index).copied().unwrap_or(0);
                let is_shown = self.sight.names_connection(connection.id)
                    || visible_rows > 0
                    || self.board.queues.values().any(|queue| queue.connection == *index);
                is_shown.then(|| self.sight.connection(connection, visible_rows))
            });
            settle(&mut changes, &mut self.board.connections, *index, view);
        }
        changes
    }

    /// The limits go with the connections that are on the board: of others this audience need not know the number.
    fn step_limits(
        &mut self,
        floor: &TenantFloor,
        touched: &Touched,
        connections: &Changes<ConnectionIndex, ConnectionView>,
    ) -> Option<Limits> {
        if !touched.limits && connections.put.is_empty() && connections.gone.is_empty() {
            return None;
        }
        let limits =
            floor.limits().by_index(self.board.connections.iter().map(|(index, connection)| (*index, connection.id)));
        (limits != self.board.limits).then(|| {
            self.board.limits = limits.clone();
            limits
        })
    }
}

/// Puts `value` under `key`, or takes away what is there, and notes the change if it is one.
fn settle<K, V>(changes: &mut Changes<K, V>, map: &mut BTreeMap<K, V>, key: K, value: Option<V>)
where
    K: Ord + Clone,
    V: Patchable,
    V::Patch: PartialEq + Eq + std::fmt::Debug,
{
    match (map.get(&key), value) {
        (None, None) => {}
        (Some(_), None) => {
            map.remove(&key);
            changes.gone.push(key);
        }
        (None, Some(value)) => {
            map.insert(key.clone(), value.clone());
            changes.put.push((key, value));
        }
        (Some(before), Some(value)) => {
            if let Some(patch) = before.diff(&value) {
                map.insert(key.clone(), value);
                changes.change.push((key, patch));
            }
        }
    }
}
