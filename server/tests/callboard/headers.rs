//! Every kind of answer carries the security headers, and only answers to pages of this site are given to writes.

use reqwest::RequestBuilder;
use reqwest::Response;
use reqwest::header::CACHE_CONTROL;
use reqwest::header::CONTENT_SECURITY_POLICY;
use reqwest::header::CONTENT_TYPE;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::Demo;
use crate::support::nonce;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
                           payment=(), usb=(), fullscreen=(self), autoplay=(self), screen-wake-lock=(self)";

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The complete set, each once and word by word.
pub(crate) fn assert_complete(answer: &Response, what: &str) {
    let is_https = answer.headers().contains_key("strict-transport-security");
    let policy = header(answer, CONTENT_SECURITY_POLICY.as_str());
    let nonce = policy.split(" 'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default();
    let is_page = header(answer, CONTENT_TYPE.as_str()).starts_with("text/html");
    assert_eq!(nonce.is_empty(), !is_page, "{what}: a page has a nonce and nothing else has");
    assert_eq!(policy.replace(&format!(" 'nonce-{nonce}'"), ""), POLICY, "{what}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", PERMISSIONS),
        ("strict-transport-security", if is_https { "max-age=31536000" } else { "" }),
    ] {
        assert_eq!(header(answer, name), value, "{what}: {name}");
        assert!(answer.headers().get_all(name).iter().count() <= 1, "{what}: {name} stands twice");
    }
    assert_ne!(header(answer, CACHE_CONTROL.as_str()), "", "{what}");
}

#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers() {
    let demo = Demo::start();
    let nobody = demo.visitor();
    let somebody = demo.signed_in(&demo.account("supervisor")).await;
    let ours = |method, path| somebody.request(method, path).header("sec-fetch-site", "same-origin");
    let send = async |request: RequestBuilder| request.send().await.unwrap();
    let board = [("tenant", "demo"), ("query", "")];

    let answers = [
        (200, "page", nobody.get("/sign-in").await),
        (200, "board", somebody.get("/t/demo/board").await),
        (303, "redirect", nobody.get("/t/demo/board").await),
        (303, "redirect home", somebody.get("/").await),
        (303, "step after signing in", nobody.get("/signed-in").await),
        (404, "no page", nobody.get("/nothing").await),
        (404, "no such tenant", somebody.get("/t/nobody/board").await),
        (404, "no such stream", somebody.get("/t/nobody/events").await),
        (401, "stream for nobody", nobody.get("/t/demo/events").await),
        (200, "stream", somebody.get("/t/demo/events").await),
        (200, "server function", somebody.post("/api/board", &board).await),
        (401, "server function for nobody", nobody.post("/api/board", &board).await),
        (404, "server function, missing", somebody.post("/api/board", &[("tenant", "x"), ("query", "")]).await),
        (404, "no server function", nobody.post("/api/nothing", &[]).await),
        (403, "foreign write", send(nobody.request("POST", "/sign-in")).await),
        (403, "preflight", send(nobody.request("OPTIONS", "/sign-in").header("origin", "https://evil.example")).await),
        (200, "health", nobody.get("/healthz").await),
        (303, "form of another kind", send(ours("POST", "/sign-in").body("{}")).await),
        (303, "form that is refused", nobody.try_to_sign_in("a@b.test", "wrong").await),
        (303, "preference", nobody.post("/preferences", &[("lang", "vi")]).await),
        (404, "other method", send(ours("DELETE", "/healthz")).await),
        (404, "method of no page", send(ours("PUT", "/t/demo/board")).await),
        (200, "head of a page", send(somebody.request("HEAD", "/t/demo/board")).await),
        (200, "head of a stream", send(somebody.request("HEAD", "/t/demo/events")).await),
        (404, "head of nothing", send(nobody.request("HEAD", "/nothing")).await),
    ];

    for (status, what, answer) in &answers {
        assert_eq!(answer.status(), *status, "{what}");
        assert_complete(answer, what);
    }
}

#[tokio::test]
async fn a_call_that_cannot_be_read_is_the_callers_mistake_and_carries_the_headers_too() {
    let demo = Demo::start();
    let somebody = demo.signed_in(&demo.account("supervisor")).await;
    let call = || somebody.request("POST", "/api/board").header("sec-fetch-site", "same-origin");

    let answers = [
        ("nothing", call()),
        ("a field is missing", call().form(&[("query", "")])),
        ("another kind", call().header("content-type", "application/json").body("{}")),
        ("no text", call().header("content-type", "application/x-www-form-urlencoded").body(vec![0xff, b'=', 0xfe])),
    ];

    for (what, request) in answers {
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_client_error(), "{what}: {}", answer.status());
        assert_complete(&answer, what);
    }
}

#[tokio::test]
async fn files_carry_the_headers_whether_they_are_sent_whole_in_part_or_not_at_all() {
    let demo = Demo::start_with_site(&[("favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]);
    let visitor = demo.visitor();
    let whole = visitor.get("/favicon.svg").await;
    let modified = header(&whole, "last-modified").to_owned();
    assert_ne!(modified, "");
    let ask = async |name: &str, value: &str| {
        visitor.request("GET", "/favicon.svg").header(name, value).send().await.unwrap()
    };

    let answers = [
        (200, "whole", whole),
        (304, "not changed", ask("if-modified-since", &modified).await),
        (412, "changed", ask("if-unmodified-since", "Thu, 01 Jan 1970 00:00:00 GMT").await),
        (206, "part", ask("range", "bytes=0-3").await),
        (416, "part that is not there", ask("range", "bytes=9000-").await),
        (200, "head", visitor.request("HEAD", "/favicon.svg").send().await.unwrap()),
        (404, "folder", visitor.get("/pkg").await),
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

    let mut lines = answer.lines();
    assert!(lines.next().unwrap().starts_with("HTTP/1.1 413 "), "{answer}");
    let mut built = http::Response::builder();
    for (name, value) in lines.map_while(|line| line.split_once(": ")) {
        built = built.header(name, value);
    }
    assert_complete(&built.body("").unwrap().into(), "body that is too large");
}
