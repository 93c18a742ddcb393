//! What an admin adjusts: states for words without one, and a limit of requests.

#![allow(clippy::unwrap_used, reason = "a test ends where its arrangement fails")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::budget::RequestCounts;
use domain::command::Action;
use domain::command::Command;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::config::AlohubConfig;
use providers::config::ConvosoConfig;
use providers::config::VicidialConfig;
use secrecy::SecretString;
use serde_json::json;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

/// A server with one answer, and settings that point to it.
async fn answering(body: &str, provider: ProviderConfig) -> (MockServer, ConnectionSettings) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(body.to_owned(), "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let settings = ConnectionSettings::new(server.uri(), provider);
    (server, settings)
}

fn connect(settings: &ConnectionSettings) -> Arc<dyn Provider> {
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    providers::connect(settings, SecretString::from("fake-secret"), guard).unwrap()
}

fn map(pairs: &[(&str, AgentState)]) -> BTreeMap<String, AgentState> {
    pairs.iter().map(|(word, state)| ((*word).to_owned(), *state)).collect()
}

const PAUSED: AgentState = AgentState::Paused;
const UNKNOWN: AgentState = AgentState::Unknown;

#[tokio::test]
async fn x10_a_word_without_a_state_gets_the_admins_and_its_warning_goes_away() {
    let rows = json!({ "agents": [
        { "user_id": "1", "status": "HUDDLE" },
        { "user_id": "2", "status": "huddle" },
        { "user_id": "3", "status": "READY" },
        { "user_id": "4", "status": "OTHER" },
    ] });
    let (_server, settings) = answering(&rows.to_string(), ProviderConfig::Convoso(ConvosoConfig::default())).await;
    let state_map = map(&[("HUDDLE", PAUSED), ("READY", AgentState::OnCall)]);
    let settings = ConnectionSettings { state_map, ..settings };

    let snapshot = connect(&settings).poll(NOW).await.unwrap();

    // Words count exactly as reported, and a word that has a state keeps it.
    let states: Vec<_> = snapshot.agents.iter().map(|agent| (agent.state, agent.confidence)).collect();
    assert_eq!(states[0], (PAUSED, Confidence::Derived));
    assert_eq!(states[2], (AgentState::Available, Confidence::Reported));
    assert_eq!((states[1].0, states[3].0), (UNKNOWN, UNKNOWN));
    assert_eq!(snapshot.agents[0].raw_status, "HUDDLE");
    assert_eq!(snapshot.unmapped_states(), ["OTHER", "huddle"]);
}

#[tokio::test]
async fn x10_a_single_agents_word_is_mapped_as_well() {
    let rows = json!({ "agents": [{ "user_id": "1", "status": "HUDDLE" }] });
    let (_server, settings) = answering(&rows.to_string(), ProviderConfig::Convoso(ConvosoConfig::default())).await;
    let settings = ConnectionSettings { state_map: map(&[("HUDDLE", PAUSED)]), ..settings };

    let agent = connect(&settings).agent("1", NOW).await.unwrap().unwrap();

    assert_eq!(agent.state, PAUSED);
}

#[tokio::test]
async fn x10_either_of_alohubs_words_can_be_mapped() {
    let row = |id: &str, user: &str, system: &str| json!({ "agentId": id, "userStatus": user, "systemStatus": system });
    let rows = [row("01", "LUNCH", "AVAILABLE"), row("02", "AVAILABLE", "SYS_HOLD"), row("03", "SYS_NEW", "AVAILABLE")];
    let body = json!({ "success": "1", "data": rows, "totalRecord": 3 }).to_string();
    let (_server, settings) = answering(&body, ProviderConfig::Alohub(AlohubConfig::default())).await;
    let state_map = map(&[("LUNCH", PAUSED), ("SYS_HOLD", AgentState::OnHold)]);
    let settings = ConnectionSettings { state_map, ..settings };

    let snapshot = connect(&settings).poll(NOW).await.unwrap();

    let states: Vec<_> = snapshot.agents.iter().map(|agent| agent.state).collect();
    assert_eq!(states, [PAUSED, AgentState::OnHold, UNKNOWN]);
    assert_eq!(snapshot.unmapped_states(), ["SYS_NEW"]);
}

#[tokio::test]
async fn x10_vicidials_status_and_sub_status_are_one_word() {
    let lines = "user|campaign_id|session_id|status|lead_id|callerid|calls_today|full_name|user_group|user_level|pause_code|sub_status\n\
                 a1|S|1|CHATTING|0||0|A|N|1||\n\
                 a2|S|1|CHATTING|0||0|B|N|1||VIDEO\n";
    let config = VicidialConfig { user: "apiuser".to_owned(), ..VicidialConfig::default() };
    let (_server, settings) = answering(lines, ProviderConfig::Vicidial(config)).await;
    let mapped = async |pairs: &[(&str, AgentState)]| {
        let settings = ConnectionSettings { state_map: map(pairs), ..settings.clone() };
        let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
        let client = providers::connect(&settings, SecretString::from("fakesecret"), guard).unwrap();
        let snapshot = client.poll(NOW).await.unwrap();
        let states: Vec<_> = snapshot.agents.iter().map(|agent| agent.state).collect();
        (states, snapshot.unmapped_states())
    };

    assert_eq!(mapped(&[("CHATTING VIDEO", PAUSED)]).await, (vec![UNKNOWN, PAUSED], vec!["CHATTING".to_owned()]));
    let (states, unmapped) = mapped(&[("CHATTING", AgentState::OnCall)]).await;
    assert_eq!(states, [AgentState::OnCall, UNKNOWN]);
    assert_eq!(unmapped, ["CHATTING VIDEO"]);
}

#[tokio::test]
async fn a_limit_of_requests_stretches_the_interval_after_the_first_sweep() {
    let (_server, settings) = answering(r#"{"agents":[]}"#, ProviderConfig::Convoso(ConvosoConfig::default())).await;
    let limited = |budget| connect(&ConnectionSettings { budget_per_minute: Some(budget), ..settings.clone() });
    let usual = Duration::from_secs(10);

    let (tight, wide) = (limited(2), limited(60));
    assert_eq!((tight.poll_interval(), wide.poll_interval()), (usual, usual));
    tight.poll(NOW).await.unwrap();
    wide.poll(NOW).await.unwrap();

    // Of two requests a minute polls may take 1.6.
    assert_eq!((tight.poll_interval(), wide.poll_interval()), (Duration::from_millis(37_500), usual));
}

#[tokio::test]
async fn requests_of_a_change_and_of_a_single_read_are_told_from_polls() {
    let (_server, settings) = answering(r#"{"agents":[]}"#, ProviderConfig::Convoso(ConvosoConfig::default())).await;
    let client = connect(&settings);

    client.poll(NOW).await.unwrap();
    client.agent("1", NOW).await.unwrap();
    client.execute(&Command { external_id: "1".to_owned(), action: Action::LogOut }, NOW).await;

    // The look before the change is part of it; the agent was gone, so that nothing was sent.
    assert_eq!(client.request_counts(), RequestCounts { polls: 1, reads: 1, writes: 1 });
}
