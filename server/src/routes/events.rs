//! A board's stream to one viewer: the hub's frames as they are, a sign of life, and an end when the session ends, the
//! membership changes or the server stops.

use std::convert::Infallible;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::auth::SessionHash;
use backend::auth::TenantCtx;
use backend::frame;
use backend::frame::Farewell;
use backend::hub::Subscription;
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
use tower_sessions::Session;
use uuid::Uuid;

use crate::site::Site;

const BEAT_EVERY: Duration = Duration::from_secs(15);
/// A revoked session loses its streams within 5 s.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// An open page sends no requests, so the stream keeps its session from ending idle.
const TOUCH_EVERY: Duration = Duration::from_secs(60);
const RETRY_AT_LEAST_MS: u64 = 1000;
const RETRY_SPREAD_MS: u64 = 2000;

/// Where the page stands already.
#[derive(Deserialize)]
pub(crate) struct Wish {
    after: Option<String>,
}

/// Opens the stream.
pub(crate) async fn events(
    State(site): State<Site>,
    Extension(ctx): Extension<TenantCtx>,
    session: Session,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
) -> Response {
    let Some(hash) = SessionHash::of_session(&session) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let told = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let after = told.or(wish.after.as_deref()).and_then(Position::parse);
    let subscribed = site.backend.hub().subscribe(ctx.tenant_id(), ctx.audience(), ctx.scope_filter().cloned(), after);
    let Some(subscription) = subscribed else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let feed = Feed::new(site, ctx, hash, subscription);
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

struct Feed {
    site: Site,
    ctx: TenantCtx,
    hash: SessionHash,
    subscription: Subscription,
    stopping: CancellationToken,
    beat: Interval,
    check: Interval,
    touched: Instant,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    CatchingUp,
    Running,
    Over,
}

impl Feed {
    fn new(site: Site, ctx: TenantCtx, hash: SessionHash, subscription: Subscription) -> Self {
        let now = Instant::now();
        let every = |period| {
            let mut interval = interval_at(now + period, period);
            interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
            interval
        };
        let stopping = site.backend.stopping();
        let (beat, check) = (every(BEAT_EVERY), every(CHECK_EVERY));
        Self { site, ctx, hash, subscription, stopping, beat, check, touched: now, stage: Stage::Opening }
    }

    /// What is sent next; none ends the stream.
    async fn next(&mut self) -> Option<Bytes> {
        match self.stage {
            Stage::Over => return None,
            Stage::Opening => {
                self.stage = Stage::CatchingUp;
                return Some(frame::retry(retry()));
            }
            Stage::CatchingUp => {
                if let Some(frame) = self.subscription.next().now_or_never() {
                    return Some(frame.bytes);
                }
                // What the page has now is the newest: it hears so at once, and what time it is.
                self.stage = Stage::Running;
                return Some(frame::beat(self.site.backend.now()));
            }
            Stage::Running => {}
        }
        loop {
            tokio::select! {
                biased;
                // Simply ending lets the browser come back by itself, which finds the server started again.
                () = self.stopping.cancelled() => return None,
                _ = self.check.tick() => {
                    if !self.may_go_on().await {
                        self.stage = Stage::Over;
                        return Some(frame::gone(Farewell::Revoked));
                    }
                }
                frame = self.subscription.next() => return Some(frame.bytes),
                _ = self.beat.tick() => return Some(frame::beat(self.site.backend.now())),
            }
        }
    }

    /// Whether the session lives and the person still sees what this stream shows. A store that does not answer is no
    /// reason to end: nobody is signed out by an outage.
    async fn may_go_on(&mut self) -> bool {
        match self.site.sessions.is_live(&self.hash).await {
            Ok(true) => {}
            Ok(false) => return false,
            Err(_) => return true,
        }
        let store = self.site.backend.store();
        match store.membership(self.ctx.tenant_id(), self.ctx.user_id()).await {
            Ok(Some(membership)) => {
                let filter = membership.scope.as_ref().map(|scope| &scope.filter);
                let is_suspended = membership.suspended_at.is_some();
                if is_suspended || membership.role != self.ctx.role() || filter != self.ctx.scope_filter() {
                    return false;
                }
            }
            Ok(None) => return false,
            Err(_) => return true,
        }
        if self.touched.elapsed() >= TOUCH_EVERY {
            self.touched = Instant::now();
            if let Err(error) = self.site.sessions.touch(&self.hash).await {
                tracing::warn!("an open page could not keep its session: {error}");
            }
        }
        true
    }
}

/// Spread, so that all screens do not come back at once.
fn retry() -> Duration {
    let random = Uuid::new_v4().as_u64_pair().1;
    Duration::from_millis(RETRY_AT_LEAST_MS + random % RETRY_SPREAD_MS)
}
