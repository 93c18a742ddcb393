//! TEL4VN's client against a server that answers as the documents say: requests, tokens and errors.

use std::sync::Arc;

use domain::agent::AgentState;
use domain::capability::Capability;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::right::Right;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::config::Tel4vnConfig;
use providers::error::BadBody;
use providers::tel4vn::config::Tel4vnAuth;
use secrecy::SecretString;
use serde_json::json;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::header;
use wiremock::matchers::method;
use wiremock::matchers::path;

const SEED: &str = include_str!("fixtures/tel4vn/monitor_agent.json");
const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

fn connect(server: &MockServer, config: Tel4vnConfig) -> Arc<dyn Provider> {
    let settings = ConnectionSettings::new(server.uri(), ProviderConfig::Tel4vn(config));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().expect("a range")] };
    providers::connect(&settings, SecretString::from("fake-secret"), guard).expect("the settings can work")
}

fn with_key(version: Tel4vnAuth) -> Tel4vnConfig {
    Tel4vnConfig { auth: version, ..Tel4vnConfig::default() }
}

async fn monitor(server: &MockServer, bearer: &str, answer: ResponseTemplate) {
    Mock::given(method("GET"))
        .and(path("/v1/monitor/agent"))
        .and(header("authorization", format!("Bearer {bearer}").as_str()))
        .respond_with(answer)
        .mount(server)
        .await;
}

/// Issues `token-1`, then `token-2` and so on.
async fn issuing(server: &MockServer, issue_path: &str, body: fn(usize) -> serde_json::Value) {
    let count = std::sync::atomic::AtomicUsize::new(0);
    Mock::given(method("POST"))
        .and(path(issue_path))
        .respond_with(move |request: &wiremock::Request| {
            assert_eq!(request.body, br#"{"api_key":"fake-secret"}"#);
            let number = 1 + count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            // The provider's clock shows the moment of asking, 1,800,000,000.
            ResponseTemplate::new(200)
                .insert_header("date", "Fri, 15 Jan 2027 08:00:00 GMT")
                .set_body_json(body(number))
        })
        .mount(server)
        .await;
}

fn v1(number: usize) -> serde_json::Value {
    json!({ "data": { "token": format!("token-{number}"), "expired": 1_800_003_540_u32, "user_id": "x" } })
}

async fn paths(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.expect("requests are recorded");
    requests.iter().map(|request| request.url.path().to_owned()).collect()
}

#[tokio::test]
async fn a_static_token_takes_one_request_for_the_whole_floor() {
    let server = MockServer::start().await;
    monitor(&server, "fake-secret", ResponseTemplate::new(200).set_body_string(SEED)).await;

    let snapshot = connect(&server, Tel4vnConfig::default()).poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.requests, snapshot.complete), (2, 1, true));
    assert_eq!(snapshot.agents[0].state, AgentState::Dialing);
    assert!(snapshot.received_at >= NOW);
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.url.query(), None);
}

#[tokio::test]
async fn t12_a_token_is_issued_once_and_used_until_it_is_due() {
    let server = MockServer::start().await;
    issuing(&server, "/v1/auth/token", v1).await;
    monitor(&server, "token-1", ResponseTemplate::new(200).set_body_string(SEED)).await;
    monitor(&server, "token-2", ResponseTemplate::new(200).set_body_string(SEED)).await;
    let provider = connect(&server, with_key(Tel4vnAuth::V1));

    let first = provider.poll(NOW).await.unwrap();
    let second = provider.poll(NOW.plus_s(60)).await.unwrap();
    let after_its_life = provider.poll(NOW.plus_s(3600)).await.unwrap();

    assert_eq!((first.requests, second.requests, after_its_life.requests), (2, 1, 2));
    let issued = paths(&server).await.iter().filter(|path| *path == "/v1/auth/token").count();
    assert_eq!(issued, 2);
}

#[tokio::test]
async fn t12_polls_at_the_same_moment_share_one_issue() {
    let server = MockServer::start().await;
    issuing(&server, "/v3/auth/token", |number| {
        json!({ "token": format!("token-{number}"), "token_type": "Bearer", "expired_in": 13_600_000, "refresh_token": "" })
    })
    .await;
    monitor(&server, "token-1", ResponseTemplate::new(200).set_body_string(SEED)).await;
    let provider = connect(&server, with_key(Tel4vnAuth::V3));

    let (one, two, three) = tokio::join!(provider.poll(NOW), provider.poll(NOW), provider.poll(NOW));

    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(paths(&server).await.iter().filter(|path| *path == "/v3/auth/token").count(), 1);
}

#[tokio::test]
async fn t12_a_refused_token_is_issued_anew_once() {
    let server = MockServer::start().await;
    issuing(&server, "/v1/auth/token", v1).await;
    monitor(&server, "token-1", ResponseTemplate::new(401).set_body_string(r#"{"error":"Unauthorized"}"#)).await;
    monitor(&server, "token-2", ResponseTemplate::new(200).set_body_string(SEED)).await;
    let provider = connect(&server, with_key(Tel4vnAuth::V1));

    let snapshot = provider.poll(NOW).await.unwrap();
    let next = provider.poll(NOW.plus_s(4)).await.unwrap();

    assert_eq!((snapshot.requests, next.requests), (4, 1));
}

#[tokio::test]
async fn t12_two_refusals_are_a_refused_key() {
    let server = MockServer::start().await;
    issuing(&server, "/v1/auth/token", v1).await;
    for token in ["token-1", "token-2"] {
        monitor(&server, token, ResponseTemplate::new(401)).await;
    }

    let refused = connect(&server, with_key(Tel4vnAuth::V1)).poll(NOW).await;

    assert_eq!(refused.unwrap_err(), ProviderError::AuthFailed);
    assert_eq!(paths(&server).await.len(), 4);
}

#[tokio::test]
async fn a_refused_static_token_and_a_refused_api_key_stop_at_once() {
    let server = MockServer::start().await;
    monitor(&server, "fake-secret", ResponseTemplate::new(401)).await;
    Mock::given(path("/v1/auth/token"))
        .respond_with(ResponseTemplate::new(401).set_body_string(r#"{"error":"api_key is invalid"}"#))
        .mount(&server)
        .await;
    Mock::given(path("/v3/auth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"error":[{"api_key":"wrong"}]}"#))
        .mount(&server)
        .await;

    for auth in [Tel4vnAuth::Static, Tel4vnAuth::V1, Tel4vnAuth::V3] {
        let refused = connect(&server, with_key(auth)).poll(NOW).await;

        assert_eq!(refused.unwrap_err(), ProviderError::AuthFailed, "{auth:?}");
    }
    assert_eq!(paths(&server).await.len(), 3);
}

#[tokio::test]
async fn x01_what_is_no_floor_is_an_error_and_never_an_empty_floor() {
    for (answer, expected) in [
        (ResponseTemplate::new(200).set_body_string(""), ProviderError::BadBody(BadBody::Empty)),
        (ResponseTemplate::new(200).set_body_string("<html>"), ProviderError::BadBody(BadBody::Html)),
        (ResponseTemplate::new(200).set_body_string(r#"{"data":["#), ProviderError::BadBody(BadBody::NotJson)),
        (ResponseTemplate::new(200).set_body_string("[]"), ProviderError::BadBody(BadBody::WrongShape)),
        (ResponseTemplate::new(302), ProviderError::BadBody(BadBody::Redirect)),
        (ResponseTemplate::new(404), ProviderError::BadBody(BadBody::NotFound)),
        (ResponseTemplate::new(502).set_body_string(SEED), ProviderError::ServerError { status: 502 }),
        (ResponseTemplate::new(403), ProviderError::Forbidden { right: Right::ViewMonitor }),
        (
            ResponseTemplate::new(429).insert_header("retry-after", "7"),
            ProviderError::RateLimited { retry_after: Some(std::time::Duration::from_secs(7)) },
        ),
        (
            ResponseTemplate::new(200).set_body_string(r#"{"error":"canary"}"#),
            ProviderError::Refused { code: None, reason: "TEL4VN answered with an error".to_owned() },
        ),
    ] {
        let server = MockServer::start().await;
        monitor(&server, "fake-secret", answer).await;

        let error = connect(&server, Tel4vnConfig::default()).poll(NOW).await.unwrap_err();

        assert_eq!(error, expected);
    }
}

#[tokio::test]
async fn t13_the_path_is_a_setting() {
    let server = MockServer::start().await;
    Mock::given(path("/v3/monitor"))
        .respond_with(ResponseTemplate::new(200).set_body_string(r#"{"data":[],"total":0}"#))
        .mount(&server)
        .await;
    let config = Tel4vnConfig { path: "/v3/monitor".to_owned(), ..Tel4vnConfig::default() };

    let snapshot = connect(&server, config).poll(NOW).await.unwrap();

    assert!(snapshot.complete && snapshot.agents.is_empty());
}

#[tokio::test]
async fn nothing_can_be_changed_and_no_agent_read_alone() {
    let server = MockServer::start().await;
    let provider = connect(&server, Tel4vnConfig::default());
    let command = Command { external_id: "u-1".to_owned(), action: Action::LogOut };

    let outcome = provider.execute(&command, NOW).await;
    let read = provider.agent("u-1", NOW).await;

    assert_eq!(outcome, Outcome::Refused { reason: Refusal::NotOffered, code: None });
    assert_eq!(read, Err(ProviderError::NotOffered));
    assert!(!provider.capabilities().allows(Capability::LogOutAgent));
    assert!(provider.capabilities().allows(Capability::ListAgents));
    assert_eq!(paths(&server).await.len(), 0);
}

#[test]
fn settings_are_written_in_snake_case_and_default_to_the_seeds_path() {
    let settings: ConnectionSettings =
        serde_json::from_value(json!({ "base_url": "https://pbx.example.com", "provider": "tel4vn" })).unwrap();
    let v3: Tel4vnConfig = serde_json::from_value(json!({ "auth": "v3" })).unwrap();

    assert_eq!(settings.provider, ProviderConfig::Tel4vn(Tel4vnConfig::default()));
    assert_eq!(Tel4vnConfig::default().path, "/v1/monitor/agent");
    assert_eq!(v3.auth, Tel4vnAuth::V3);
}

#[test]
fn a_path_or_zone_that_cannot_work_is_named() {
    const PATH: FieldError = FieldError::new(Field::Path, Problem::NotAPath);
    const ZONE: FieldError = FieldError::new(Field::Zone, Problem::NotAZone);
    for (zone, monitor_path, wanted) in
        [(None, "/v3/monitor?=null", PATH), (None, "v1/monitor", PATH), (Some("Mars"), "/v1/monitor/agent", ZONE)]
    {
        let settings = ConnectionSettings {
            zone: zone.map(str::to_owned),
            ..ConnectionSettings::new(
                "https://pbx.example.com",
                ProviderConfig::Tel4vn(Tel4vnConfig { path: monitor_path.to_owned(), ..Tel4vnConfig::default() }),
            )
        };

        let refused = providers::connect(&settings, SecretString::from("fake-secret"), HostGuard::default());

        assert_eq!(refused.err(), Some(ProviderError::Misconfigured(wanted)));
    }
}
