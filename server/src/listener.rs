//! Accepting connections until the server stops. Over TLS a browser chooses HTTP/2 or HTTP/1.1; without, it speaks
//! HTTP/1.1 alone. Whoever is slow, with a handshake or with headers, loses the connection and keeps nobody waiting.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::HeaderValue;
use axum::http::Version;
use axum::http::header;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::server::graceful::Watcher;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::Service;
use tracing::debug;
use tracing::warn;

use crate::tls;
use crate::tls::Tls;

const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// All headers of a request together.
const LARGEST_HEAD_BYTES: usize = 64 * 1024;
/// A page needs some dozens at once.
const MOST_STREAMS: u32 = 128;
/// How soon it is noticed that the other end of a quiet HTTP/2 connection has gone.
const PING_EVERY: Duration = Duration::from_secs(30);
const PONG_WITHIN: Duration = Duration::from_secs(20);
/// After the word to end, every answer on an HTTP/1.1 connection says for so long that it is the last one there. A connection that
/// is merely shut may lose the request that is just on its way; one whose client was told has none on its way.
const TELL_FOR: Duration = Duration::from_millis(500);
/// Answers that take longer than this after that are cut off.
const FINISH_WITHIN: Duration = Duration::from_secs(5);
/// Nothing can be accepted while the process has no free file handle; trying at once would only burn time.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_millis(50);

/// Serves `router` until `stopping` is cancelled and the answers that were begun are finished.
pub(crate) async fn listen(listener: TcpListener, tls: Option<Tls>, router: Router, stopping: CancellationToken) {
    let door = Door { tls, router, http_1: http_1(), http_2: http_2(), stopping };
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = door.stopping.cancelled() => break,
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
        tokio::spawn(door.clone().admit(stream, peer, graceful.watcher()));
    }
    drop(listener);
    drop(door);
    tokio::time::sleep(TELL_FOR).await;
    if tokio::time::timeout(FINISH_WITHIN, graceful.shutdown()).await.is_err() {
        warn!("some answers were cut off");
    }
}

/// What every connection is met with.
#[derive(Clone)]
struct Door {
    tls: Option<Tls>,
    router: Router,
    http_1: auto::Builder<TokioExecutor>,
    http_2: auto::Builder<TokioExecutor>,
    stopping: CancellationToken,
}

impl Door {
    async fn admit(self, stream: TcpStream, peer: SocketAddr, watcher: Watcher) {
        let Some(tls) = &self.tls else {
            return serve(&self.http_1, stream, self.router, peer, watcher, self.stopping).await;
        };
        let shaken = tokio::select! {
            () = self.stopping.cancelled() => return,
            shaken = tls.shake_hands(stream) => shaken,
        };
        match shaken {
            Ok(stream) => {
                let server = if tls::is_http_2(&stream) { &self.http_2 } else { &self.http_1 };
                serve(server, stream, self.router, peer, watcher, self.stopping.clone()).await;
            }
            Err(error) => debug!("a handshake failed: {error}"),
        }
    }
}

async fn serve<S>(
    server: &auto::Builder<TokioExecutor>,
    stream: S,
    router: Router,
    peer: SocketAddr,
    watcher: Watcher,
    stopping: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| answer(router.clone(), peer, request, stopping.clone()));
    let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
    // Clients go away all the time; whatever is wrong with ours shows elsewhere.
    if let Err(error) = watcher.watch(connection).await {
        debug!("a connection ended early: {error}");
    }
}

fn http_1() -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new()).http1_only();
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(LARGEST_HEAD_BYTES);
    server
}

fn http_2() -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new()).http2_only();
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PONG_WITHIN)
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(u32::try_from(LARGEST_HEAD_BYTES).expect("64 KiB fit"));
    server
}

async fn answer(
    mut router: Router,
    peer: SocketAddr,
    mut request: hyper::Request<Incoming>,
    stopping: CancellationToken,
) -> Result<axum::response::Response, std::convert::Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    let is_http_1 = request.version() <= Version::HTTP_11;
    let mut response = router.call(request).await?;
    if is_http_1 && stopping.is_cancelled() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
