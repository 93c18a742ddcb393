//! Writes are taken only from pages of this site. The session cookie is `SameSite=Strict` as well; this is the second
//! lock, and the only one for requests that need no session.

use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::Uri;
use axum::http::header;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;

use crate::site::Site;

/// Refuses a write that no page of this site sent.
pub(crate) async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let public = site.reach.public_url.as_ref().map(|url| &**url.origin());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_ours(request.headers(), request.uri(), public) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "This request did not come from a page of this site.\n").into_response()
    }
}

/// Browsers say where a request comes from: in `Sec-Fetch-Site` over https and on the machine itself, else in `Origin`.
/// That is compared with the public address; without one, with the host that the request was sent to.
fn is_ours(headers: &HeaderMap, uri: &Uri, public: Option<&str>) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    if let Some(public) = public {
        return text(header::ORIGIN) == Some(public);
    }
    let host = text(header::HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    matches!((origin, host), (Some(origin), Some(host)) if origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours_at(public: Option<&str>, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_ours(&headers, &Uri::from_static("/sign-in"), public)
    }

    fn ours(pairs: &[(&'static str, &'static str)]) -> bool {
        ours_at(None, pairs)
    }

    #[test]
    fn the_public_address_alone_counts_where_there_is_one() {
        let public = Some("https://board.example");

        assert!(ours_at(public, &[("origin", "https://board.example"), ("host", "10.0.0.5:4600")]));
        assert!(ours_at(public, &[("sec-fetch-site", "same-origin"), ("host", "10.0.0.5:4600")]));
        assert!(!ours_at(public, &[("origin", "http://board.example"), ("host", "board.example")]));
        assert!(!ours_at(public, &[("origin", "https://board.example:8443"), ("host", "board.example:8443")]));
        assert!(!ours_at(public, &[("origin", "http://10.0.0.5:4600"), ("host", "10.0.0.5:4600")]));
        assert!(!ours_at(public, &[("sec-fetch-site", "cross-site"), ("origin", "https://board.example")]));
        assert!(!ours_at(public, &[("host", "board.example")]));
    }

    #[test]
    fn a_page_of_this_site_may_write() {
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        // Without a referrer a form's origin is null.
        assert!(ours(&[("sec-fetch-site", "same-origin"), ("origin", "null"), ("host", "board.example")]));
        assert!(ours(&[("origin", "http://board.lan:4600"), ("host", "board.lan:4600")]));
    }

    #[test]
    fn nobody_else_may() {
        assert!(!ours(&[]));
        assert!(!ours(&[("host", "board.example")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site"), ("origin", "http://board.lan"), ("host", "board.lan")]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        assert!(!ours(&[("sec-fetch-site", "none")]));
        assert!(!ours(&[("origin", "https://evil.example"), ("host", "board.example")]));
        assert!(!ours(&[("origin", "null"), ("host", "board.example")]));
        assert!(!ours(&[("origin", "http://board.lan:8080"), ("host", "board.lan:4600")]));
    }
}
