//! An answer read whole, and what its status and headers say. It holds the provider's words and shows none of them.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use bytes::BytesMut;
use domain::right::Right;
use domain::time::UnixMs;
use http::HeaderMap;
use http::HeaderName;
use http::header::DATE;
use http::header::RETRY_AFTER;
use serde::de::DeserializeOwned;

use super::BODY_CAP_BYTES;
use super::Stopwatch;
use super::fault;
use super::http_date;
use crate::ProviderError;
use crate::error::BadBody;

const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// An answer read whole. Its `Debug` shows status and size alone.
#[derive(Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body after decompression, at most 16 MiB.
    pub body: Bytes,
    /// When the last byte came.
    pub received_at: UnixMs,
}

impl Reply {
    /// The body as text: UTF-8 where it is, else windows-1252; a byte order mark is left out.
    pub fn text(&self) -> String {
        let bytes = self.body.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&self.body);
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        }
    }

    /// The body as JSON; the content type is not asked, since several vendors send the wrong one.
    ///
    /// # Errors
    /// [`ProviderError::BadBody`], telling nothing, a web page, broken JSON and another shape apart.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ProviderError> {
        // JSON is UTF-8 by definition, so a broken byte spoils one letter and not the meaning of all others.
        let text = String::from_utf8_lossy(&self.body);
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return Err(ProviderError::BadBody(BadBody::Empty));
        }
        if text.starts_with('<') {
            return Err(ProviderError::BadBody(BadBody::Html));
        }
        serde_json::from_str(text).map_err(|error| {
            ProviderError::BadBody(if error.is_data() { BadBody::WrongShape } else { BadBody::NotJson })
        })
    }

    /// How long the provider asks to wait: seconds or a date; the past counts as none, and an hour is the longest.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header(&RETRY_AFTER)?.trim();
        let wait = match text.parse::<f64>() {
            Ok(seconds) if seconds.is_nan() => return None,
            Ok(seconds) => Duration::from_secs_f64(seconds.ceil().clamp(0.0, LONGEST_WAIT.as_secs_f64())),
            Err(_) => {
                let until = http_date::parse(text)?;
                // The date is of the provider's clock, so it is counted from that clock where the answer shows it.
                let from = self.date().unwrap_or(self.received_at);
                Duration::from_millis(u64::try_from(until.ms_since(from)).unwrap_or(0))
            }
        };
        Some(wait.min(LONGEST_WAIT))
    }

    /// The provider's clock minus ours in seconds, from the `Date` header; none where it is missing.
    pub fn clock_skew_s(&self) -> Option<i64> {
        Some(self.date()?.whole_s() - self.received_at.whole_s())
    }

    /// What the status alone says, none when it is a success. A vendor that knows more about 401, 403 or 404 looks first.
    pub fn http_error(&self) -> Option<ProviderError> {
        match self.status {
            200..=299 => None,
            300..=399 => Some(ProviderError::BadBody(BadBody::Redirect)),
            401 => Some(ProviderError::AuthFailed),
            403 => Some(ProviderError::Forbidden { right: Right::WebServer }),
            404 => Some(ProviderError::BadBody(BadBody::NotFound)),
            429 => Some(ProviderError::RateLimited { retry_after: self.retry_after() }),
            status @ 500..=599 => Some(ProviderError::ServerError { status }),
            status => Some(ProviderError::Refused { code: None, reason: format!("HTTP {status}") }),
        }
    }

    fn date(&self) -> Option<UnixMs> {
        http_date::parse(self.header(&DATE)?)
    }

    fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}

/// Reads the body piece by piece and stops as soon as it is too large, however small it was on the wire.
pub(super) async fn read(mut response: reqwest::Response, watch: &Stopwatch) -> Result<Reply, ProviderError> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(|error| fault::classify(&error))? {
        if body.len() + piece.len() > BODY_CAP_BYTES {
            return Err(ProviderError::BadBody(BadBody::TooLarge));
        }
        body.extend_from_slice(&piece);
    }
    Ok(Reply { status, headers, body: body.freeze(), received_at: watch.now() })
}
