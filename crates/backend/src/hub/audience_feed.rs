//! One audience's stream: its board, the frames that led to it, and a bell that wakes its viewers.
//!
//! A feed lives from its first viewer to its last. However many they are, a step is encoded once and a snapshot of the
//! same step is encoded once.

use std::sync::Mutex;

use domain::board::Board;
use domain::delta::Position;
use domain::time::UnixMs;
use tokio::sync::watch;

use crate::frame::Frame;
use crate::hub::audience_board::AudienceBoard;
use crate::hub::lock;
use crate::hub::projection::Sight;
use crate::hub::ring::Ring;
use crate::hub::tenant_floor::TenantFloor;
use crate::hub::tenant_floor::Touched;

/// A viewer who is further behind than this gets one snapshot instead of all the steps.
const STEPS_AT_MOST: usize = 16;
/// A snapshot is shared for so long: the server's time in it sets the viewers' clocks, so it must not grow old.
const SNAPSHOT_SHARED_MS: i64 = 1000;

/// The stream of one audience.
#[derive(Debug)]
pub(crate) struct AudienceFeed {
    state: Mutex<FeedState>,
    bell: watch::Sender<u64>,
}

#[derive(Debug)]
struct FeedState {
    projected: AudienceBoard,
    ring: Ring,
    snapshot: Option<Snapshot>,
}

#[derive(Debug)]
struct Snapshot {
    frame: Frame,
    made_at: UnixMs,
}

impl AudienceFeed {
    /// A feed that starts at the floor as it is.
    pub(crate) fn new(projected: AudienceBoard) -> Self {
        let bell = watch::Sender::new(projected.board.seq);
        Self { state: Mutex::new(FeedState { projected, ring: Ring::default(), snapshot: None }), bell }
    }

    /// Whether this is the feed of that audience.
    pub(crate) fn is_of(&self, sight: &Sight) -> bool {
        lock(&self.state).projected.sight == *sight
    }

    /// Rings once for every step.
    pub(crate) fn bell(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// The audience's board.
    pub(crate) fn board(&self) -> Board {
        lock(&self.state).projected.board.clone()
    }

    /// Where the feed stands.
    pub(crate) fn position(&self) -> Position {
        lock(&self.state).projected.board.position()
    }

    /// Takes over what changed on the floor and wakes the viewers if they can see any of it.
    pub(crate) fn step(&self, floor: &TenantFloor, touched: &Touched, now: UnixMs) {
        let mut state = lock(&self.state);
        let Some(delta) = state.projected.step(floor, touched, now) else { return };
        state.ring.push(delta.prev, Frame::delta(&delta));
        state.snapshot = None;
        drop(state);
        self.bell.send_replace(delta.at.seq);
    }

    /// What a viewer at `at` needs next; none when they are up to date. A viewer who is resuming from `resumes_until`
    /// or before gets every step that is still there; one who is merely slow gets a few steps, or all in one.
    pub(crate) fn next(&self, at: Option<Position>, resumes_until: Option<Position>, now: UnixMs) -> Option<Frame> {
        let mut state = lock(&self.state);
        if let Some(at) = at {
            if at == state.projected.board.position() {
                return None;
            }
            let resumes = resumes_until.is_some_and(|until| at < until);
            if let Some(next) = state.ring.after(at).filter(|next| resumes || next.behind <= STEPS_AT_MOST) {
                return Some(next.frame);
            }
        }
        Some(state.snapshot(now))
    }
}

impl FeedState {
    fn snapshot(&mut self, now: UnixMs) -> Frame {
        if let Some(snapshot) = &self.snapshot
            && (0..SNAPSHOT_SHARED_MS).contains(&now.ms_since(snapshot.made_at))
        {
            return snapshot.frame.clone();
        }
        self.projected.board.now = now;
        let frame = Frame::snapshot(&self.projected.board);
        self.snapshot = Some(Snapshot { frame: frame.clone(), made_at: now });
        frame
    }
}
