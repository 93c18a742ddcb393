//! What happened behind a picture that somebody holds still: who came, who went, and who is in another state.

use std::collections::BTreeMap;

use crate::agent::AgentState;
use crate::board::AgentRow;
use crate::board::Board;
use crate::id::RowId;
use crate::time::UnixMs;

/// So many changes are told one by one; the others are counted.
pub const MOST: usize = 100;

/// What happened to one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// From one state to another.
    State {
        /// As shown.
        from: AgentState,
        /// As it is.
        to: AgentState,
    },
    /// On the board now.
    Came(AgentState),
    /// Not on the board any more.
    Went(AgentState),
}

/// One agent's change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name.
    pub name: String,
    /// The agent's word in an address.
    pub address: String,
    /// What happened.
    pub what: What,
    /// Since when it is so.
    pub at: UnixMs,
}

/// All changes that wait to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The newest, newest first.
    pub changes: Vec<Change>,
    /// How many more there are.
    pub more: usize,
}

impl Waiting {
    /// What `received` changes about `shown`. `touched` are the rows that steps have touched since, and when; after row
    /// numbers were dealt anew it says nothing, and agents are compared by who they are.
    pub fn between(shown: &Board, received: &Board, touched: &BTreeMap<RowId, UnixMs>) -> Self {
        let mut changes: Vec<Change> = if shown.epoch == received.epoch {
            let change = |(id, at): (&RowId, &UnixMs)| change(shown.rows.get(id), received.rows.get(id), *at);
            touched.iter().filter_map(change).collect()
        } else {
            let known: BTreeMap<String, &AgentRow> = shown.rows.values().map(|row| (row.address(), row)).collect();
            let mut gone = known.clone();
            let mut changes = Vec::new();
            for row in received.rows.values() {
                let address = row.address();
                gone.remove(&address);
                changes.extend(change(known.get(&address).copied(), Some(row), received.now));
            }
            changes.extend(gone.into_values().filter_map(|row| change(Some(row), None, received.now)));
            changes
        };
        changes.sort_by(|a, b| (b.at, &a.name).cmp(&(a.at, &b.name)));
        let more = changes.len().saturating_sub(MOST);
        changes.truncate(MOST);
        Self { changes, more }
    }

    /// How many changes wait.
    pub fn count(&self) -> usize {
        self.changes.len() + self.more
    }
}

/// A change of what is shown of an agent's state; other details are not counted.
fn change(shown: Option<&AgentRow>, received: Option<&AgentRow>, noticed: UnixMs) -> Option<Change> {
    let (row, what, at) = match (shown, received) {
        (Some(from), Some(to)) if from.state != to.state => {
            let since = to.since_s.map_or(noticed, UnixMs::from_s);
            (to, What::State { from: from.state, to: to.state }, since)
        }
        (None, Some(row)) => (row, What::Came(row.state), noticed),
        (Some(row), None) => (row, What::Went(row.state), noticed),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    Some(Change { name: row.name.clone(), address: row.address(), what, at })
}
