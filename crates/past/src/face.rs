//! A vendor's face as the product's clients ask it: in this process, at the moment the world stands at.

use axum::Router;
use axum::body::Body;
use axum::body::to_bytes;
use bytes::Bytes;
use futures::future::BoxFuture;
use providers::http::InProcess;
use tower::ServiceExt;

/// All five faces under their prefixes.
pub(crate) struct Face(pub(crate) Router);

impl InProcess for Face {
    fn answer(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Option<http::Response<Bytes>>> {
        let router = self.0.clone();
        Box::pin(async move {
            let (parts, body) = router.oneshot(request.map(Body::from)).await.ok()?.into_parts();
            Some(http::Response::from_parts(parts, to_bytes(body, usize::MAX).await.ok()?))
        })
    }
}
