//! A board's stream to a screen on a wall: it carries what the desk decides about the screen, and ends when the desk shuts
//! it out or gives it other agents to see.

use axum::Extension;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::auth::AuthError;
use backend::auth::DisplayCtx;
use backend::frame;
use bytes::Bytes;
use tokio::time::Instant;

use crate::routes::stream;
use crate::routes::stream::Look;
use crate::routes::stream::TOUCH_EVERY;
use crate::routes::stream::Viewer;
use crate::routes::stream::Wish;
use crate::site::Site;

/// Opens the stream.
pub(crate) async fn events(
    State(site): State<Site>,
    Extension(ctx): Extension<DisplayCtx>,
    headers: HeaderMap,
    Query(wish): Query<Wish>,
) -> Response {
    let after = wish.position(&headers);
    let subscribed = site.backend.hub().subscribe(ctx.tenant_id(), ctx.audience(), ctx.scope_filter().cloned(), after);
    let Some(subscription) = subscribed else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let alarms = site.backend.alarm_feed(ctx.tenant_id(), ctx.audience(), ctx.scope_filter().cloned());
    stream::respond(site, Screen { ctx, touched: Instant::now() }, subscription, alarms)
}

struct Screen {
    ctx: DisplayCtx,
    touched: Instant,
}

impl Viewer for Screen {
    fn greeting(&self) -> Option<Bytes> {
        Some(frame::display(self.ctx.facts()))
    }

    async fn look(&mut self, site: &Site) -> Look {
        let fresh = match self.ctx.again(site.backend.store()).await {
            Ok(Some(fresh)) => fresh,
            Ok(None) => return Look::Over,
            Err(_) => return Look::GoOn,
        };
        if fresh.audience() != self.ctx.audience() || fresh.scope_filter() != self.ctx.scope_filter() {
            return Look::Over;
        }
        if self.touched.elapsed() >= TOUCH_EVERY {
            self.touched = Instant::now();
            match fresh.see(site.backend.store(), None, None, site.backend.now()).await {
                Ok(()) => {}
                Err(AuthError::Unavailable(error)) => tracing::warn!("a display could not be noted as seen: {error}"),
                Err(
                    AuthError::SignedOut
                    | AuthError::NotFound
                    | AuthError::Forbidden
                    | AuthError::NeedsSecondFactor
                    | AuthError::NeedsSingleSignOn
                    | AuthError::NeedsProof(_),
                ) => return Look::Over,
            }
        }
        let is_news = fresh.facts() != self.ctx.facts();
        self.ctx = fresh;
        if is_news { Look::Tell(frame::display(self.ctx.facts())) } else { Look::GoOn }
    }
}
