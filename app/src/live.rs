//! The board while it is being looked at: rows that change one signal each, a clock that ticks from server time, and the
//! link that feeds them.

mod follow;
mod order;
mod stream;
#[cfg(test)]
mod tests;
mod ticker;
mod turns;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::RwLock;

use domain::alarm::Alarms;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::board::QueueView;
use domain::counts::Counts;
use domain::delta::Delta;
use domain::exception::Exception;
use domain::exception::exceptions;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::Limits;
use domain::time::UnixMs;
use leptos::prelude::*;

pub(crate) use follow::follow;
pub(crate) use follow::follow_wall;
pub(crate) use order::Order;

use crate::alert::Alert;
use crate::api::FirstPaint;

/// The state of this screen's own link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Not there yet.
    Connecting,
    /// Frames are coming.
    Live,
    /// Lost; what is shown is from the last frame.
    Lost,
}

/// A board that is followed. Cheap to clone: all clones are the same board.
#[derive(Clone)]
pub(crate) struct LiveBoard {
    /// The whole truth as last received. A plain lock: nothing is awaited or rendered while it is held.
    board: Arc<RwLock<Board>>,
    rows: Arc<RwLock<BTreeMap<RowId, ArcRwSignal<AgentRow>>>>,
    pending: Arc<RwLock<BTreeSet<RowId>>>,
    first: Arc<FirstPaint>,
    /// Connections with their health.
    pub(crate) connections: RwSignal<BTreeMap<ConnectionIndex, ConnectionView>>,
    /// Queues with their figures.
    pub(crate) queues: RwSignal<BTreeMap<String, QueueView>>,
    /// Counts the frames shown; effects that derive from all rows depend on it.
    pub(crate) version: RwSignal<u64>,
    /// Server time, once a second.
    pub(crate) now: RwSignal<UnixMs>,
    /// This screen's link.
    pub(crate) link: RwSignal<Link>,
    /// When the last frame came, in server time.
    pub(crate) heard_at: RwSignal<UnixMs>,
    /// When the person paused the page; the board goes on behind it.
    pub(crate) paused_at: RwSignal<Option<UnixMs>>,
    /// Rows changed since then.
    pub(crate) waiting: RwSignal<usize>,
    /// Whether every row is here, not only those of the first paint.
    pub(crate) whole: RwSignal<bool>,
    /// The frame shown, as the page's attribute.
    pub(crate) seq: RwSignal<u64>,
    /// The alarms that are open. They are shown also while the page is paused.
    pub(crate) alarms: RwSignal<Alarms>,
    /// How this browser tells of new ones.
    pub(crate) alert: Alert,
    /// The tenant's limits.
    pub(crate) limits: RwSignal<Limits>,
}

impl LiveBoard {
    /// The board of the first paint.
    pub(crate) fn new(first: FirstPaint) -> Self {
        let rows = first.board.rows.iter().map(|(id, row)| (*id, ArcRwSignal::new(row.clone()))).collect();
        Self {
            rows: Arc::new(RwLock::new(rows)),
            pending: Arc::default(),
            connections: RwSignal::new(first.board.connections.clone()),
            queues: RwSignal::new(first.board.queues.clone()),
            version: RwSignal::new(0),
            now: RwSignal::new(first.board.now),
            link: RwSignal::new(Link::Connecting),
            heard_at: RwSignal::new(first.board.now),
            paused_at: RwSignal::new(None),
            waiting: RwSignal::new(0),
            whole: RwSignal::new(first.whole),
            seq: RwSignal::new(first.board.seq),
            limits: RwSignal::new(first.board.limits.clone()),
            alarms: RwSignal::new(first.alarms.clone()),
            alert: Alert::new(),
            board: Arc::new(RwLock::new(first.board.clone())),
            first: Arc::new(first),
        }
    }

    /// The signal of one row; none when the row is gone.
    pub(crate) fn row(&self, id: RowId) -> Option<ArcRwSignal<AgentRow>> {
        self.rows.read().expect("no holder of this lock panics").get(&id).cloned()
    }

    /// Something computed from the whole board as last received.
    pub(crate) fn with_board<T>(&self, f: impl FnOnce(&Board) -> T) -> T {
        f(&self.board.read().expect("no holder of this lock panics"))
    }

    /// Our counts at the shown moment.
    pub(crate) fn counts(&self) -> Counts {
        self.version.track();
        let now = self.now.get();
        if self.whole.get() {
            self.with_board(|board| Counts::of(board, &self.limits.read(), now))
        } else {
            self.first.counts
        }
    }

    /// What is wrong at the shown moment, worst first.
    pub(crate) fn exceptions(&self) -> Vec<Exception> {
        self.version.track();
        let now = self.now.get();
        if self.whole.get() {
            self.with_board(|board| exceptions(board, &self.limits.read(), now))
        } else {
            self.first.exceptions.clone()
        }
    }

    /// Takes over a whole board, the rows that stay keeping their signals.
    fn replace(&self, board: Board) {
        self.heard_at.set(board.now);
        *self.board.write().expect("no holder of this lock panics") = board;
        self.whole.set(true);
        if self.paused_at.get_untracked().is_none() {
            self.show_everything();
        } else {
            self.waiting.update(|waiting| *waiting += 1);
        }
    }

    /// Takes one step; false when a step in between is missing.
    fn step(&self, delta: Delta) -> bool {
        let touched: Vec<RowId> = delta
            .rows
            .put
            .iter()
            .map(|(id, _)| *id)
            .chain(delta.rows.change.iter().map(|(id, _)| *id))
            .chain(delta.rows.gone.iter().copied())
            .collect();
        self.heard_at.set(delta.now);
        if self.board.write().expect("no holder of this lock panics").apply(delta).is_err() {
            return false;
        }
        let waiting = {
            let mut pending = self.pending.write().expect("no holder of this lock panics");
            pending.extend(touched);
            pending.len()
        };
        if self.paused_at.get_untracked().is_some() {
            self.waiting.set(waiting);
        }
        true
    }

    /// Shows the steps taken since the last frame. Called once for each animation frame, never while paused.
    fn show_pending(&self) {
        if self.paused_at.get_untracked().is_some() {
            return;
        }
        let pending = std::mem::take(&mut *self.pending.write().expect("no holder of this lock panics"));
        {
            let board = self.board.read().expect("no holder of this lock panics");
            let mut rows = self.rows.write().expect("no holder of this lock panics");
            let mut changed = Vec::new();
            for id in pending {
                match (board.rows.get(&id), rows.get(&id)) {
                    (Some(row), Some(signal)) => changed.push((signal.clone(), row.clone())),
                    (Some(row), None) => drop(rows.insert(id, ArcRwSignal::new(row.clone()))),
                    (None, _) => drop(rows.remove(&id)),
                }
            }
            drop(rows);
            drop(board);
            for (signal, row) in changed {
                signal.set(row);
            }
        }
        self.show_rest();
    }

    fn show_everything(&self) {
        self.pending.write().expect("no holder of this lock panics").clear();
        let fresh: Vec<(RowId, AgentRow)> =
            self.with_board(|board| board.rows.iter().map(|(id, row)| (*id, row.clone())).collect());
        let mut changed = Vec::new();
        {
            let mut rows = self.rows.write().expect("no holder of this lock panics");
            let known: BTreeSet<RowId> = fresh.iter().map(|(id, _)| *id).collect();
            rows.retain(|id, _| known.contains(id));
            for (id, row) in fresh {
                match rows.get(&id) {
                    Some(signal) => changed.push((signal.clone(), row)),
                    None => drop(rows.insert(id, ArcRwSignal::new(row))),
                }
            }
        }
        for (signal, row) in changed {
            if *signal.read_untracked() != row {
                signal.set(row);
            }
        }
        self.show_rest();
    }

    /// Connections, queues, limits and the frame number.
    fn show_rest(&self) {
        let (connections, queues, limits, seq) =
            self.with_board(|board| (board.connections.clone(), board.queues.clone(), board.limits.clone(), board.seq));
        if *self.connections.read_untracked() != connections {
            self.connections.set(connections);
        }
        if *self.queues.read_untracked() != queues {
            self.queues.set(queues);
        }
        if *self.limits.read_untracked() != limits {
            self.limits.set(limits);
        }
        self.seq.set(seq);
        self.version.update(|version| *version += 1);
    }

    /// Stops the picture, or goes on and shows what happened meanwhile.
    pub(crate) fn toggle_pause(&self) {
        if self.paused_at.get_untracked().is_some() {
            self.paused_at.set(None);
            self.waiting.set(0);
            self.show_everything();
        } else {
            self.paused_at.set(Some(self.now.get_untracked()));
        }
    }
}
