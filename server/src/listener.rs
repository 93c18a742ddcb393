//! Accepting connections until the server stops. Only HTTP/1.1: browsers speak HTTP/2 over TLS alone, and that ends at
//! the proxy. A client that is slow with its headers loses its connection.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::Service;
use tracing::debug;
use tracing::warn;

const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Answers that take longer than this after the word to end are cut off.
const FINISH_WITHIN: Duration = Duration::from_secs(5);
/// Nothing can be accepted while the process has no free file handle; trying at once would only burn time.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_millis(50);

/// Serves `router` until `stopping` is cancelled and the answers that were begun are finished.
pub(crate) async fn listen(listener: TcpListener, router: Router, stopping: CancellationToken) {
    let mut server = auto::Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!("a connection was not accepted: {error}");
                tokio::time::sleep(PAUSE_AFTER_REFUSAL).await;
                continue;
            }
        };
        // A frame must not wait for the next one.
        if let Err(error) = stream.set_nodelay(true) {
            debug!("a connection keeps its delay: {error}");
        }
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), peer, request));
        let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // Clients go away all the time; whatever is wrong with ours shows elsewhere.
            if let Err(error) = connection.await {
                debug!("a connection ended early: {error}");
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(FINISH_WITHIN, graceful.shutdown()).await.is_err() {
        warn!("some answers were cut off");
    }
}

async fn answer(
    mut router: Router,
    peer: SocketAddr,
    mut request: hyper::Request<Incoming>,
) -> Result<axum::response::Response, std::convert::Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.call(request).await
}
