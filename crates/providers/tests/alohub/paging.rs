//! Sweeps over several pages, and what the rate headers do to them.

use std::time::Duration;

use domain::agent::AgentState;
use domain::snapshot::Allowance;
use domain::snapshot::Warning;
use providers::Provider;
use providers::ProviderError;
use providers::alohub::config::AlohubConfig;
use serde_json::json;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::Request;
use wiremock::ResponseTemplate;
use wiremock::matchers::path;

use crate::pbx::Line;
use crate::pbx::Pbx;
use crate::pbx::State;
use crate::support::AGENTS;
use crate::support::NOW;
use crate::support::answering;
use crate::support::client;
use crate::support::json_text;
use crate::support::refusal;

fn floor_of(agents: u32) -> State {
    let agents = (0..agents).map(|agent| (format!("{agent:06}"), Line::default()));
    State { agents: agents.collect(), ..State::default() }
}

fn page_of(request: &Request) -> u32 {
    let page = request.url.query_pairs().find(|(name, _)| name == "page").map(|(_, page)| page.into_owned());
    page.unwrap().parse().unwrap()
}

fn rows(from: u32, to: u32, total: u32) -> ResponseTemplate {
    let rows: Vec<_> = (from..to).map(|agent| json!({"agentId": format!("{agent:06}")})).collect();
    json_text(200, &json!({"success": "1", "totalRecord": total, "data": rows}).to_string())
}

#[tokio::test]
async fn the_documents_answer_is_one_agent_of_413() {
    let (_server, alohub) = answering(json_text(200, AGENTS)).await;

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 1);
    assert_eq!(snapshot.agents[0].external_id, "082018");
    assert_eq!(snapshot.agents[0].state, AgentState::LoggedOut);
    assert_eq!(snapshot.agents[0].provider_tenant.as_deref(), Some("20260310"));
    assert_eq!(snapshot.totals.as_ref().unwrap().records, Some(413));
    assert!(!snapshot.complete);
    assert!(snapshot.warnings.contains(&Warning::MissingRows { told: 413, got: 1 }));
    assert!(snapshot.received_at >= NOW);
}

#[tokio::test]
async fn a18_413_agents_are_read_in_five_requests() {
    let pbx = Pbx::new(floor_of(413));
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 413);
    assert!(snapshot.complete);
    assert_eq!(pbx.state().times_asked("GET /v1/agents?"), 5);
    assert_eq!(snapshot.requests, 6, "five pages and the list of queues");
    assert!(snapshot.agents.is_sorted_by(|one, other| one.external_id < other.external_id));
}

#[tokio::test]
async fn a17_a_server_that_caps_the_page_is_read_to_the_end() {
    let pbx = Pbx::new(State { cap: Some(20), ..floor_of(45) });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 45);
    assert!(snapshot.complete);
    let asked = ["page=0&size=100", "page=1&size=20", "page=2&size=20"].map(|query| format!("GET /v1/agents?{query}"));
    assert_eq!(pbx.state().log[..3], asked);
}

#[tokio::test]
async fn a17_a_total_that_changes_under_way_makes_the_poll_incomplete() {
    let server = MockServer::start().await;
    let pages = |request: &Request| match page_of(request) {
        0 => rows(0, 100, 150),
        _ => rows(100, 149, 149),
    };
    Mock::given(path("/v1/agents")).respond_with(pages).mount(&server).await;

    let snapshot = client(&server.uri(), AlohubConfig::default()).poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 149);
    assert!(!snapshot.complete);
}

#[tokio::test]
async fn x03_a_page_that_fails_leaves_an_incomplete_poll_with_what_was_seen() {
    let server = MockServer::start().await;
    let pages = |request: &Request| match page_of(request) {
        0 => rows(0, 100, 150),
        _ => refusal(500, "FAIL"),
    };
    Mock::given(path("/v1/agents")).respond_with(pages).mount(&server).await;

    let snapshot = client(&server.uri(), AlohubConfig::default()).poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 100);
    assert!(!snapshot.complete);
    let part = |warning: &Warning| matches!(warning, Warning::PartFailed { part, .. } if part.contains("agent list"));
    assert!(snapshot.warnings.iter().any(part));
}

#[tokio::test]
async fn a_rate_limit_on_a_later_page_is_not_hidden_by_the_pages_before() {
    let server = MockServer::start().await;
    let pages = |request: &Request| match page_of(request) {
        0 => rows(0, 100, 150),
        _ => refusal(429, "RATE_LIMIT_EXCEEDED"),
    };
    Mock::given(path("/v1/agents")).respond_with(pages).mount(&server).await;

    let error = client(&server.uri(), AlohubConfig::default()).poll(NOW).await.unwrap_err();

    assert_eq!(error, ProviderError::RateLimited { retry_after: Some(Duration::from_secs(7)) });
}

#[tokio::test]
async fn a05_agents_are_counted_after_grouping_and_not_by_total_record() {
    let row = |queue: u32| json!({"agentId": "082018", "queueCallinId": queue.to_string()});
    let body = json!({"success": "1", "totalRecord": 2, "data": [row(1_001_226), row(1_000_886)]});
    let (_server, alohub) = answering(json_text(200, &body.to_string())).await;

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 1);
    assert_eq!(snapshot.agents[0].callin.items.len(), 2);
    assert!(snapshot.complete);
    assert_eq!(snapshot.totals.unwrap().records, Some(2));
}

#[tokio::test]
async fn a18_the_interval_follows_the_rate_headers() {
    let answer = rows(0, 1, 1)
        .insert_header("X-RateLimit-Limit-Tenant", "50")
        .insert_header("X-RateLimit-Remaining-Tenant", "49")
        .insert_header("X-RateLimit-Limit-Route", "1")
        .insert_header("X-RateLimit-Remaining-Route", "1");
    let (_server, alohub) = answering(answer).await;
    assert_eq!(alohub.poll_interval(), Duration::from_secs(15));

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert_eq!(alohub.poll_interval(), Duration::from_secs(20));
    assert_eq!(snapshot.allowance, Some(Allowance { limit: 50, remaining: 49, window_s: 10 }));
}

#[tokio::test]
async fn a18_more_pages_stretch_the_interval() {
    let server = MockServer::start().await;
    let pages = |request: &Request| {
        let page = page_of(request);
        rows(page * 100, (page + 1) * 100, 400)
            .insert_header("X-RateLimit-Limit-Route", "4")
            .insert_header("X-RateLimit-Remaining-Route", "4")
    };
    Mock::given(path("/v1/agents")).respond_with(pages).mount(&server).await;
    let alohub = client(&server.uri(), AlohubConfig::default());

    alohub.poll(NOW).await.unwrap();

    assert_eq!(alohub.poll_interval(), Duration::from_secs(20));
}

#[tokio::test]
async fn a22_a_sweep_waits_rather_than_take_the_fifth_that_writes_need() {
    let server = MockServer::start().await;
    let pages = |request: &Request| {
        let page = page_of(request);
        rows(page * 100, (page + 1) * 100, 200)
            .insert_header("X-RateLimit-Limit-Tenant", "10")
            .insert_header("X-RateLimit-Remaining-Tenant", "2")
    };
    Mock::given(path("/v1/agents")).respond_with(pages).mount(&server).await;
    let alohub = client(&server.uri(), AlohubConfig::default());
    let begun = std::time::Instant::now();

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert!(snapshot.complete);
    assert!(begun.elapsed() >= Duration::from_millis(15), "the second page comes in the next window");
}

#[tokio::test]
async fn x13_rows_of_another_tenant_are_dropped() {
    let config = AlohubConfig { tenant_id: Some("20260399".to_owned()), ..AlohubConfig::default() };
    let (_server, alohub) = Pbx::new(floor_of(3)).serve(config).await;

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert!(snapshot.agents.is_empty());
    assert!(!snapshot.complete);
    assert!(snapshot.warnings.contains(&Warning::ForeignRow { rows: 3 }));
}
