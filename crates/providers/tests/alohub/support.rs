//! What the tests share: a client for a server on loopback, and the documented answers.

use std::time::Duration;

use domain::command::Action;
use domain::command::Command;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::ProviderConfig;
use providers::alohub::Alohub;
use providers::alohub::Timings;
use providers::alohub::config::AlohubConfig;
use providers::http::HttpClient;
use secrecy::SecretString;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

pub(crate) const NOW: UnixMs = UnixMs(1_780_000_000_000);
pub(crate) const KEY: &str = "sk_test_not-a-real-key";

pub(crate) const AGENTS: &str = include_str!("../fixtures/alohub/agents.json");
pub(crate) const QUEUES: &str = include_str!("../fixtures/alohub/queues.json");
pub(crate) const QUEUES_SET: &str = include_str!("../fixtures/alohub/put_queues_ok.json");
pub(crate) const RECORDING_SET: &str = include_str!("../fixtures/alohub/put_recording_ok.json");

/// The documented codes with the status that each is documented with.
pub(crate) const CODES: [(u16, &str); 6] = [
    (401, "UNAUTHORIZED"),
    (403, "INSUFFICIENT_SCOPE"),
    (400, "INVALID_INPUT"),
    (404, "NOT_FOUND"),
    (429, "RATE_LIMIT_EXCEEDED"),
    (500, "FAIL"),
];

pub(crate) fn client(base_url: &str, config: AlohubConfig) -> Alohub {
    let settings = ConnectionSettings::new(base_url, ProviderConfig::Alohub(config.clone()));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    let http = HttpClient::new(&settings, guard).unwrap();
    let timings = Timings {
        window: Duration::from_millis(20),
        look_after: [Duration::ZERO, Duration::from_millis(5), Duration::from_millis(5)],
        look_for: Duration::from_secs(20),
    };
    Alohub::new(config, &settings, SecretString::from(KEY), http).unwrap().with_timings(timings)
}

/// A server that gives one answer to everything, and a client for it.
pub(crate) async fn answering(answer: ResponseTemplate) -> (MockServer, Alohub) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let alohub = client(&server.uri(), AlohubConfig::default());
    (server, alohub)
}

pub(crate) fn json_text(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json")
}

/// The documented error envelope; its message must never come out anywhere.
pub(crate) fn refusal(status: u16, code: &str) -> ResponseTemplate {
    let body = format!(r#"{{"success":"0","error_code":"{code}","error_message":"upstream words about {KEY}"}}"#);
    let answer = json_text(status, &body);
    if code == "RATE_LIMIT_EXCEEDED" { answer.insert_header("Retry-After", "7") } else { answer }
}

pub(crate) fn command(external_id: &str, action: Action) -> Command {
    Command { external_id: external_id.to_owned(), action }
}

pub(crate) fn set_callin(queue_ids: &[&str], priority: Option<i32>) -> Action {
    Action::SetCallinQueues { queue_ids: queue_ids.iter().map(|&id| id.to_owned()).collect(), priority }
}
