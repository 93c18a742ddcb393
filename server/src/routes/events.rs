//! A board's stream to one person: it ends when the session ends or the membership changes.

use axum::Extension;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::auth::SessionHash;
use backend::auth::TenantCtx;
use bytes::Bytes;
use tokio::time::Instant;
use tower_sessions::Session;

use crate::routes::stream;
use crate::routes::stream::Look;
use crate::routes::stream::TOUCH_EVERY;
use crate::routes::stream::Viewer;
use crate::routes::stream::Wish;
use crate::site::Site;

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
    let after = wish.position(&headers);
    let subscribed = site.backend.hub().subscribe(ctx.tenant_id(), ctx.audience(), ctx.scope_filter().cloned(), after);
    let Some(subscription) = subscribed else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let alarms = site.backend.alarm_feed(ctx.tenant_id(), ctx.audience(), ctx.scope_filter().cloned());
    stream::respond(site, Person { ctx, hash, touched: Instant::now() }, subscription, alarms)
}

struct Person {
    ctx: TenantCtx,
    hash: SessionHash,
    touched: Instant,
}

impl Viewer for Person {
    fn greeting(&self) -> Option<Bytes> {
        None
    }

    /// Whether the session lives and the person still sees what this stream shows.
    async fn look(&mut self, site: &Site) -> Look {
        match site.sessions.is_live(&self.hash).await {
            Ok(true) => {}
            Ok(false) => return Look::Over,
            Err(_) => return Look::GoOn,
        }
        match site.backend.store().membership(self.ctx.tenant_id(), self.ctx.user_id()).await {
            Ok(Some(membership)) => {
                let filter = membership.scope.as_ref().map(|scope| &scope.filter);
                let is_suspended = membership.suspended_at.is_some() || membership.tenant.suspension.is_some();
                // As at the door: the company may ask for one from now on, or the person's was taken away.
                if membership.tenant.needs_second_factor {
                    match site.backend.store().has_second_factor(self.ctx.user_id()).await {
                        Ok(true) => {}
                        Ok(false) => return Look::Over,
                        Err(_) => return Look::GoOn,
                    }
                }
                if is_suspended || membership.role != self.ctx.role() || filter != self.ctx.scope_filter() {
                    return Look::Over;
                }
            }
            Ok(None) => return Look::Over,
            Err(_) => return Look::GoOn,
        }
        // An open page sends no requests, so the stream keeps its session from ending idle.
        if self.touched.elapsed() >= TOUCH_EVERY {
            self.touched = Instant::now();
            if let Err(error) = site.sessions.touch(&self.hash).await {
                tracing::warn!("an open page could not keep its session: {error}");
            }
        }
        Look::GoOn
    }
}
