//! What changed between two boards of the same epoch: `old.apply(diff(old, new)) == new`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::board::AgentRow;
use crate::board::Board;
use crate::board::ConnectionView;
use crate::board::QueueView;
use crate::id::ConnectionIndex;
use crate::id::RowId;
use crate::limits::Limits;
use crate::patch::Patchable;
use crate::time::UnixMs;

/// Changes to a keyed set: what came, what changed and what went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(
    serialize = "K: Serialize, V: Serialize, V::Patch: Serialize",
    deserialize = "K: Deserialize<'de>, V: Deserialize<'de>, V::Patch: Deserialize<'de>"
))]
pub struct Changes<K, V: Patchable>
where
    V::Patch: PartialEq + Eq + std::fmt::Debug,
{
    /// New or replaced whole.
    #[serde(rename = "p", default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub put: Vec<(K, V)>,
    /// Changed in some fields.
    #[serde(rename = "c", default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub change: Vec<(K, V::Patch)>,
    /// Gone.
    #[serde(rename = "g", default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<K>,
}

impl<K, V: Patchable> Default for Changes<K, V>
where
    V::Patch: PartialEq + Eq + std::fmt::Debug,
{
    fn default() -> Self {
        Self { put: Vec::new(), change: Vec::new(), gone: Vec::new() }
    }
}

impl<K: Ord + Clone, V: Patchable> Changes<K, V>
where
    V::Patch: PartialEq + Eq + std::fmt::Debug,
{
    /// What turns `old` into `new`.
    pub fn between(old: &BTreeMap<K, V>, new: &BTreeMap<K, V>) -> Self {
        let mut changes = Self::default();
        for (key, value) in new {
            match old.get(key) {
                None => changes.put.push((key.clone(), value.clone())),
                Some(before) => {
                    if let Some(patch) = before.diff(value) {
                        changes.change.push((key.clone(), patch));
                    }
                }
            }
        }
        changes.gone.extend(old.keys().filter(|key| !new.contains_key(key)).cloned());
        changes
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.change.is_empty() && self.gone.is_empty()
    }

    /// Makes the changes. A patch for something that is not there is ignored: the gap shows in `prev`.
    pub fn apply_to(self, map: &mut BTreeMap<K, V>) {
        for key in &self.gone {
            map.remove(key);
        }
        map.extend(self.put);
        for (key, patch) in self.change {
            if let Some(value) = map.get_mut(&key) {
                value.apply(patch);
            }
        }
    }
}

/// The place of a frame in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Epoch.
    #[serde(rename = "e")]
    pub epoch: u64,
    /// Change number within it.
    #[serde(rename = "q")]
    pub seq: u64,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.epoch, self.seq)
    }
}

impl Position {
    /// Reads `epoch-seq`.
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, seq) = text.split_once('-')?;
        Some(Self { epoch: epoch.parse().ok()?, seq: seq.parse().ok()? })
    }
}

/// One step of one audience's board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// This step.
    #[serde(rename = "at")]
    pub at: Position,
    /// The audience's last step before it; whoever is elsewhere has a gap and asks for a snapshot.
    #[serde(rename = "v")]
    pub prev: u64,
    /// The server's time.
    #[serde(rename = "now")]
    pub now: UnixMs,
    /// Rows.
    #[serde(rename = "r", default, skip_serializing_if = "Changes::is_empty")]
    pub rows: Changes<RowId, AgentRow>,
    /// Connections.
    #[serde(rename = "n", default, skip_serializing_if = "Changes::is_empty")]
    pub connections: Changes<ConnectionIndex, ConnectionView>,
    /// Queues.
    #[serde(rename = "u", default, skip_serializing_if = "Changes::is_empty")]
    pub queues: Changes<String, QueueView>,
    /// The limits, where they changed.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<Limits>,
}

/// A delta that does not follow the board it was given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the delta does not follow this board")]
pub struct Gap;

/// What turns `old` into `new`, both of one epoch.
pub fn diff(old: &Board, new: &Board) -> Delta {
    Delta {
        at: Position { epoch: new.epoch, seq: new.seq },
        prev: old.seq,
        now: new.now,
        rows: Changes::between(&old.rows, &new.rows),
        connections: Changes::between(&old.connections, &new.connections),
        queues: Changes::between(&old.queues, &new.queues),
        limits: (old.limits != new.limits).then(|| new.limits.clone()),
    }
}

impl Delta {
    /// Whether nothing a viewer could see has changed.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.connections.is_empty() && self.queues.is_empty() && self.limits.is_none()
    }

    /// Whether it follows a board at `position`.
    pub fn follows(&self, position: Position) -> bool {
        self.at.epoch == position.epoch && self.prev == position.seq
    }
}

impl Board {
    /// Where the board stands.
    pub const fn position(&self) -> Position {
        Position { epoch: self.epoch, seq: self.seq }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`Gap`] when a step in between was missed; the board is left as it was.
    pub fn apply(&mut self, delta: Delta) -> Result<(), Gap> {
        if !delta.follows(self.position()) {
            return Err(Gap);
        }
        self.seq = delta.at.seq;
        self.now = delta.now;
        delta.rows.apply_to(&mut self.rows);
        delta.connections.apply_to(&mut self.connections);
        delta.queues.apply_to(&mut self.queues);
        if let Some(limits) = delta.limits {
            self.limits = limits;
        }
        Ok(())
    }
}
