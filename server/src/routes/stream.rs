//! A board's stream, whoever it goes to: the hub's frames as they are, the alarms that are open, a sign of life, and an end when the viewer may not
//! go on or the server stops. Who the viewer is, and what else it is told, is the viewer's.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::frame;
use backend::frame::Farewell;
use backend::hub::Subscription;
use backend::rules::AlarmFeed;
use bytes::Bytes;
use domain::delta::Position;
use futures::FutureExt;
use futures::stream;
use serde::Deserialize;
use tokio::time::Instant;
use tokio::time::Interval;
use tokio::time::MissedTickBehavior;
use tokio::time::interval_at;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::site::Site;

const BEAT_EVERY: Duration = Duration::from_secs(15);
/// Who was shut out loses the stream within 5 s.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// An open stream is noted as a sign of life of its viewer.
pub(super) const TOUCH_EVERY: Duration = Duration::from_secs(60);
const RETRY_AT_LEAST_MS: u64 = 1000;
const RETRY_SPREAD_MS: u64 = 2000;

/// Where the page stands already.
#[derive(Deserialize)]
pub(crate) struct Wish {
    after: Option<String>,
}

impl Wish {
    /// The position the viewer has; what the browser says of itself wins.
    pub(super) fn position(&self, headers: &HeaderMap) -> Option<Position> {
        let told = headers.get("last-event-id").and_then(|id| id.to_str().ok());
        told.or(self.after.as_deref()).and_then(Position::parse)
    }
}

/// What came of looking after a viewer.
pub(super) enum Look {
    /// All is as it was.
    GoOn,
    /// It is to be told something.
    Tell(Bytes),
    /// It may not go on.
    Over,
}

/// Whoever receives a stream.
pub(super) trait Viewer: Send + 'static {
    /// What it is told before the first frame.
    fn greeting(&self) -> Option<Bytes>;

    /// Looks whether it may go on. A store that does not answer is no reason to end: nobody is shut out by an outage.
    fn look(&mut self, site: &Site) -> impl Future<Output = Look> + Send;
}

/// Streams until the viewer leaves, may not go on, or the server stops.
pub(super) fn respond(site: Site, viewer: impl Viewer, subscription: Subscription, alarms: AlarmFeed) -> Response {
    let feed = Feed::new(site, viewer, subscription, alarms);
    let frames = stream::unfold(feed, |mut feed| async move {
        let bytes = feed.next().await?;
        Some((Ok::<_, Infallible>(bytes), feed))
    });
    let headers = [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-cache, no-transform"),
        ("x-accel-buffering", "no"),
    ];
    (headers, Body::from_stream(frames)).into_response()
}

struct Feed<V> {
    site: Site,
    viewer: V,
    subscription: Subscription,
    alarms: AlarmFeed,
    stopping: CancellationToken,
    beat: Interval,
    check: Interval,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    Greeting,
    CatchingUp,
    Running,
    Over,
}

impl<V: Viewer> Feed<V> {
    fn new(site: Site, viewer: V, subscription: Subscription, alarms: AlarmFeed) -> Self {
        let now = Instant::now();
        let every = |period| {
            let mut interval = interval_at(now + period, period);
            interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
            interval
        };
        let stopping = site.backend.stopping();
        let (beat, check) = (every(BEAT_EVERY), every(CHECK_EVERY));
        Self { site, viewer, subscription, alarms, stopping, beat, check, stage: Stage::Opening }
    }

    /// What is sent next; none ends the stream.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            match self.stage {
                Stage::Over => return None,
                Stage::Opening => {
                    self.stage = Stage::Greeting;
                    return Some(frame::retry(retry()));
                }
                Stage::Greeting => {
                    self.stage = Stage::CatchingUp;
                    if let Some(greeting) = self.viewer.greeting() {
                        return Some(greeting);
                    }
                }
                Stage::CatchingUp => {
                    if let Some(frame) = self.subscription.next().now_or_never() {
                        return Some(frame.bytes);
                    }
                    // What the page has now is the newest: it hears so at once, and what time it is.
                    self.stage = Stage::Running;
                    return Some(frame::beat(self.site.backend.now()));
                }
                Stage::Running => return self.run().await,
            }
        }
    }

    async fn run(&mut self) -> Option<Bytes> {
        loop {
            tokio::select! {
                biased;
                // Simply ending lets the browser come back by itself, which finds the server started again.
                () = self.stopping.cancelled() => return None,
                _ = self.check.tick() => match self.viewer.look(&self.site).await {
                    Look::GoOn => {}
                    Look::Tell(bytes) => return Some(bytes),
                    Look::Over => {
                        self.stage = Stage::Over;
                        return Some(frame::gone(Farewell::Revoked));
                    }
                },
                alarms = self.alarms.next() => return Some(frame::alarms(&alarms)),
                frame = self.subscription.next() => return Some(frame.bytes),
                _ = self.beat.tick() => return Some(frame::beat(self.site.backend.now())),
            }
        }
    }
}

/// Spread, so that all screens do not come back at once.
fn retry() -> Duration {
    let random = Uuid::new_v4().as_u64_pair().1;
    Duration::from_millis(RETRY_AT_LEAST_MS + random % RETRY_SPREAD_MS)
}
