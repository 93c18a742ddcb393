//! Per-agent mode: the sweep over a configured roster.

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::clock::SinceSource;
use domain::snapshot::Warning;
use providers::Provider;
use providers::ProviderError;
use wiremock::ResponseTemplate;

use crate::support::*;

const ARTICLE: &str = include_str!("../fixtures/vicidial/agent_status_article.txt");

fn logged_out(agent: &str) -> ResponseTemplate {
    text(&format!("ERROR: agent_status AGENT NOT LOGGED IN: apiuser|{agent}\n"))
}

#[tokio::test]
async fn v04_not_logged_in_is_reported_and_not_found_is_left_out_and_told() {
    let server = scripted(|function, parameters| match parameters.get("agent_user").map(String::as_str) {
        Some("agent002") => text(ON_CALL),
        Some("agent099") => logged_out("agent099"),
        Some(_) => text("ERROR: agent_status AGENT NOT FOUND: apiuser|nobody\n"),
        None => text(if function == "version" { VERSION } else { "" }),
    })
    .await;
    let vicidial = connect(&server.uri(), agent_mode(&["nobody", "agent099", "agent002"])).unwrap();

    let snapshot = vicidial.poll(NOW).await.unwrap();

    let seen: Vec<_> = snapshot.agents.iter().map(|agent| (agent.external_id.as_str(), agent.state)).collect();
    assert_eq!(seen, [("agent002", AgentState::OnCall), ("agent099", AgentState::LoggedOut)]);
    assert_eq!(snapshot.agents[1].confidence, Confidence::Reported);
    assert_eq!(snapshot.warnings, [Warning::NoSuchAgent { external_id: "nobody".to_owned() }]);
    assert!(snapshot.complete);
    assert_eq!(vicidial.poll_interval(), std::time::Duration::from_secs(10));
}

#[tokio::test]
async fn v02_logged_out_agents_are_asked_for_once_a_minute_and_keep_the_time_of_their_reading() {
    let server = scripted(|function, parameters| match parameters.get("agent_user").map(String::as_str) {
        Some("agent002") => text(ON_CALL),
        Some(other) => logged_out(other),
        None => text(if function == "version" { VERSION } else { "" }),
    })
    .await;
    let vicidial = connect(&server.uri(), agent_mode(&["agent001", "agent002"])).unwrap();

    let first = vicidial.poll(NOW).await.unwrap();
    let second = vicidial.poll(NOW.plus_s(10)).await.unwrap();
    let minute = vicidial.poll(NOW.plus_s(70)).await.unwrap();

    assert_eq!(first.agents[0].observed_at, second.agents[0].observed_at);
    assert!(second.agents[1].observed_at >= NOW.plus_s(10));
    assert!(minute.agents[0].observed_at >= NOW.plus_s(70));
    assert_eq!((first.requests, second.requests, minute.requests), (3, 1, 2));
    assert!(first.complete && second.complete && minute.complete);
}

#[tokio::test]
async fn x12_the_first_login_incorrect_ends_the_sweep_with_nothing_more_sent() {
    let agents: Vec<String> = (0..20).map(|number| format!("agent{number:03}")).collect();
    let agents: Vec<&str> = agents.iter().map(String::as_str).collect();
    let server = answering(200, LOGIN_INCORRECT.as_bytes()).await;
    let vicidial = connect(&server.uri(), agent_mode(&agents)).unwrap();

    assert_eq!(vicidial.poll(NOW).await.unwrap_err(), ProviderError::AuthFailed);
    assert_eq!(asked(&server).await, ["agent_status"]);
}

#[tokio::test]
async fn x03_an_agent_without_an_answer_makes_the_sweep_partial() {
    let server = scripted(|function, parameters| match parameters.get("agent_user").map(String::as_str) {
        Some("agent002") => ResponseTemplate::new(500),
        Some(_) => text(ON_CALL),
        None => text(if function == "version" { VERSION } else { "" }),
    })
    .await;
    let vicidial = connect(&server.uri(), agent_mode(&["agent001", "agent002", "agent003"])).unwrap();

    let snapshot = vicidial.poll(NOW).await.unwrap();

    let ids: Vec<&str> = snapshot.agents.iter().map(|agent| agent.external_id.as_str()).collect();
    assert_eq!(ids, ["agent001", "agent003"]);
    assert!(!snapshot.complete);
    assert!(matches!(&snapshot.warnings[..], [Warning::PartFailed { part, .. }] if part == "agent agent002"));
}

#[tokio::test]
async fn v01_the_articles_time_is_read_in_the_servers_own_offset_where_no_zone_was_chosen() {
    let server = scripted(|function, _| text(if function == "version" { VERSION } else { ARTICLE })).await;
    let vicidial = connect(&server.uri(), agent_mode(&["agent001"])).unwrap();

    vicidial.poll(NOW).await.unwrap();
    let second = vicidial.poll(NOW.plus_s(10)).await.unwrap();

    let clock = second.agents[0].clock.unwrap();
    // 10:45:30 at five hours behind UTC.
    assert_eq!(clock.since.whole_s(), 1_708_011_930);
    assert_eq!(clock.source, SinceSource::ProviderTimestamp);
}
