//! One viewer of one audience. Holds a position and nothing else: a slow viewer costs no memory.

use std::sync::Arc;

use domain::delta::Position;
use tokio::sync::watch;

use crate::frame::Frame;
use crate::hub::audience_feed::AudienceFeed;
use crate::hub::clock::Clock;
use crate::hub::tenant_hub::TenantHub;

/// A viewer's place in an audience's stream. Dropping it ends the viewing.
#[derive(Debug)]
pub struct Subscription {
    tenant: Arc<TenantHub>,
    feed: Arc<AudienceFeed>,
    bell: watch::Receiver<u64>,
    clock: Clock,
    at: Option<Position>,
    resumes_until: Option<Position>,
}

impl Subscription {
    /// A viewer who has `after` already. It is only worth something in the epoch it comes from.
    pub(crate) fn new(tenant: Arc<TenantHub>, feed: Arc<AudienceFeed>, clock: Clock, after: Option<Position>) -> Self {
        let bell = feed.bell();
        let until = feed.position();
        let at = after.filter(|after| after.epoch == until.epoch);
        Self { tenant, feed, bell, clock, at, resumes_until: Some(until) }
    }

    /// The next frame: a step, or a snapshot for whoever has nothing to build on or is far behind. May be dropped at any
    /// point of waiting without losing a frame.
    pub async fn next(&mut self) -> Frame {
        loop {
            // Marked as heard before looking, so that a step in between rings again.
            self.bell.borrow_and_update();
            if let Some(frame) = self.feed.next(self.at, self.resumes_until, self.clock.now()) {
                self.at = Some(frame.position);
                return frame;
            }
            self.resumes_until = None;
            if self.bell.changed().await.is_err() {
                // The feed holds the bell and this subscription holds the feed.
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.tenant.leave(&self.feed);
    }
}
