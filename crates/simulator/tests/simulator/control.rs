//! The control paths, the counters and the announcement.

use reqwest::Method;
use serde_json::json;
use simulator::{AgentState, Fault, ProviderName, announcement};

use crate::support::{json, open, row, text};

#[tokio::test]
async fn a_state_is_forced_by_path_and_holds_ten_minutes() {
    let house = open(12).await;

    for provider in ProviderName::ALL {
        let agent = house.simulator.agents(provider)[4].0.clone();
        let path = format!("/agents/{provider}/{agent}/state/on-hold");
        assert_eq!(text(house.control(Method::POST, &path)).await.0, 204);
        house.simulator.clock().advance_ms(599_000);
        assert_eq!(house.simulator.agents(provider)[4].1, AgentState::OnHold, "{provider}");
    }
}

#[tokio::test]
async fn a_forced_state_ends_and_the_floor_goes_on() {
    let house = open(12).await;
    let agent = house.simulator.agents(ProviderName::Tel4vn)[4].0.clone();
    house.simulator.force_state(ProviderName::Tel4vn, &agent, AgentState::OnHold).unwrap();

    house.simulator.clock().advance_ms(600_000);

    assert_ne!(house.simulator.agents(ProviderName::Tel4vn)[4].1, AgentState::OnHold);
}

#[tokio::test]
async fn a_name_is_changed_by_path() {
    let house = open(5).await;

    let (status, _) = text(house.control(Method::POST, "/agents/vicidial/agent001/name").body("Tạ Quốc Thắng")).await;

    let (_, state) = json(house.control(Method::GET, "/state")).await;
    assert_eq!(status, 204);
    assert_eq!(row(&state, "/providers/vicidial/agents", "external_id", "agent001")["name"], "Tạ Quốc Thắng");
}

#[tokio::test]
async fn unknown_words_are_not_found() {
    let house = open(5).await;

    for path in [
        "/fault/nobody/stall",
        "/fault/tel4vn/nosuch",
        "/agents/vicidial/agent001/state/asleep",
        "/agents/vicidial/nobody/state/paused",
    ] {
        assert_eq!(text(house.control(Method::POST, path)).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_fault_is_switched_by_path_and_shown() {
    let house = open(5).await;

    assert_eq!(text(house.control(Method::POST, "/fault/convoso/rate-limited:7")).await.0, 204);

    let (_, state) = json(house.control(Method::GET, "/state")).await;
    assert_eq!(state["providers"]["convoso"]["fault"], "rate-limited:7");
    assert_eq!(text(house.ordinary(ProviderName::Convoso)).await.0, 429);
    assert_eq!(text(house.control(Method::POST, "/fault/convoso/none")).await.0, 204);
    assert_eq!(text(house.ordinary(ProviderName::Convoso)).await.0, 200);
}

#[tokio::test]
async fn requests_are_counted_per_provider_route_and_function() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        text(house.ordinary(provider)).await;
    }
    text(house.ordinary(ProviderName::Tel4vn)).await;

    let (_, counters) = json(house.control(Method::GET, "/counters")).await;
    assert_eq!(counters["tel4vn"], json!({ "requests": 2, "writes": 0, "routes": { "GET /v1/monitor/agent": 2 } }));
    assert_eq!(counters["vicidial"]["routes"], json!({ "POST /vicidial/non_agent_api.php": 1, "logged_in_agents": 1 }));
    assert_eq!(house.simulator.requests(ProviderName::Crocodial), 1);
}

#[tokio::test]
async fn options_are_replaced_by_a_document_and_bad_ones_refused() {
    let house = open(5).await;
    let put = |body: &'static str| house.control(Method::PUT, "/options").body(body);

    assert_eq!(text(put(r#"{"convoso":{"shape":"seed"}}"#)).await.0, 204);
    assert_eq!(text(put(r#"{"convoso":{"shap":"seed"}}"#)).await.0, 400);

    let (_, body) = json(house.ordinary(ProviderName::Convoso)).await;
    assert!(body["agents"].is_array());
}

#[tokio::test]
async fn every_fault_is_read_back_from_its_own_name() {
    for fault in Fault::ALL {
        assert_eq!(fault.to_string().parse::<Fault>(), Ok(fault));
    }
    assert_eq!("rate-limited".parse(), Ok(Fault::RateLimited { retry_after_s: 30 }));
}

#[tokio::test]
async fn the_announcement_names_each_face_and_keeps_secrets_in_the_environment() {
    let house = open(5).await;

    let announced = announcement(&house.simulator);

    let base = format!("http://{}/tel4vn", house.simulator.addr());
    assert_eq!(
        announced["providers"]["tel4vn"],
        json!({
            "args": ["tel4vn", "--base-url", base, "--allow-private", "127.0.0.0/8", "--auth", "static"],
            "env": { "CALLBOARD_SECRET": "sim-tel4vn-token" }
        })
    );
    for provider in ProviderName::ALL {
        let entry = &announced["providers"][provider.as_str()];
        let secret = house.simulator.credentials(provider).secret;
        assert_eq!(entry["args"][0], provider.as_str());
        assert_eq!(entry["env"]["CALLBOARD_SECRET"], secret);
        assert!(!entry["args"].to_string().contains(secret), "{provider}");
    }
}
