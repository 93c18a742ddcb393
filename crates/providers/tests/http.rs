//! The guarded client on a real socket: what servers may do to it, and what it may never let out.

#[path = "http/raw.rs"]
mod raw;

use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use domain::time::UnixMs;
use flate2::Compression;
use flate2::write::GzEncoder;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::config::Tel4vnConfig;
use providers::error::BadBody;
use providers::error::Unreachable;
use providers::http::HttpClient;
use raw::Script;
use secrecy::SecretString;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

fn client(base_url: &str) -> HttpClient {
    let settings = ConnectionSettings::new(base_url, ProviderConfig::Tel4vn(Tel4vnConfig::default()));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().expect("a range")] };
    HttpClient::new(&settings, guard).expect("loopback is allowed here")
}

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn a_redirect_is_reported_and_never_followed() {
    let elsewhere = answering(ResponseTemplate::new(200)).await;
    let target = format!("{}/stolen", elsewhere.uri());
    let server = answering(ResponseTemplate::new(302).insert_header("location", target.as_str())).await;

    let reply = client(&server.uri()).get("/agents").send(NOW).await.unwrap();

    assert_eq!(reply.http_error(), Some(ProviderError::BadBody(BadBody::Redirect)));
    assert_eq!(elsewhere.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn every_part_of_a_request_arrives_as_given() {
    let server = answering(ResponseTemplate::new(200)).await;

    client(&format!("{}/prefix/", server.uri()))
        .post("/agents/a%2Fb")
        .query("page", "0")
        .secret_query("auth_token", &SecretString::from("fake&token"))
        .header("x-tenant-id", "42")
        .secret_header("x-api-key", &SecretString::from("fake-key"))
        .form("queue id", "1+1")
        .send(NOW)
        .await
        .unwrap();

    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.url.path(), "/prefix/agents/a%2Fb");
    assert_eq!(request.url.query(), Some("page=0&auth_token=fake%26token"));
    assert_eq!(request.headers["x-tenant-id"], "42");
    assert_eq!(request.headers["x-api-key"], "fake-key");
    assert_eq!(request.headers["user-agent"], concat!("Callboard/", env!("CARGO_PKG_VERSION")));
    assert!(!request.headers.contains_key("referer"));
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.body, b"queue+id=1%2B1");
}

#[tokio::test]
async fn json_goes_out_as_json_with_the_method_asked_for() {
    let server = answering(ResponseTemplate::new(200)).await;

    client(&server.uri()).put("/x").json(&serde_json::json!({ "status": true })).send(NOW).await.unwrap();

    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.method.as_str(), "PUT");
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.body, br#"{"status":true}"#);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[tokio::test]
async fn x09_a_compressed_answer_is_read_and_a_compressed_bomb_is_not() {
    let small = answering(
        ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_bytes(gzip(b"{\"total\":2}")),
    )
    .await;
    let bomb = gzip(&vec![b' '; providers::http::BODY_CAP_BYTES + 1]);
    assert!(bomb.len() < 100_000, "a bomb is small on the wire");
    let large =
        answering(ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_bytes(bomb)).await;

    let read = client(&small.uri()).get("/").send(NOW).await.unwrap();
    let refused = client(&large.uri()).get("/").send(NOW).await;

    assert_eq!(read.text(), "{\"total\":2}");
    assert_eq!(refused.unwrap_err(), ProviderError::BadBody(BadBody::TooLarge));
}

#[tokio::test]
async fn x09_a_body_over_the_cap_is_refused_and_one_at_the_cap_is_read() {
    let cap = providers::http::BODY_CAP_BYTES;
    let fits = answering(ResponseTemplate::new(200).set_body_bytes(vec![b' '; cap])).await;
    let too_large = answering(ResponseTemplate::new(200).set_body_bytes(vec![b' '; cap + 1])).await;

    let read = client(&fits.uri()).get("/").send(NOW).await.unwrap();
    let refused = client(&too_large.uri()).get("/").send(NOW).await;

    assert_eq!(read.body.len(), cap);
    assert_eq!(refused.unwrap_err(), ProviderError::BadBody(BadBody::TooLarge));
}

#[tokio::test]
async fn x09_an_endless_body_is_cut_at_the_cap() {
    let server = raw::serve(Script::EndlessBody).await;

    let refused = client(&server).get("/").send(NOW).await;

    assert_eq!(refused.unwrap_err(), ProviderError::BadBody(BadBody::TooLarge));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers_is_a_timeout() {
    let server = raw::serve(Script::Silence).await;

    let answer = client(&server).get("/").send(NOW).await;

    assert_eq!(answer.unwrap_err(), ProviderError::Unreachable(Unreachable::Timeout));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_cut_after_ten_seconds() {
    let server = raw::serve(Script::Drip(Duration::from_secs(1))).await;

    let answer = client(&server).get("/").send(NOW).await;

    assert_eq!(answer.unwrap_err(), ProviderError::Unreachable(Unreachable::Timeout));
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_a_failed_connection() {
    let closed = raw::closed_port().await;

    let answer = client(&closed).get("/").send(NOW).await;

    assert_eq!(answer.unwrap_err(), ProviderError::Unreachable(Unreachable::Connect));
}

#[tokio::test]
async fn a_connection_that_ends_early_broke_off() {
    for script in [Script::HangUpAtOnce, Script::HangUpInBody] {
        let server = raw::serve(script).await;

        let answer = client(&server).get("/").send(NOW).await;

        assert_eq!(answer.unwrap_err(), ProviderError::Unreachable(Unreachable::BrokeOff), "{script:?}");
    }
}

#[tokio::test]
async fn a_server_without_encryption_behind_https_is_a_tls_failure() {
    let server = raw::serve(Script::HangUpInBody).await;

    let answer = client(&server.replace("http://", "https://")).get("/").send(NOW).await;

    assert_eq!(answer.unwrap_err(), ProviderError::Unreachable(Unreachable::Tls));
}

#[tokio::test]
async fn a_name_without_an_address_is_a_dns_failure() {
    let settings =
        ConnectionSettings::new("https://no-such-host.invalid", ProviderConfig::Tel4vn(Tel4vnConfig::default()));
    let http = HttpClient::new(&settings, HostGuard::default()).unwrap();

    let answer = http.get("/").send(NOW).await;

    assert_eq!(answer.unwrap_err(), ProviderError::Unreachable(Unreachable::Dns));
}

#[tokio::test]
async fn an_answer_is_dated_after_the_moment_of_asking() {
    let server = answering(ResponseTemplate::new(200).set_delay(Duration::from_millis(30))).await;

    let reply = client(&server.uri()).get("/").send(NOW).await.unwrap();

    assert!(reply.received_at.ms_since(NOW) >= 30);
}

/// Everything logged in this process, at every level and by every crate.
#[derive(Clone, Default)]
struct Log(std::sync::Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics while writing").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn x08_no_secret_no_address_and_no_body_reaches_a_log_or_an_error() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let secret = SecretString::from("canary-secret");
    let server = answering(ResponseTemplate::new(401).set_body_string("canary-echo")).await;
    let broken = raw::serve(Script::HangUpInBody).await;
    let closed = raw::closed_port().await;

    let mut shown = String::new();
    for base_url in [server.uri(), broken, closed] {
        let request = client(&base_url)
            .post("/canary-path")
            .secret_query("auth_token", &secret)
            .secret_header("authorization", &secret)
            .secret_form("pass", &secret);
        match request.send(NOW).await {
            Ok(reply) => shown.push_str(&format!("{reply:?}{:?}", reply.http_error())),
            Err(error) => shown.push_str(&format!("{error:?}{error}")),
        }
    }
    tracing::trace!("the log is open");

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("the log is open"));
    let of_client: Vec<&str> = logged.lines().filter(|line| !line.contains("wiremock")).collect();
    assert!(!of_client.iter().any(|line| line.contains("canary")), "{of_client:#?}");
    assert!(!shown.contains("canary") && !shown.contains("127.0.0.1"), "{shown}");
}
