//! Which rows, queues and connections of a whole tenant's board lie in a rule's scope.

use crate::audience::ScopeFilter;
use crate::board::AgentRow;
use crate::board::Board;
use crate::board::ConnectionView;
use crate::board::QueueView;
use crate::health::HealthStatus;
use crate::id::ConnectionIndex;

/// A scope laid over a board.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scoped<'a> {
    pub(crate) board: &'a Board,
    filter: &'a ScopeFilter,
}

impl<'a> Scoped<'a> {
    pub(crate) const fn new(board: &'a Board, filter: &'a ScopeFilter) -> Self {
        Self { board, filter }
    }

    /// Connections that are switched on. One that an admin switched off is not watched, on purpose.
    pub(crate) fn connections(self) -> impl Iterator<Item = (ConnectionIndex, &'a ConnectionView)> {
        self.board.connections.iter().filter_map(move |(index, connection)| {
            let is_named = self.filter.connections.is_empty() || self.filter.connections.contains(&connection.id);
            (is_named && connection.health.status != HealthStatus::Disabled).then_some((*index, connection))
        })
    }

    /// Rows of those connections.
    pub(crate) fn rows(self) -> impl Iterator<Item = (&'a ConnectionView, &'a AgentRow)> {
        let connections: Vec<_> = self.connections().collect();
        self.board.rows.values().filter_map(move |row| {
            let (_, connection) = connections.iter().find(|(index, _)| *index == row.connection)?;
            self.holds(row).then_some((*connection, row))
        })
    }

    fn holds(self, row: &AgentRow) -> bool {
        let in_groups =
            self.filter.groups.is_empty() || row.group.as_ref().is_some_and(|group| self.filter.groups.contains(group));
        in_groups
            && (self.filter.queues.is_empty()
                || row.queues.iter().any(|queue| self.filter.queues.contains(queue) || self.knows_as(row, queue)))
    }

    /// Whether the scope names by its identifier a queue that the row names by its name.
    fn knows_as(self, row: &AgentRow, label: &str) -> bool {
        self.filter.queues.iter().any(|named| {
            self.board
                .queues
                .get(&format!("{}:{named}", row.connection.0))
                .is_some_and(|queue| queue.reported.queue.label() == label)
        })
    }

    /// Queues of those connections.
    pub(crate) fn queues(self) -> impl Iterator<Item = (&'a ConnectionView, &'a QueueView)> {
        self.board.queues.values().filter_map(move |queue| {
            let (_, connection) = self.connections().find(|(index, _)| *index == queue.connection)?;
            let named = &queue.reported.queue;
            let is_named = self.filter.queues.is_empty()
                || self.filter.queues.iter().any(|name| *name == named.id || named.name.as_ref() == Some(name));
            is_named.then_some((connection, queue))
        })
    }

    /// Whether it is limited to no queue.
    pub(crate) const fn names_no_queue(self) -> bool {
        self.filter.queues.is_empty()
    }

    /// Whether it names a queue that the board does not have.
    pub(crate) fn lacks_a_named_queue(self) -> bool {
        self.filter.queues.iter().any(|name| {
            !self
                .queues()
                .any(|(_, queue)| *name == queue.reported.queue.id || queue.reported.queue.name.as_ref() == Some(name))
        })
    }
}
