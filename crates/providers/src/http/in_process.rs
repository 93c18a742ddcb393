//! Asking a provider that is inside this process: the demonstration's simulated past, and tests that want no sockets.
//!
//! Everything but the network is as ever: what is asked, how an answer is read, and how long it may be.

use bytes::Bytes;
use domain::time::UnixMs;
use futures::future::BoxFuture;

use super::BODY_CAP_BYTES;
use super::Reply;
use crate::ProviderError;
use crate::error::BadBody;

/// A provider inside this process.
pub trait InProcess: Send + Sync {
    /// Answers one request, whole; none is a provider that cannot be reached.
    fn answer(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Option<http::Response<Bytes>>>;
}

/// Sends the request and reads the answer as one that came at `now`.
pub(super) async fn ask(
    provider: &dyn InProcess,
    request: reqwest::Request,
    now: UnixMs,
) -> Result<Reply, ProviderError> {
    let unreachable = || ProviderError::Unreachable(crate::error::Unreachable::Connect);
    let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice).unwrap_or_default();
    let mut asked = http::Request::new(body);
    *asked.method_mut() = request.method().clone();
    *asked.uri_mut() = request.url().as_str().parse().map_err(|_| unreachable())?;
    *asked.headers_mut() = request.headers().clone();
    let (parts, body) = provider.answer(asked).await.ok_or_else(unreachable)?.into_parts();
    if body.len() > BODY_CAP_BYTES {
        return Err(ProviderError::BadBody(BadBody::TooLarge));
    }
    Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body, received_at: now })
}
