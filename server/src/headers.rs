//! The headers of every answer, whatever made it. A page brings its own content security policy, with the nonce of its
//! scripts; everything else gets one that lets nothing inline run.

use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;

use crate::site::PACKAGE;
use crate::site::Site;

const POLICY_WITHOUT_NONCE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'",
);
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), \
     fullscreen=(self), autoplay=(self), screen-wake-lock=(self)",
);
/// The folder of an asset is named by its content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// This host for a year; what other names beside it do is not ours to say.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");
const NEVER: HeaderValue = HeaderValue::from_static("no-store");

/// A file of the site, as opposed to something made for one person; marks an answer.
#[derive(Clone, Copy)]
pub(crate) struct IsFile;

/// Completes the headers of an answer.
pub(crate) async fn complete(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_package = request.uri().path().strip_prefix('/').and_then(|path| path.strip_prefix(PACKAGE)).is_some();
    let mut response = next.run(request).await;
    let is_file = response.extensions().get::<IsFile>().is_some();
    let caching = caching(is_file, response.status(), is_package && &*site.options.site_pkg_dir != PACKAGE);
    let headers = response.headers_mut();
    let mut keep = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    keep(header::CACHE_CONTROL, caching);
    keep(header::CONTENT_SECURITY_POLICY, POLICY_WITHOUT_NONCE);
    keep(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    keep(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    keep(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    if site.reach.is_https {
        keep(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    if site.is_secure {
        keep(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        keep(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    } else {
        // Over plain http a browser proves by `Origin` alone that a form is ours, and without a referrer it sends none.
        // It would also complain about the opener policy, which it keeps only where there is encryption.
        keep(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    response
}

fn caching(is_file: bool, status: StatusCode, is_hashed: bool) -> HeaderValue {
    match (is_file, status.is_success() || status == StatusCode::NOT_MODIFIED, is_hashed) {
        (true, true, true) => FOR_EVER,
        (true, true, false) => ASK_FIRST,
        (false, _, _) | (true, false, _) => NEVER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hashed_file_is_kept_for_ever_and_what_is_made_is_never_kept() {
        assert_eq!(caching(true, StatusCode::OK, true), FOR_EVER);
        assert_eq!(caching(true, StatusCode::NOT_MODIFIED, true), FOR_EVER);
        assert_eq!(caching(true, StatusCode::OK, false), ASK_FIRST);
        assert_eq!(caching(true, StatusCode::RANGE_NOT_SATISFIABLE, true), NEVER);
        assert_eq!(caching(false, StatusCode::OK, true), NEVER);
        assert_eq!(caching(false, StatusCode::NOT_FOUND, false), NEVER);
    }
}
