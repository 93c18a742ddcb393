//! One request from its first to its last moment. Paths are not logged, because a link's path can be its secret: the route
//! is, which is the same for everybody.

use std::time::Instant;

use axum::extract::ConnectInfo;
use axum::extract::MatchedPath;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use metrics::counter;
use metrics::histogram;
use tracing::Instrument;
use tracing::Span;
use tracing::debug;
use tracing::info_span;
use tracing::warn;
use uuid::Uuid;

use crate::headers::IsFile;
use crate::observe::figures::REQUEST_SECONDS;
use crate::observe::figures::REQUESTS;
use crate::site::Site;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longer ones are no identities.
const LONGEST_ID: usize = 64;

/// Gives the request an identity, which its answer and all that is logged meanwhile bear, and counts it. A trusted proxy's
/// identity is taken over.
pub(crate) async fn follow(State(site): State<Site>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|peer| peer.0.ip());
    let is_trusted = peer.is_some_and(|peer| site.reach.trusted_proxies.contains(peer));
    let told = is_trusted.then(|| told(request.headers())).flatten();
    let id = told.unwrap_or_else(|| Uuid::now_v7().to_string());
    let method = method(request.method());
    let span = info_span!("request", request.id = %id, http.method = method, http.route = tracing::field::Empty);
    async move {
        let begun = Instant::now();
        let mut response = next.run(request).await;
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        count(method, &response, begun);
        response
    }
    .instrument(span)
    .await
}

fn count(method: &'static str, response: &Response, begun: Instant) {
    let took = begun.elapsed();
    let route = response.extensions().get::<MatchedPath>();
    let route = match route {
        Some(route) => route.as_str().to_owned(),
        None if response.extensions().get::<IsFile>().is_some() => "file".to_owned(),
        None => "none".to_owned(),
    };
    let status = response.status();
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if status.is_server_error() {
        warn!(http.status = status.as_u16(), took_ms, "{method} {route} was answered with {}", status.as_u16());
    } else {
        debug!(http.status = status.as_u16(), took_ms, "{method} {route} was answered with {}", status.as_u16());
    }
    histogram!(REQUEST_SECONDS, "route" => route.clone()).record(took.as_secs_f64());
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status.as_u16().to_string()).increment(1);
}

/// Tells [`follow`], which is outside of all routes, which one it was.
pub(crate) async fn note_route(route: Option<MatchedPath>, request: Request, next: Next) -> Response {
    if let Some(route) = &route {
        Span::current().record("http.route", route.as_str());
    }
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// The identity that whoever asks gives a request, if it is one.
fn told(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let is_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST_ID).contains(&id.len()).then_some(())?;
    id.bytes().all(is_id).then(|| id.to_owned())
}

/// A label takes a few words, and a stranger can make up as many methods as there are letters.
fn method(method: &Method) -> &'static str {
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH]
        .iter()
        .position(|known| known == method)
        .and_then(|at| ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"].get(at))
        .copied()
        .unwrap_or("OTHER")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(id: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(id.as_bytes()).unwrap());
        headers
    }

    #[test]
    fn an_identity_is_taken_over_only_if_it_is_one() {
        for id in ["a", "0198f6c3-1b7e-7000-8000-000000000000", "Root=1-67.x_y".trim_start_matches("Root=")] {
            assert_eq!(told(&headers(id)).as_deref(), Some(id));
        }
        for id in ["", "a b", "a\"b", "ä", &"x".repeat(LONGEST_ID + 1)] {
            assert_eq!(told(&headers(id)), None, "{id:?}");
        }
    }

    #[test]
    fn a_method_that_nobody_knows_is_another_one() {
        assert_eq!(method(&Method::PATCH), "PATCH");
        assert_eq!(method(&Method::from_bytes(b"BREW").unwrap()), "OTHER");
    }
}
