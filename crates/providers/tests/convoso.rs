//! Convoso's client against servers that answer as the documents say: requests, refusals and the logout.

#[path = "convoso/script.rs"]
mod script;

use std::sync::Arc;

use domain::agent::AgentState;
use domain::capability::Absence;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::right::Right;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::config::ConvosoConfig;
use providers::convoso::config::TokenPlace;
use providers::error::BadBody;
use script::Scripted;
use script::Turn;
use secrecy::SecretString;
use serde_json::json;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

const SEED: &str = include_str!("fixtures/convoso/search_seed.json");
const OFFICIAL: &str = include_str!("fixtures/convoso/search_official.json");
const LOGGED_OUT: &str = include_str!("fixtures/convoso/logout_seed.json");
const TRAILING_COMMA: &str = include_str!("fixtures/convoso/logout_trailing_comma.json");
const LIVE: Turn = Turn::Says(200, SEED);
const GONE: Turn = Turn::Says(200, r#"{"agents":[]}"#);
const NO_SUCH_USER: Turn = Turn::Says(200, r#"{"success":false,"code":6006,"text":"Missing or invalid user"}"#);
const SAYS_6012: Turn = Turn::Says(200, r#"{"success":false,"code":6012,"text":"User is not logged in"}"#);
const ACCEPTED: Turn = Turn::Says(200, LOGGED_OUT);
const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

fn connect(base_url: &str, config: ConvosoConfig) -> Arc<dyn Provider> {
    let settings = ConnectionSettings::new(format!("{base_url}/v1"), ProviderConfig::Convoso(config));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().expect("a range")] };
    providers::connect(&settings, SecretString::from("fake-token"), guard).expect("the settings can work")
}

async fn answering(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

/// Plays the turns against a logout of the documents' agent: the outcome and what was asked.
async fn log_out(turns: &[Turn]) -> (Outcome, Vec<String>) {
    let script = Scripted::start(turns).await;
    let command = Command { external_id: "12345".to_owned(), action: Action::LogOut };
    let outcome = connect(&script.base_url, ConvosoConfig::default()).execute(&command, NOW).await;
    (outcome, script.asked())
}

fn refused(reason: Refusal, code: Option<&str>) -> Outcome {
    Outcome::Refused { reason, code: code.map(str::to_owned) }
}

#[tokio::test]
async fn c02_a_search_is_a_post_of_a_form_with_the_token_in_the_query() {
    let server = answering(ResponseTemplate::new(200).set_body_string(SEED)).await;
    let config = ConvosoConfig {
        campaign_id: Some("111".to_owned()),
        queue_id: Some("".to_owned()),
        skills: Some("english, spanish".to_owned()),
        ..ConvosoConfig::default()
    };

    let snapshot = connect(&server.uri(), config).poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.requests), (1, 1));
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/v1/agent-monitor/search");
    assert_eq!(request.url.query(), Some("auth_token=fake-token"));
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.body, b"campaign_id=111&filter_by_skill_options=english%2Cspanish");
}

#[tokio::test]
async fn c02_the_token_may_travel_in_the_form() {
    let server = answering(ResponseTemplate::new(200).set_body_string(OFFICIAL)).await;
    let config = ConvosoConfig { token_in: TokenPlace::Body, ..ConvosoConfig::default() };

    let snapshot = connect(&server.uri(), config).poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 2);
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.url.query(), None);
    assert_eq!(request.body, b"auth_token=fake-token");
}

#[tokio::test]
async fn c09_one_agent_is_read_by_the_filter_on_that_agent_alone() {
    let server = answering(ResponseTemplate::new(200).set_body_string(OFFICIAL)).await;
    let config = ConvosoConfig { campaign_id: Some("111".to_owned()), ..ConvosoConfig::default() };

    let provider = connect(&server.uri(), config);
    let agent = provider.agent("1104056", NOW).await.unwrap().unwrap();
    let nobody = provider.agent("999", NOW).await.unwrap();

    assert_eq!((agent.external_id.as_str(), agent.state), ("1104056", AgentState::OnCall));
    assert_eq!(nobody, None);
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.body, b"user_id=1104056");
}

#[tokio::test]
async fn an_unknown_agent_is_no_live_agent_and_no_error() {
    for body in [r#"{"success":false,"error":"User not found"}"#, r#"{"success":false,"code":"6006","text":"x"}"#] {
        let server = answering(ResponseTemplate::new(200).set_body_string(body)).await;

        assert_eq!(connect(&server.uri(), ConvosoConfig::default()).agent("1", NOW).await, Ok(None), "{body}");
    }
}

#[tokio::test]
async fn x01_what_is_no_floor_is_an_error_and_never_an_empty_floor() {
    let forbidden = || ProviderError::Forbidden { right: Right::AgentMonitor };
    for (status, body, expected) in [
        (200, r#"{"success":false,"error":"Invalid authentication token"}"#, ProviderError::AuthFailed),
        (401, "", ProviderError::AuthFailed),
        (500, r#"{"success":false,"error":"Invalid authentication token"}"#, ProviderError::AuthFailed),
        (403, "Forbidden", forbidden()),
        (403, r#"{"success":false,"code":403,"text":"Forbidden"}"#, forbidden()),
        (404, "<!DOCTYPE html>", ProviderError::BadBody(BadBody::NotFound)),
        (301, "", ProviderError::BadBody(BadBody::Redirect)),
        (503, SEED, ProviderError::ServerError { status: 503 }),
        (429, r#"{"success":false,"code":429}"#, ProviderError::RateLimited { retry_after: None }),
        (200, "<html>", ProviderError::BadBody(BadBody::Html)),
        (200, "", ProviderError::BadBody(BadBody::Empty)),
        (200, r#"{"agents":["#, ProviderError::BadBody(BadBody::NotJson)),
        (200, r#"{"success":true}"#, ProviderError::BadBody(BadBody::WrongShape)),
    ] {
        let server = answering(ResponseTemplate::new(status).set_body_string(body)).await;

        let error = connect(&server.uri(), ConvosoConfig::default()).poll(NOW).await.unwrap_err();

        assert_eq!(error, expected, "{status} {body}");
    }
}

#[tokio::test]
async fn c14_a_trailing_comma_is_no_json() {
    let server = answering(ResponseTemplate::new(200).set_body_string(TRAILING_COMMA)).await;

    let error = connect(&server.uri(), ConvosoConfig::default()).poll(NOW).await.unwrap_err();
    let (outcome, asked) = log_out(&[LIVE, Turn::Says(200, TRAILING_COMMA), LIVE]).await;

    assert_eq!(error, ProviderError::BadBody(BadBody::NotJson));
    assert_eq!((outcome, asked.len()), (Outcome::Unknown, 3));
}

#[tokio::test]
async fn c10_a_logout_looks_asks_once_and_looks_again() {
    let (outcome, asked) = log_out(&[LIVE, ACCEPTED, GONE]).await;

    assert_eq!(outcome, Outcome::Confirmed);
    assert_eq!(asked, ["search", "logout", "search"]);
}

#[tokio::test]
async fn c10_a_logged_out_row_confirms_as_well_and_one_moment_of_patience_is_taken() {
    let row = r#"{"agents":[{"user_id":"12345","status":"LOGGED_OUT"}]}"#;

    let (outcome, asked) = log_out(&[LIVE, ACCEPTED, LIVE, Turn::Says(200, row)]).await;

    assert_eq!(outcome, Outcome::Confirmed);
    assert_eq!(asked, ["search", "logout", "search", "search"]);
}

#[tokio::test]
async fn c10_accepted_and_still_visible_is_not_called_done() {
    let (outcome, asked) = log_out(&[LIVE, ACCEPTED, LIVE, LIVE]).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
    assert_eq!(asked.iter().filter(|path| *path == "logout").count(), 1);
}

#[tokio::test]
async fn c10_an_agent_who_is_out_already_is_not_asked_about() {
    let row = r#"{"agents":[{"user_id":"12345","status":"LOGGED_OUT"}]}"#;

    for first in [GONE, Turn::Says(200, row)] {
        let (outcome, asked) = log_out(&[first]).await;

        assert_eq!((outcome, asked), (Outcome::AlreadyDone, vec!["search".to_owned()]));
    }
}

#[tokio::test]
async fn c10_nothing_is_sent_when_the_first_look_fails() {
    for (turn, reason) in [
        (Turn::Says(500, ""), Refusal::NotSent),
        (Turn::HangsUp, Refusal::NotSent),
        (Turn::Says(200, "<html>"), Refusal::NotSent),
        (Turn::Says(401, ""), Refusal::KeyRefused),
        (Turn::Says(403, ""), Refusal::MissingRight),
        (Turn::Says(429, ""), Refusal::RateLimited { retry_after_s: 30 }),
    ] {
        let (outcome, asked) = log_out(&[turn]).await;

        assert_eq!((outcome, asked), (refused(reason, None), vec!["search".to_owned()]), "{turn:?}");
    }
}

#[tokio::test]
async fn c11_6012_is_done_already_only_when_the_agent_is_gone() {
    let (gone, _) = log_out(&[LIVE, SAYS_6012, GONE]).await;
    let (still_in, asked) = log_out(&[LIVE, SAYS_6012, LIVE]).await;
    let (untold, _) = log_out(&[LIVE, SAYS_6012, Turn::Says(502, "")]).await;

    assert_eq!(gone, Outcome::AlreadyDone);
    assert_eq!(still_in, refused(Refusal::StillLoggedIn, Some("6012")));
    assert_eq!(untold, Outcome::Unknown);
    assert_eq!(asked, ["search", "logout", "search"]);
}

#[tokio::test]
async fn c12_6006_is_no_such_agent() {
    let (at_first, asked) = log_out(&[NO_SUCH_USER]).await;
    let (when_asked, _) = log_out(&[LIVE, NO_SUCH_USER]).await;

    assert_eq!((at_first, asked.len()), (refused(Refusal::NoSuchAgent, Some("6006")), 1));
    assert_eq!(when_asked, refused(Refusal::NoSuchAgent, Some("6006")));
}

#[tokio::test(start_paused = true)]
async fn c13_no_answer_is_unknown_unless_a_look_proves_it() {
    let (proven, _) = log_out(&[LIVE, Turn::Silence, GONE]).await;
    let (unproven, asked) = log_out(&[LIVE, Turn::Silence, LIVE]).await;

    assert_eq!((proven, unproven), (Outcome::Confirmed, Outcome::Unknown));
    assert_eq!(asked.iter().filter(|path| *path == "logout").count(), 1);
}

#[tokio::test]
async fn c13_a_broken_connection_or_a_gateways_word_is_unknown_as_well() {
    for turn in [Turn::HangsUp, Turn::Says(502, ""), Turn::Says(504, ""), Turn::Says(200, "")] {
        let (proven, _) = log_out(&[LIVE, turn, GONE]).await;
        let (unproven, asked) = log_out(&[LIVE, turn, LIVE]).await;

        assert_eq!((proven, unproven), (Outcome::Confirmed, Outcome::Unknown), "{turn:?}");
        assert_eq!(asked, ["search", "logout", "search"], "{turn:?}");
    }
}

#[tokio::test]
async fn a_refused_logout_says_why() {
    for (turn, reason, code) in [
        (Turn::Says(401, ""), Refusal::KeyRefused, None),
        (Turn::Says(200, r#"{"success":false,"error":"Invalid authentication token"}"#), Refusal::KeyRefused, None),
        (Turn::Says(403, ""), Refusal::MissingRight, None),
        (Turn::Says(200, r#"{"success":false,"code":403,"text":"Forbidden"}"#), Refusal::MissingRight, Some("403")),
        (Turn::Says(429, ""), Refusal::RateLimited { retry_after_s: 30 }, None),
        (Turn::Says(200, r#"{"success":false,"code":6999,"text":"x"}"#), Refusal::ProviderFailed, Some("6999")),
        (Turn::Says(404, "<html>"), Refusal::ProviderFailed, None),
    ] {
        let (outcome, asked) = log_out(&[LIVE, turn]).await;

        assert_eq!((outcome, asked.len()), (refused(reason, code), 2), "{turn:?}");
    }
    let (failed, _) = log_out(&[LIVE, Turn::Says(500, ""), LIVE]).await;
    assert_eq!(failed, refused(Refusal::ProviderFailed, None));
}

#[tokio::test]
async fn other_commands_are_not_offered_and_send_nothing() {
    let server = answering(ResponseTemplate::new(200)).await;
    let command = Command { external_id: "12345".to_owned(), action: Action::SetRecording { on: true } };

    let outcome = connect(&server.uri(), ConvosoConfig::default()).execute(&command, NOW).await;

    assert_eq!(outcome, refused(Refusal::NotOffered, None));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[test]
fn c07_queue_figures_are_a_capability_of_a_connection_limited_to_a_queue() {
    let whole = connect("http://127.0.0.1:9", ConvosoConfig::default()).capabilities();
    let config = ConvosoConfig { queue_id: Some("222".to_owned()), ..ConvosoConfig::default() };
    let queue = connect("http://127.0.0.1:9", config).capabilities();

    assert_eq!(whole.support(Capability::QueueFigures), Support::No(Absence::NotConfigured));
    assert_eq!(queue.support(Capability::QueueFigures), Support::Yes);
    assert!(whole.allows(Capability::LogOutAgent) && !whole.allows(Capability::SetCallinQueues));
}

#[tokio::test]
async fn c17_the_token_is_in_no_error_and_no_debug_output() {
    let server =
        answering(ResponseTemplate::new(200).set_body_string(r#"{"success":false,"error":"fake-token"}"#)).await;
    let provider = connect(&server.uri(), ConvosoConfig::default());
    let nowhere = connect("http://127.0.0.1:1", ConvosoConfig::default());

    for error in [provider.poll(NOW).await.unwrap_err(), nowhere.poll(NOW).await.unwrap_err()] {
        let shown = format!("{error} {error:?}");

        assert!(!shown.contains("fake-token") && !shown.contains("127.0.0.1"), "{shown}");
    }
}

#[test]
fn settings_are_written_in_snake_case_and_default_to_the_documents_form() {
    let settings: ConnectionSettings = serde_json::from_value(json!({
        "base_url": "https://api.convoso.com/v1", "provider": "convoso", "token_in": "body", "queue_id": "222"
    }))
    .unwrap();
    let expected =
        ConvosoConfig { token_in: TokenPlace::Body, queue_id: Some("222".to_owned()), ..ConvosoConfig::default() };

    assert_eq!(settings.provider, ProviderConfig::Convoso(expected));
    assert_eq!(ConvosoConfig::default().token_in, TokenPlace::Query);
}
