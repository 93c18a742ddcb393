//! From where somebody calls: found out once for each request, before anything else wants to know.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use backend::auth::ClientAddress;

/// Puts the [`ClientAddress`] into the request's extensions.
pub(crate) async fn find(ConnectInfo(peer): ConnectInfo<SocketAddr>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(ClientAddress(peer.ip().to_canonical()));
    next.run(request).await
}
