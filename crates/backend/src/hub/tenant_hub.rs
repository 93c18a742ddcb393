//! One tenant's floor and the feeds of those who look at it.
//!
//! The lock of a tenant is taken before the lock of a feed, never the other way round, and neither is held across an
//! await.

use std::sync::Arc;
use std::sync::Mutex;

use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::delta::Position;
use domain::time::UnixMs;
use tokio::sync::watch;

use crate::hub::audience_board::AudienceBoard;
use crate::hub::audience_feed::AudienceFeed;
use crate::hub::clock::Clock;
use crate::hub::lock;
use crate::hub::projection::Sight;
use crate::hub::subscription::Subscription;
use crate::hub::tenant_floor::TenantFloor;
use crate::hub::tenant_floor::Touched;

/// One tenant.
#[derive(Debug)]
pub(crate) struct TenantHub {
    epoch: u64,
    state: Mutex<TenantState>,
    viewers: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct TenantState {
    floor: TenantFloor,
    feeds: Vec<Watched>,
}

#[derive(Debug)]
struct Watched {
    feed: Arc<AudienceFeed>,
    viewers: usize,
}

impl TenantHub {
    /// A tenant without connections or viewers.
    pub(crate) fn new(epoch: u64) -> Self {
        Self { epoch, state: Mutex::default(), viewers: watch::Sender::new(0) }
    }

    /// Looks something up on the floor.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&TenantFloor) -> T) -> T {
        look(&lock(&self.state).floor)
    }

    /// Changes the floor and passes the change on to every feed. None when there was nothing to change.
    pub(crate) fn change<T>(
        &self,
        now: UnixMs,
        change: impl FnOnce(&mut TenantFloor) -> Option<(T, Touched)>,
    ) -> Option<T> {
        let mut state = lock(&self.state);
        let (value, touched) = change(&mut state.floor)?;
        state.floor.seq += 1;
        for watched in &state.feeds {
            watched.feed.step(&state.floor, &touched, now);
        }
        Some(value)
    }

    /// The board of an audience. Its position is the one at which a subscription can take over.
    pub(crate) fn board(&self, audience: &Audience, filter: Option<&ScopeFilter>, now: UnixMs) -> Option<Board> {
        let sight = Sight::of(audience, filter)?;
        let state = lock(&self.state);
        let feed = state.feeds.iter().find(|watched| watched.feed.is_of(&sight));
        Some(match feed {
            Some(watched) => Board { now, ..watched.feed.board() },
            None => AudienceBoard::new(sight, &state.floor, self.epoch, now).board,
        })
    }

    /// A new viewer.
    pub(crate) fn subscribe(
        self: Arc<Self>,
        audience: &Audience,
        filter: Option<&ScopeFilter>,
        after: Option<Position>,
        clock: Clock,
    ) -> Option<Subscription> {
        let sight = Sight::of(audience, filter)?;
        let mut state = lock(&self.state);
        let feed = match state.feeds.iter_mut().find(|watched| watched.feed.is_of(&sight)) {
            Some(watched) => {
                watched.viewers += 1;
                Arc::clone(&watched.feed)
            }
            None => {
                let board = AudienceBoard::new(sight, &state.floor, self.epoch, clock.now());
                let feed = Arc::new(AudienceFeed::new(board));
                state.feeds.push(Watched { feed: Arc::clone(&feed), viewers: 1 });
                feed
            }
        };
        self.count(&state);
        drop(state);
        Some(Subscription::new(self, feed, clock, after))
    }

    /// A viewer leaves; the last one takes the feed along.
    pub(crate) fn leave(&self, feed: &Arc<AudienceFeed>) {
        let mut state = lock(&self.state);
        if let Some(watched) = state.feeds.iter_mut().find(|watched| Arc::ptr_eq(&watched.feed, feed)) {
            watched.viewers -= 1;
        }
        state.feeds.retain(|watched| watched.viewers > 0);
        self.count(&state);
    }

    /// How many viewers there are, and every change of it.
    pub(crate) fn viewers(&self) -> watch::Receiver<usize> {
        self.viewers.subscribe()
    }

    /// How many audiences are being served.
    pub(crate) fn feeds(&self) -> usize {
        lock(&self.state).feeds.len()
    }

    fn count(&self, state: &TenantState) {
        self.viewers.send_replace(state.feeds.iter().map(|watched| watched.viewers).sum());
    }
}
