//! Named faults, switched per provider while the simulator runs and applied around the face's own answer.
//! What a vendor says when it refuses (a revoked key, an error inside a 200) is the face's business, not this module's.

mod body;

use std::{fmt, str::FromStr, sync::Arc};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{faces, provider::ProviderName, shared::Shared};

/// What is wrong with one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// HTTP 500 for everything.
    Status500,
    /// HTTP 502 from a gateway.
    Status502,
    /// HTTP 503 from a gateway.
    Status503,
    /// HTTP 429 with this many seconds in `Retry-After`.
    RateLimited {
        /// The value of `Retry-After`.
        retry_after_s: u64,
    },
    /// The request is taken and never answered.
    Stall,
    /// A 200 that is no answer at all.
    Garbage,
    /// The face's answer, cut in the middle.
    Truncated,
    /// A page for people, with 200.
    HtmlOk,
    /// A body of a gibibyte, sent as it is read.
    HugeBody,
    /// A small gzip body that grows to more than 16 MiB.
    GzipBomb,
    /// The credential is no longer accepted, in the vendor's own words.
    AuthRevoked,
    /// An error of the vendor inside a 200.
    ErrorIn200,
    /// A redirect to another host.
    Redirect,
    /// The face's answer with two bytes that are not UTF-8.
    InvalidUtf8,
    /// The face's answer at one byte per second.
    SlowBody,
    /// The connection closes in the middle of the answer.
    Reset,
}

/// A word that names no fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFault(pub String);

impl Fault {
    /// Every fault once.
    pub const ALL: [Self; 17] = [
        Self::None,
        Self::Status500,
        Self::Status502,
        Self::Status503,
        Self::RateLimited { retry_after_s: 30 },
        Self::Stall,
        Self::Garbage,
        Self::Truncated,
        Self::HtmlOk,
        Self::HugeBody,
        Self::GzipBomb,
        Self::AuthRevoked,
        Self::ErrorIn200,
        Self::Redirect,
        Self::InvalidUtf8,
        Self::SlowBody,
        Self::Reset,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Status500 => "status-500",
            Self::Status502 => "status-502",
            Self::Status503 => "status-503",
            Self::RateLimited { .. } => "rate-limited",
            Self::Stall => "stall",
            Self::Garbage => "garbage",
            Self::Truncated => "truncated",
            Self::HtmlOk => "html-ok",
            Self::HugeBody => "huge-body",
            Self::GzipBomb => "gzip-bomb",
            Self::AuthRevoked => "auth-revoked",
            Self::ErrorIn200 => "error-in-200",
            Self::Redirect => "redirect",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::SlowBody => "slow-body",
            Self::Reset => "reset",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())?;
        if let Self::RateLimited { retry_after_s } = self {
            write!(formatter, ":{retry_after_s}")?;
        }
        Ok(())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    /// Reads `stall`, `rate-limited` (30 s) or `rate-limited:5`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownFault(text.to_owned());
        if let Some(seconds) = text.strip_prefix("rate-limited:") {
            let retry_after_s = seconds.parse().map_err(|_| unknown())?;
            return Ok(Self::RateLimited { retry_after_s });
        }
        Self::ALL.into_iter().find(|fault| fault.word() == text).ok_or_else(unknown)
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no fault is called {:?}", self.0)
    }
}

impl std::error::Error for UnknownFault {}

/// Counts the request and applies the provider's fault.
pub(crate) async fn guard(
    State((shared, provider)): State<(Arc<Shared>, ProviderName)>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("(no such route)", MatchedPath::as_str);
    let route = route.strip_prefix(provider.prefix()).unwrap_or(route);
    shared.count_request(provider, &format!("{} {route}", request.method()));
    match shared.fault(provider) {
        // A revoked credential is refused by the face, in its vendor's words.
        Fault::None | Fault::AuthRevoked => next.run(request).await,
        Fault::Status500 => gateway(StatusCode::INTERNAL_SERVER_ERROR, "500 Internal Server Error"),
        Fault::Status502 => gateway(StatusCode::BAD_GATEWAY, "502 Bad Gateway"),
        Fault::Status503 => gateway(StatusCode::SERVICE_UNAVAILABLE, "503 Service Temporarily Unavailable"),
        Fault::RateLimited { retry_after_s } => {
            let mut response = faces::rate_limited(provider);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            response
        }
        Fault::Stall => std::future::pending().await,
        Fault::Garbage => {
            ([(header::CONTENT_TYPE, "application/json")], "}{<?\u{1}\u{2} \"data\": [[[ not an answer").into_response()
        }
        Fault::HtmlOk => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], HTML_PAGE).into_response(),
        Fault::HugeBody => body::huge(),
        Fault::GzipBomb => body::gzip_bomb(),
        Fault::ErrorIn200 => faces::error_in_200(provider),
        Fault::Redirect => {
            (StatusCode::FOUND, [(header::LOCATION, "http://elsewhere.invalid/stolen")], Body::empty()).into_response()
        }
        Fault::Truncated => body::truncated(next.run(request).await).await,
        Fault::InvalidUtf8 => body::invalid_utf8(next.run(request).await).await,
        Fault::SlowBody => body::slow(next.run(request).await).await,
        Fault::Reset => body::reset(next.run(request).await).await,
    }
}

const HTML_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head><title>Sign in</title></head>\n<body><h1>Sign in to continue</h1></body>\n</html>\n";

fn gateway(status: StatusCode, title: &str) -> Response {
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}
