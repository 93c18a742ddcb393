//! Short row numbers: an agent keeps the same one for the whole epoch, also after having been away.

use std::collections::HashMap;

use domain::id::ConnectionIndex;
use domain::id::RowId;

/// The row numbers dealt so far.
#[derive(Debug, Default)]
pub(crate) struct RowIds {
    next: u32,
    of: HashMap<ConnectionIndex, HashMap<String, RowId>>,
}

impl RowIds {
    /// The agent's number, dealt now if they have none.
    pub(crate) fn deal(&mut self, connection: ConnectionIndex, external_id: &str) -> RowId {
        let of_connection = self.of.entry(connection).or_default();
        if let Some(row) = of_connection.get(external_id) {
            return *row;
        }
        let row = RowId(self.next);
        self.next += 1;
        of_connection.insert(external_id.to_owned(), row);
        row
    }

    /// The agent's number, if they have one.
    pub(crate) fn find(&self, connection: ConnectionIndex, external_id: &str) -> Option<RowId> {
        self.of.get(&connection)?.get(external_id).copied()
    }

    /// Forgets a connection that has gone. Its numbers are not dealt again.
    pub(crate) fn forget(&mut self, connection: ConnectionIndex) {
        self.of.remove(&connection);
    }
}
