//! The guard rule by rule, and what status, headers and bodies are read as.

use std::net::IpAddr;

use domain::form::Field;
use domain::form::FieldError;
use domain::time::UnixMs;
use secrecy::SecretString;

use super::*;
use crate::ProviderConfig;
use crate::config::Tel4vnConfig;

const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

fn settings(base_url: &str) -> ConnectionSettings {
    ConnectionSettings::new(base_url, ProviderConfig::Tel4vn(Tel4vnConfig::default()))
}

fn allowing(ranges: &[&str]) -> HostGuard {
    HostGuard { allow_private: ranges.iter().map(|range| range.parse().unwrap()).collect() }
}

fn client(base_url: &str, guard: HostGuard) -> Result<HttpClient, ProviderError> {
    HttpClient::new(&settings(base_url), guard)
}

fn names_base_url<T: fmt::Debug>(result: Result<T, ProviderError>) -> bool {
    matches!(result, Err(ProviderError::Misconfigured(FieldError { field: Field::BaseUrl, .. })))
}

#[test]
fn x09_addresses_that_are_not_public_are_refused_in_every_spelling() {
    for base_url in [
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0x7f.0.0.1",
        "https://0177.0.0.1",
        "https://0.0.0.0",
        "https://10.1.2.3",
        "https://172.16.0.1",
        "https://172.31.255.255",
        "https://192.168.1.1",
        "https://100.64.0.1",
        "https://100.100.100.200",
        "https://169.254.169.254",
        "https://168.63.129.16",
        "https://192.0.0.192",
        "https://198.18.0.1",
        "https://203.0.113.5",
        "https://224.0.0.1",
        "https://255.255.255.255",
        "https://[::]",
        "https://[::1]",
        "https://[::ffff:10.0.0.1]",
        "https://[::ffff:7f00:1]",
        "https://[::127.0.0.1]",
        "https://[64:ff9b::10.0.0.1]",
        "https://[64:ff9b:1::1]",
        "https://[2002:7f00:1::]",
        "https://[fe80::1]",
        "https://[fc00::1]",
        "https://[fd00:ec2::254]",
        "https://[ff02::1]",
        "https://[2001:db8::1]",
    ] {
        assert!(names_base_url(client(base_url, HostGuard::default())), "{base_url}");
    }
}

#[test]
fn public_addresses_and_names_are_allowed_over_https() {
    for base_url in
        ["https://api.convoso.com/v1", "https://1.1.1.1", "https://[2606:4700::1111]", "https://172.32.0.1:8443"]
    {
        assert!(client(base_url, HostGuard::default()).is_ok(), "{base_url}");
    }
}

#[test]
fn x09_plain_http_needs_an_allowed_range() {
    assert!(names_base_url(client("http://api.example.com", HostGuard::default())));
    assert!(names_base_url(client("http://1.1.1.1", HostGuard::default())));
    assert!(names_base_url(client("http://1.1.1.1", allowing(&["10.0.0.0/8"]))));
    assert!(names_base_url(client("http://192.168.0.9", allowing(&["10.0.0.0/8"]))));
    assert!(client("http://10.0.0.9", allowing(&["10.0.0.0/8"])).is_ok());
    assert!(client("http://[fd12::9]", allowing(&["fd12::/16"])).is_ok());
    assert!(client("http://[::ffff:10.0.0.9]", allowing(&["10.0.0.0/8"])).is_ok());
}

#[test]
fn x09_multicast_and_unspecified_addresses_cannot_be_allowed() {
    let everything = allowing(&["0.0.0.0/0", "::/0"]);

    assert!(names_base_url(client("https://0.0.0.0", everything.clone())));
    assert!(names_base_url(client("https://[ff02::1]", everything.clone())));
    assert!(names_base_url(client("https://224.0.0.1", everything)));
}

#[test]
fn x09_a_base_url_has_no_user_query_or_fragment() {
    for base_url in [
        "https://user@api.example.com",
        "https://user:pass@api.example.com",
        "https://api.example.com/v1?key=1",
        "https://api.example.com/v1?",
        "https://api.example.com/#top",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "api.example.com",
        "https://",
        "",
    ] {
        assert!(names_base_url(client(base_url, HostGuard::default())), "{base_url}");
    }
}

#[tokio::test]
async fn x09_a_name_that_resolves_to_loopback_is_refused_when_connecting() {
    let refused = client("https://localhost", HostGuard::default()).unwrap().get("/agents").send(NOW).await;
    let plain = client("http://localhost", allowing(&["10.0.0.0/8"])).unwrap().get("/agents").send(NOW).await;

    assert!(names_base_url(refused));
    assert!(names_base_url(plain));
}

#[test]
fn x09_a_name_that_resolves_to_a_public_address_is_not_asked_over_plain_http() {
    let guard = allowing(&["10.0.0.0/8"]);
    let public: IpAddr = "1.1.1.1".parse().unwrap();

    assert!(guard.check(public, true).is_err());
    assert!(guard.check(public, false).is_ok());
}

#[tokio::test]
async fn an_identifier_cannot_choose_another_path() {
    let http = client("http://127.0.0.1:9/v1", allowing(&["127.0.0.0/8"])).unwrap();

    for segment in ["..", ".", "%2e%2e"] {
        let answer = http.get(&format!("/agents/{segment}/queues")).send(NOW).await;

        assert!(matches!(answer, Err(ProviderError::Refused { .. })), "{segment}");
    }
}

#[test]
fn foreign_text_stays_one_segment() {
    assert_eq!(encode_segment("082018"), "082018");
    assert_eq!(encode_segment("a/b?c#d e"), "a%2Fb%3Fc%23d%20e");
    assert_eq!(encode_segment("ng\u{1b0}\u{1edd}i"), "ng%C6%B0%E1%BB%9Di");
}

#[test]
fn x08_debug_output_shows_no_address_and_no_secret() {
    let secret = SecretString::from("canary-key");
    let http = client("https://pbx.example.com/prefix", HostGuard::default()).unwrap();
    let request = http
        .post("/secret-path")
        .query("user", "canary-user")
        .secret_query("token", &secret)
        .header("x-tenant-id", "canary-tenant")
        .secret_header("authorization", &secret)
        .secret_form("pass", &secret)
        .json(&serde_json::json!({ "api_key": "canary-body" }));

    for shown in [format!("{http:?}"), format!("{request:?}"), format!("{request:#?}")] {
        for hidden in ["canary", "example.com", "secret-path", "prefix"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
    }
}

fn reply(status: u16, headers: &[(&'static str, &str)], body: &[u8]) -> Reply {
    let mut map = http::HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, value.parse().unwrap());
    }
    Reply { status, headers: map, body: bytes::Bytes::copy_from_slice(body), received_at: NOW }
}

#[test]
fn retry_after_is_read_as_seconds_or_as_any_http_date() {
    // 2027-01-15T08:00:00Z is NOW.
    for (value, expected) in [
        ("7", Some(7)),
        ("0", Some(0)),
        (" 30 ", Some(30)),
        ("1.2", Some(2)),
        ("-5", Some(0)),
        ("999999", Some(3600)),
        ("1e300", Some(3600)),
        ("NaN", None),
        ("soon", None),
        ("", None),
        ("Fri, 15 Jan 2027 08:01:30 GMT", Some(90)),
        ("Friday, 15-Jan-27 08:01:30 GMT", Some(90)),
        ("Fri Jan 15 08:01:30 2027", Some(90)),
        ("Fri, 15 Jan 2027 07:00:00 GMT", Some(0)),
        ("Sat, 15 Jan 2028 08:00:00 GMT", Some(3600)),
    ] {
        let wait = reply(429, &[("retry-after", value)], b"").retry_after();

        assert_eq!(wait.map(|wait| wait.as_secs()), expected, "{value:?}");
    }
    assert_eq!(reply(429, &[], b"").retry_after(), None);
}

#[test]
fn a_retry_date_is_counted_from_the_providers_own_clock() {
    let headers = [("retry-after", "Fri, 15 Jan 2027 09:00:20 GMT"), ("date", "Fri, 15 Jan 2027 09:00:00 GMT")];

    assert_eq!(reply(429, &headers, b"").retry_after(), Some(Duration::from_secs(20)));
}

#[test]
fn x07_the_date_header_tells_how_far_the_clocks_differ() {
    assert_eq!(reply(200, &[("date", "Fri, 15 Jan 2027 08:00:42 GMT")], b"").clock_skew_s(), Some(42));
    assert_eq!(reply(200, &[("date", "Fri, 15 Jan 2027 07:59:00 GMT")], b"").clock_skew_s(), Some(-60));
    assert_eq!(reply(200, &[("date", "today")], b"").clock_skew_s(), None);
    assert_eq!(reply(200, &[], b"").clock_skew_s(), None);
}

#[test]
fn x01_the_status_alone_is_classified() {
    use crate::error::BadBody;

    assert_eq!(reply(200, &[], b"").http_error(), None);
    assert_eq!(reply(204, &[], b"").http_error(), None);
    assert_eq!(reply(302, &[], b"").http_error(), Some(ProviderError::BadBody(BadBody::Redirect)));
    assert_eq!(reply(401, &[], b"").http_error(), Some(ProviderError::AuthFailed));
    assert!(matches!(reply(403, &[], b"").http_error(), Some(ProviderError::Forbidden { .. })));
    assert_eq!(reply(404, &[], b"").http_error(), Some(ProviderError::BadBody(BadBody::NotFound)));
    assert_eq!(reply(429, &[], b"").http_error(), Some(ProviderError::RateLimited { retry_after: None }));
    assert_eq!(reply(503, &[], b"").http_error(), Some(ProviderError::ServerError { status: 503 }));
    assert!(matches!(reply(400, &[], b"").http_error(), Some(ProviderError::Refused { code: None, .. })));
}

#[test]
fn bodies_that_cannot_be_read_are_told_apart() {
    use crate::error::BadBody;

    let read = |body: &[u8]| reply(200, &[], body).json::<Vec<u32>>();
    let deep = "[".repeat(100_000);

    assert_eq!(read(b"[1,2]"), Ok(vec![1, 2]));
    assert_eq!(read(b"\xef\xbb\xbf [1]\n"), Ok(vec![1]));
    assert_eq!(read(b" \n"), Err(ProviderError::BadBody(BadBody::Empty)));
    assert_eq!(read(b"<!DOCTYPE html><html>"), Err(ProviderError::BadBody(BadBody::Html)));
    assert_eq!(read(b"[1,"), Err(ProviderError::BadBody(BadBody::NotJson)));
    assert_eq!(read(b"ERROR: no"), Err(ProviderError::BadBody(BadBody::NotJson)));
    assert_eq!(
        reply(200, &[], deep.as_bytes()).json::<serde_json::Value>(),
        Err(ProviderError::BadBody(BadBody::NotJson))
    );
    assert_eq!(read(b"{}"), Err(ProviderError::BadBody(BadBody::WrongShape)));
}

#[test]
fn a_broken_byte_in_json_spoils_one_letter_only() {
    let names: Vec<String> = reply(200, &[], b"[\"\xffAnh\",\"\xc3\x81nh\"]").json().unwrap();

    assert_eq!(names, ["\u{fffd}Anh", "\u{c1}nh"]);
}

#[test]
fn text_that_is_not_utf_8_is_read_as_windows_1252() {
    assert_eq!(reply(200, &[], b"Jos\xe9 \x96").text(), "Jos\u{e9} \u{2013}");
    assert_eq!(reply(200, &[], "\u{feff}Nguyễn".as_bytes()).text(), "Nguyễn");
}

#[test]
fn x08_a_replys_debug_output_shows_no_body_and_no_header() {
    let shown = format!("{:?}", reply(200, &[("set-cookie", "canary")], b"canary"));

    assert!(!shown.contains("canary"), "{shown}");
}
