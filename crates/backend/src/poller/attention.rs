//! Whether anybody needs the polls: viewers, or the history.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// Nobody has watched for so long: a sign of life a minute is enough.
const ALONE: Duration = Duration::from_secs(10 * 60);
/// Time between polls when nobody needs them.
const HEARTBEAT: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Attention {
    viewers: watch::Receiver<usize>,
    keeps_history: bool,
    alone_since: Option<Instant>,
}

impl Attention {
    pub(crate) fn new(viewers: watch::Receiver<usize>, keeps_history: bool) -> Self {
        Self { viewers, keeps_history, alone_since: None }
    }

    /// The time between polls that is worth it now, given what the provider's own pace is.
    pub(crate) fn interval(&mut self, provider: Duration, now: Instant) -> Duration {
        let came_and_went = self.viewers.has_changed().unwrap_or(false);
        let watched = *self.viewers.borrow_and_update() > 0;
        if watched {
            self.alone_since = None;
        } else if came_and_went || self.alone_since.is_none() {
            self.alone_since = Some(now);
        }
        if self.is_needed(now) { provider } else { provider.max(HEARTBEAT) }
    }

    fn is_needed(&self, now: Instant) -> bool {
        self.keeps_history || self.alone_since.is_none_or(|since| now.duration_since(since) < ALONE)
    }

    /// Ends when somebody comes to watch what is only a heartbeat; otherwise never.
    pub(crate) async fn somebody_comes(&mut self) {
        let asleep = !self.is_needed(Instant::now());
        if !asleep || self.viewers.wait_for(|viewers| *viewers > 0).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
