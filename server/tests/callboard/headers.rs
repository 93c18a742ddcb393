//! Every kind of answer carries the security headers, and only answers to pages of this site are given to writes.

use reqwest::Response;
use reqwest::header::CACHE_CONTROL;
use reqwest::header::CONTENT_SECURITY_POLICY;
use reqwest::header::CONTENT_TYPE;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::Demo;
use crate::support::nonce;

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn assert_complete(answer: &Response, what: &str) {
    let policy = header(answer, CONTENT_SECURITY_POLICY.as_str());
    assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{what}: {policy}");
    for part in ["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "'wasm-unsafe-eval'"] {
        assert!(policy.contains(part), "{what}: {part}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
    assert_eq!(header(answer, "x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header(answer, "referrer-policy"), "no-referrer", "{what}");
    assert_eq!(header(answer, "cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(header(answer, "cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(header(answer, "permissions-policy").contains("camera=()"), "{what}");
    assert_ne!(header(answer, CACHE_CONTROL.as_str()), "", "{what}");
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers() {
    let demo = Demo::start();
    let nobody = demo.visitor();
    let somebody = demo.signed_in(&demo.account("supervisor")).await;

    let answers = [
        (200, "page", nobody.get("/sign-in").await),
        (200, "board", somebody.get("/t/demo/board").await),
        (303, "redirect", nobody.get("/t/demo/board").await),
        (404, "no page", nobody.get("/nothing").await),
        (404, "no such tenant", somebody.get("/t/nobody/board").await),
        (404, "no such stream", somebody.get("/t/nobody/events").await),
        (401, "stream for nobody", nobody.get("/t/demo/events").await),
        (200, "stream", somebody.get("/t/demo/events").await),
        (200, "server function", nobody.post("/api/sign_in_form", &[]).await),
        (401, "server function for nobody", nobody.post("/api/board", &[("tenant", "demo"), ("query", "")]).await),
        (404, "no server function", nobody.post("/api/nothing", &[]).await),
        (403, "foreign write", nobody.request("POST", "/sign-in").send().await.unwrap()),
        (200, "health", nobody.get("/healthz").await),
        (
            404,
            "other method",
            nobody.request("DELETE", "/healthz").header("sec-fetch-site", "same-origin").send().await.unwrap(),
        ),
    ];

    for (status, what, answer) in &answers {
        assert_eq!(answer.status(), *status, "{what}");
        assert_complete(answer, what);
    }
}

#[tokio::test]
async fn every_script_of_a_page_carries_the_nonce_of_its_policy_and_no_two_pages_share_one() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let mut nonces = Vec::new();

    for path in ["/sign-in", "/t/demo/board", "/nothing"] {
        let answer = visitor.get(path).await;
        assert!(header(&answer, CONTENT_TYPE.as_str()).starts_with("text/html"), "{path}");
        assert_eq!(header(&answer, CACHE_CONTROL.as_str()), "no-store", "{path}");
        let nonce = nonce(&answer);
        let page = answer.text().await.unwrap();
        // An empty script does nothing, and a browser does not even ask whether it may.
        let scripts = page.split("<script").skip(1).filter(|rest| !rest.starts_with("></script>"));
        let scripts: Vec<&str> = scripts.map(|rest| rest.split('>').next().unwrap()).collect();
        assert!(!scripts.is_empty(), "{path}");
        for script in scripts {
            assert!(script.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{script}>");
        }
        assert!(!page.contains(" style=\"") && !page.contains(" onclick="), "{path}");
        nonces.push(nonce);
    }

    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

#[tokio::test]
async fn a_write_from_elsewhere_is_refused_before_anything_happens() {
    let demo = Demo::start();
    let account = demo.account("supervisor");
    let visitor = demo.signed_in(&account).await;
    let host = demo.url.strip_prefix("http://").unwrap();
    let form = [("email", account.email.as_str()), ("password", account.password.as_str())];

    for path in ["/sign-in", "/sign-out", "/preferences", "/api/board", "/nothing"] {
        for (name, value) in
            [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null"), ("x-other", "1")]
        {
            let answer = visitor.request("POST", path).header(name, value).form(&form).send().await.unwrap();
            assert_eq!(answer.status(), 403, "{path} {name}: {value}");
            assert!(answer.headers().get("set-cookie").is_none());
        }
    }
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200);

    let ours =
        visitor.request("POST", "/preferences").header("origin", format!("http://{host}")).form(&[("lang", "vi")]);
    assert_eq!(ours.send().await.unwrap().status(), 303);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_by_its_announced_length() {
    let demo = Demo::start();
    let host = demo.url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host).await.unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {host}\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 100000\r\n\r\n"
    );

    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();

    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("content-security-policy: default-src 'none'"), "{answer}");
}
