//! Behind a proxy: whose word is believed, who gets in, and under which address the site lives.

use std::net::Ipv4Addr;

use reqwest::Response;

use crate::headers::assert_complete;
use crate::support::Demo;
use crate::support::Visitor;
use crate::support::callboard_with;
use crate::support::client_builder;
use crate::support::location;
use crate::support::session_cookie;

const PUBLIC: &str = "https://board.example";

async fn try_from(demo: &Demo, client: &str, email: &str, password: &str) -> Response {
    let request = demo.visitor().request("POST", "/sign-in").header("sec-fetch-site", "same-origin");
    let request = request.header("x-forwarded-for", client);
    request.form(&[("email", email), ("password", password)]).send().await.unwrap()
}

async fn is_let_in(demo: &Demo, client: &str) -> bool {
    let account = demo.account("supervisor");
    session_cookie(&try_from(demo, client, &account.email, &account.password).await).is_some()
}

/// Fails until even the right password is refused. Each round fails more often than it succeeds, and the wait doubles
/// with each failure, so that it is soon longer than any machine is slow.
async fn exhaust(demo: &Demo, client: impl Fn(usize) -> String) -> bool {
    for try_no in 0..60 {
        let email = format!("nobody-{try_no}@demo.callboard.test");
        try_from(demo, &client(try_no), &email, "wrong").await;
        if try_no > 20 && try_no % 3 == 0 && !is_let_in(demo, &client(try_no)).await {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_is_counted_by_itself() {
    let demo = Demo::start_as("127.0.0.1:0", &["--trusted-proxy", "127.0.0.1/32"]);

    assert!(exhaust(&demo, |_| "203.0.113.7".to_owned()).await);

    assert!(is_let_in(&demo, "203.0.113.8").await, "another client pays for the first");
    assert!(!is_let_in(&demo, "203.0.113.9, 203.0.113.7").await, "what a client says of itself counts");
}

#[tokio::test]
async fn a_header_from_somebody_untrusted_changes_nothing() {
    let demo = Demo::start_as("127.0.0.1:0", &["--trusted-proxy", "10.0.0.0/8"]);

    assert!(exhaust(&demo, |try_no| format!("203.0.113.{try_no}")).await, "a forged header escapes the count");
}

#[tokio::test]
async fn a_plain_listener_for_a_proxy_turns_everybody_else_away() {
    let more = ["--public-url", PUBLIC, "--trusted-proxy", "127.0.0.2/32"];
    let demo = Demo::start_as("0.0.0.0:0", &more);
    let account = demo.account("admin");
    let through = client_builder().local_address(Some(Ipv4Addr::new(127, 0, 0, 2).into())).build().unwrap();
    let proxy = Visitor::by(through, &demo.url);

    let direct = demo.visitor().get("/sign-in").await;
    let claiming = demo.visitor().request("GET", "/sign-in").header("x-forwarded-for", "127.0.0.2");
    assert_eq!(claiming.send().await.unwrap().status(), 421);
    assert_eq!(direct.status(), 421);
    assert_complete(&direct, "turned away");
    assert_eq!(direct.headers()["strict-transport-security"], "max-age=31536000");
    let text = direct.text().await.unwrap();
    assert_eq!(text, "Callboard is reached through its proxy. Open https://board.example/ instead.\n");

    assert_eq!(proxy.get("/sign-in").await.status(), 200);
    let form = [("email", account.email.as_str()), ("password", account.password.as_str())];
    let from = async |origin: &str| {
        proxy.request("POST", "/sign-in").header("origin", origin).form(&form).send().await.unwrap()
    };
    assert_eq!(from(&demo.url).await.status(), 403, "the address behind the proxy is nobody's page");
    let answer = from(PUBLIC).await;
    assert_eq!(answer.status(), 303);
    assert!(session_cookie(&answer).is_some(), "the cookie is one for https");
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    assert!(location(&answer).starts_with('/'), "the browser stays where it is");
}

#[tokio::test]
async fn the_public_address_is_told_beside_the_listening_one() {
    let demo = Demo::start_as("127.0.0.1:0", &["--public-url", PUBLIC]);

    assert!(demo.program.lines.contains(&format!("Callboard is reached at {PUBLIC}")), "{:?}", demo.program.lines);
    assert!(demo.url.starts_with("http://127.0.0.1:"), "{}", demo.url);
    assert_eq!(demo.visitor().get("/healthz").await.status(), 200);
}

#[test]
fn an_address_that_is_none_is_refused_with_its_field_and_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |environment: &[(&str, &str)], more: &[&str]| {
        let args = ["serve", "--listen", "127.0.0.1:0", "--data-dir", folder.path().to_str().unwrap()];
        let outcome = callboard_with(&[&args[..], more].concat(), environment, "");
        assert_eq!(outcome.code, 2, "{outcome:?}");
        outcome.err
    };

    let named = refused(&[("CALLBOARD_PUBLIC_URL", "https://lan:hunter2@board.example/x")], &[]);
    assert!(named.contains("public-url: write scheme and host") && !named.contains("hunter2"), "{named}");
    let range = refused(&[], &["--trusted-proxy", "10.0.0.1"]);
    assert!(range.contains("--trusted-proxy") && range.contains("192.168.1.0/24"), "{range}");
    assert!(refused(&[], &["--trusted-proxy", "::/0"]).contains("trusted-proxy: "));
    assert!(refused(&[("CALLBOARD_TLS_CERT", "/nowhere/cert.pem")], &[]).contains("tls-key: "));
    let missing = refused(&[], &["--tls-cert", "/nowhere/cert.pem", "--tls-key", "/nowhere/key.pem"]);
    assert!(missing.contains("tls-cert: /nowhere/cert.pem cannot be read"), "{missing}");
}
