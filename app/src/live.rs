//! The board while it is being looked at: rows that change one signal each, a clock that ticks from server time, and the
//! link that feeds them.

mod anew;
mod follow;
mod order;
mod patience;
mod replay;
mod stream;
#[cfg(test)]
mod tests;
mod ticker;
mod turns;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::RwLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::alarm::Alarms;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::ConnectionView;
use domain::board::QueueView;
use domain::board::RowPatch;
use domain::counts::Counts;
use domain::delta::Delta;
use domain::delta::Position;
use domain::exception::Exception;
use domain::exception::exceptions;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::Limits;
use domain::role::Role;
use domain::time::UnixMs;
use domain::waiting::Waiting;
use leptos::prelude::*;

pub(crate) use anew::load_anew;
pub(crate) use follow::follow;
pub(crate) use follow::follow_wall;
pub(crate) use order::Order;
pub(crate) use replay::Player;
pub(crate) use replay::Reading;
pub(crate) use replay::SPEEDS;
pub(crate) use replay::play;

use crate::alert::Alert;
use crate::api::FirstPaint;

/// With more rows, what derives from all of them is derived once a second, and so long after the clocks went on, the counts
/// before the order: each has a frame of its own.
const LARGE_FLOOR_ROWS: usize = 1_000;
const LOOK_AFTER: Duration = Duration::from_millis(350);
const ORDER_AFTER: Duration = Duration::from_millis(700);
/// Time that went on by more did not simply pass: somebody went to another moment, or was away.
const PASSED_MS: i64 = 2_000;

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
    /// How it stood when the person paused the page: what is shown until they go on.
    frozen: Arc<RwLock<Option<Board>>>,
    rows: Arc<RwLock<BTreeMap<RowId, ArcRwSignal<AgentRow>>>>,
    /// Rows that steps have touched since they were shown, and when.
    pending: Arc<RwLock<BTreeMap<RowId, UnixMs>>>,
    first: Arc<FirstPaint>,
    /// Connections with their health.
    pub(crate) connections: RwSignal<BTreeMap<ConnectionIndex, ConnectionView>>,
    /// Queues with their figures.
    pub(crate) queues: RwSignal<BTreeMap<String, QueueView>>,
    /// Counts the frames shown.
    pub(crate) version: RwSignal<u64>,
    /// Counts the frames after which other rows are here, or rows stand in other queues, campaigns or groups.
    pub(crate) roster: RwSignal<u64>,
    /// Whether the steps since the last frame make it such a frame.
    roster_moved: Arc<AtomicBool>,
    /// Server time, once a second.
    pub(crate) now: RwSignal<UnixMs>,
    /// The time at which all rows are counted; on a large floor it follows a little later.
    pub(crate) looked_at: RwSignal<UnixMs>,
    /// The time for which all rows are put in order; likewise.
    pub(crate) ordered_at: RwSignal<UnixMs>,
    /// This screen's link.
    pub(crate) link: RwSignal<Link>,
    /// When the last frame came, in server time.
    pub(crate) heard_at: RwSignal<UnixMs>,
    /// When the person paused the page; the board goes on behind it.
    pub(crate) paused_at: RwSignal<Option<UnixMs>>,
    /// What has happened since then.
    pub(crate) waiting: RwSignal<Waiting>,
    /// Whether every row is here, not only those of the first paint.
    pub(crate) whole: RwSignal<bool>,
    /// The frame shown, as the page's attribute.
    pub(crate) seq: RwSignal<u64>,
    /// The alarms that are open. They are shown also while the page is paused.
    pub(crate) alarms: RwSignal<Alarms>,
    /// How this browser tells of new ones.
    pub(crate) alert: Alert,
    /// Seconds of the board's time in one of the reader's; one, but for a replay.
    pub(crate) pace: RwSignal<i64>,
    /// Counts how often a replay was sent to another moment, where rows need not stay where they are.
    pub(crate) jumps: RwSignal<u32>,
    /// The tenant's limits.
    pub(crate) limits: RwSignal<Limits>,
}

impl LiveBoard {
    /// The board of the first paint.
    pub(crate) fn new(first: FirstPaint) -> Self {
        let rows = first.board.rows.iter().map(|(id, row)| (*id, ArcRwSignal::new(row.clone()))).collect();
        Self {
            rows: Arc::new(RwLock::new(rows)),
            frozen: Arc::default(),
            pending: Arc::default(),
            connections: RwSignal::new(first.board.connections.clone()),
            queues: RwSignal::new(first.board.queues.clone()),
            version: RwSignal::new(0),
            roster: RwSignal::new(0),
            roster_moved: Arc::default(),
            now: RwSignal::new(first.board.now),
            looked_at: RwSignal::new(first.board.now),
            ordered_at: RwSignal::new(first.board.now),
            link: RwSignal::new(Link::Connecting),
            heard_at: RwSignal::new(first.board.now),
            paused_at: RwSignal::new(None),
            waiting: RwSignal::new(Waiting::default()),
            whole: RwSignal::new(first.whole),
            seq: RwSignal::new(first.board.seq),
            limits: RwSignal::new(first.board.limits.clone()),
            alarms: RwSignal::new(first.alarms.clone()),
            alert: Alert::new(),
            pace: RwSignal::new(1),
            jumps: RwSignal::new(0),
            board: Arc::new(RwLock::new(first.board.clone())),
            first: Arc::new(first),
        }
    }

    /// The role of whoever looks.
    pub(crate) fn role(&self) -> Role {
        self.first.me.role
    }

    /// The signal of one row; none when the row is gone.
    pub(crate) fn row(&self, id: RowId) -> Option<ArcRwSignal<AgentRow>> {
        self.rows.read().expect("no holder of this lock panics").get(&id).cloned()
    }

    /// Something computed from the whole board as it is shown: as last received, or as it stood when it was paused.
    pub(crate) fn with_board<T>(&self, f: impl FnOnce(&Board) -> T) -> T {
        match &*self.frozen.read().expect("no holder of this lock panics") {
            Some(frozen) => f(frozen),
            None => f(&self.board.read().expect("no holder of this lock panics")),
        }
    }

    /// Where the feed has come to, also while the picture stands still.
    pub(crate) fn position(&self) -> Position {
        self.board.read().expect("no holder of this lock panics").position()
    }

    /// The shown moment, for what derives from all rows: it looks again with each frame, but on a large floor with each
    /// second only, so that the frames stay short.
    pub(crate) fn moment(&self) -> UnixMs {
        if !self.is_large() {
            self.version.track();
        }
        self.roster.track();
        self.looked_at.get()
    }

    fn is_large(&self) -> bool {
        self.rows.read().expect("no holder of this lock panics").len() > LARGE_FLOOR_ROWS
    }

    /// Lets time go on to `now`. Runs in the browser only.
    pub(crate) fn pass(&self, now: UnixMs) {
        let shown = self.now;
        let has_passed = (0..PASSED_MS).contains(&now.ms_since(shown.get_untracked()));
        shown.set(now);
        for (following, after) in [(self.looked_at, LOOK_AFTER), (self.ordered_at, ORDER_AFTER)] {
            if !has_passed || !self.is_large() {
                following.set(now);
                continue;
            }
            let follow = move || {
                // Another moment may have been gone to meanwhile.
                if shown.try_get_untracked() == Some(now) {
                    following.try_set(now);
                }
            };
            set_timeout(follow, after);
        }
    }

    /// Our counts at the shown moment.
    pub(crate) fn counts(&self) -> Counts {
        let now = self.moment();
        if self.whole.get() {
            self.with_board(|board| Counts::of(board, &self.limits.read(), now))
        } else {
            self.first.counts
        }
    }

    /// What is wrong at the shown moment, worst first.
    pub(crate) fn exceptions(&self) -> Vec<Exception> {
        let now = self.moment();
        if self.whole.get() {
            self.with_board(|board| exceptions(board, &self.limits.read(), now))
        } else {
            self.first.exceptions.clone()
        }
    }

    /// Shows another whole board, for whoever reads boards and follows no stream.
    pub(crate) fn repaint(&self, board: Board) {
        self.pass(board.now);
        self.link.set(Link::Live);
        self.replace(board);
    }

    /// Takes over a whole board, the rows that stay keeping their signals.
    fn replace(&self, board: Board) {
        self.heard_at.set(board.now);
        let was_whole = self.whole.get_untracked();
        if self.paused_at.get_untracked().is_none() || !was_whole {
            // Whoever paused before every row was here has paused this picture.
            if let Some(frozen) = &mut *self.frozen.write().expect("no holder of this lock panics") {
                *frozen = board.clone();
            }
            *self.board.write().expect("no holder of this lock panics") = board;
            self.whole.set(true);
            self.show_everything();
            return;
        }
        {
            let mut pending = self.pending.write().expect("no holder of this lock panics");
            let mut known = self.board.write().expect("no holder of this lock panics");
            let ids: BTreeSet<RowId> = known.rows.keys().chain(board.rows.keys()).copied().collect();
            for id in ids.into_iter().filter(|id| known.rows.get(id) != board.rows.get(id)) {
                pending.insert(id, board.now);
            }
            *known = board;
        }
        self.count_waiting();
    }

    /// Compares what came in meanwhile with what is shown.
    fn count_waiting(&self) {
        let waiting = {
            let pending = self.pending.read().expect("no holder of this lock panics");
            let board = self.board.read().expect("no holder of this lock panics");
            self.with_board(|shown| Waiting::between(shown, &board, &pending))
        };
        if *self.waiting.read_untracked() != waiting {
            self.waiting.set(waiting);
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
        let now = delta.now;
        if moves_roster(&delta) {
            self.roster_moved.store(true, Ordering::Relaxed);
        }
        self.heard_at.set(now);
        if self.board.write().expect("no holder of this lock panics").apply(delta).is_err() {
            return false;
        }
        let touched = touched.into_iter().map(|id| (id, now));
        self.pending.write().expect("no holder of this lock panics").extend(touched);
        if self.paused_at.get_untracked().is_some() {
            self.count_waiting();
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
            for id in pending.into_keys() {
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
        self.roster_moved.store(true, Ordering::Relaxed);
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
        let (connections, queues, limits, seq) = self.with_board(|board| {
            (
                other_than(&self.connections, &board.connections),
                other_than(&self.queues, &board.queues),
                other_than(&self.limits, &board.limits),
                board.seq,
            )
        });
        if let Some(connections) = connections {
            self.connections.set(connections);
        }
        if let Some(queues) = queues {
            self.queues.set(queues);
        }
        if let Some(limits) = limits {
            self.limits.set(limits);
        }
        self.seq.set(seq);
        if self.roster_moved.swap(false, Ordering::Relaxed) {
            self.roster.update(|roster| *roster += 1);
        }
        self.version.update(|version| *version += 1);
    }

    /// Stops the picture, or goes on and shows what happened meanwhile.
    pub(crate) fn toggle_pause(&self) {
        if self.paused_at.get_untracked().is_some() {
            *self.frozen.write().expect("no holder of this lock panics") = None;
            self.paused_at.set(None);
            self.waiting.set(Waiting::default());
            self.show_everything();
        } else {
            // What has come in since the last frame belongs to the picture that is held.
            self.show_pending();
            let now = self.board.read().expect("no holder of this lock panics").clone();
            *self.frozen.write().expect("no holder of this lock panics") = Some(now);
            self.paused_at.set(Some(self.now.get_untracked()));
        }
    }
}

/// What is shown next, where it is not what is shown already.
fn other_than<T: Clone + PartialEq + Send + Sync + 'static>(shown: &RwSignal<T>, next: &T) -> Option<T> {
    (*shown.read_untracked() != *next).then(|| next.clone())
}

fn moves_roster(delta: &Delta) -> bool {
    let rows = &delta.rows;
    let regroups = |patch: &RowPatch| patch.queues.is_some() || patch.campaign.is_some() || patch.group.is_some();
    !rows.put.is_empty() || !rows.gone.is_empty() || rows.change.iter().any(|(_, patch)| regroups(patch))
}
