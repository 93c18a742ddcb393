//! Bodies that go wrong: cut, slow, endless, compressed to a trap. Each starts from a face's answer or needs none.

use std::{
    convert::Infallible,
    io::{self, Write},
    sync::OnceLock,
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use futures::stream::{self, StreamExt};

const CHUNK: usize = 64 * 1024;
const HUGE_CHUNKS: usize = 16 * 1024;
const BOMB_BYTES: usize = 48 * 1024 * 1024;

pub(super) fn huge() -> Response {
    let first = stream::once(async { Ok::<_, Infallible>(Bytes::from_static(b"{\"data\":[")) });
    let blank = Bytes::from(vec![b' '; CHUNK]);
    let rest = stream::iter((0..HUGE_CHUNKS).map(move |_| Ok(blank.clone())));
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(first.chain(rest))).into_response()
}

pub(super) fn gzip_bomb() -> Response {
    static BOMB: OnceLock<Bytes> = OnceLock::new();
    let bomb = BOMB.get_or_init(|| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        let zeros = vec![0_u8; CHUNK];
        for _ in 0..BOMB_BYTES / CHUNK {
            encoder.write_all(&zeros).expect("a vector takes every write");
        }
        Bytes::from(encoder.finish().expect("a vector takes every write"))
    });
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_ENCODING, "gzip")];
    (headers, Body::from(bomb.clone())).into_response()
}

pub(super) async fn truncated(response: Response) -> Response {
    changed(response, |bytes| bytes.slice(..bytes.len() / 2)).await
}

pub(super) async fn invalid_utf8(response: Response) -> Response {
    changed(response, |bytes| {
        let middle = letter_after(&bytes, bytes.len() / 2);
        [&bytes[..middle], &[0xFF, 0xFE], &bytes[middle..]].concat().into()
    })
    .await
}

pub(super) async fn slow(response: Response) -> Response {
    let (mut parts, bytes) = taken(response).await;
    parts.headers.remove(header::CONTENT_LENGTH);
    let drops = stream::iter(0..bytes.len()).then(move |at| {
        let drop = bytes.slice(at..=at);
        async move {
            if at > 0 {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Ok::<_, Infallible>(drop)
        }
    });
    Response::from_parts(parts, Body::from_stream(drops))
}

pub(super) async fn reset(response: Response) -> Response {
    let (mut parts, bytes) = taken(response).await;
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len() + 1));
    let half = bytes.slice(..bytes.len() / 2);
    let broken = stream::iter([Ok(half), Err(io::Error::from(io::ErrorKind::ConnectionReset))]);
    Response::from_parts(parts, Body::from_stream(broken))
}

async fn changed(response: Response, change: impl FnOnce(Bytes) -> Bytes) -> Response {
    let (mut parts, bytes) = taken(response).await;
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(change(bytes)))
}

async fn taken(response: Response) -> (axum::http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a face's body is in memory");
    (parts, bytes)
}

/// The place of a letter at or after `from`, so that the bad bytes land inside a word.
fn letter_after(bytes: &Bytes, from: usize) -> usize {
    bytes[from..].iter().position(u8::is_ascii_alphabetic).map_or(from, |offset| from + offset)
}
