//! Convoso against both documents: shapes, filters, refusals, logout.

use reqwest::Method;
use serde_json::{Value, json};
use simulator::{AgentState, ConvosoShape, ProviderName};

use crate::support::{House, json, keys, open, row, rows, send, text};

const PROVIDER: ProviderName = ProviderName::Convoso;
const OFFICIAL: &str = "/data/entries/agents";

const SEED_KEYS: [&str; 21] = [
    "call_log_id",
    "call_type",
    "calls_today",
    "campaign_id",
    "campaign_name",
    "channel_type",
    "connection_type",
    "extension",
    "lead_id",
    "list_id",
    "queue_assignment",
    "queue_id",
    "queue_name",
    "skill_options",
    "status",
    "status_label",
    "status_time_mmss",
    "status_time_sec",
    "total_calls",
    "user_full_name",
    "user_id",
];

const TOTAL_KEYS: [&str; 9] = [
    "agent_incall",
    "agent_paused",
    "agent_ready",
    "agent_total",
    "call_data",
    "queue_answered",
    "queue_calls_today",
    "queue_dialable_leads",
    "queue_dropped",
];

async fn search(house: &House, filters: &[(&str, &str)]) -> Value {
    let request =
        house.request(PROVIDER, Method::POST, "/v1/agent-monitor/search?auth_token=sim-convoso-token").form(filters);
    let (status, body) = json(request).await;
    assert_eq!(status, 200);
    body
}

async fn log_out(house: &House, user_id: &str) -> Value {
    let request = house
        .request(PROVIDER, Method::POST, "/v1/agent-monitor/logout?auth_token=sim-convoso-token")
        .form(&[("user_id", user_id)]);
    json(request).await.1
}

#[tokio::test]
async fn the_seed_shape_has_the_documents_names_and_types_at_the_root() {
    let house = open(12).await;
    house.simulator.set_options(|options| options.convoso.shape = ConvosoShape::Seed);
    house.simulator.force_state(PROVIDER, "1104059", AgentState::Available).unwrap();
    house.simulator.clock().advance_ms(300_000);

    let body = search(&house, &[]).await;

    let mut expected = vec!["agents"];
    expected.extend(TOTAL_KEYS);
    expected.sort_unstable();
    assert_eq!(keys(&body), expected);
    assert_eq!(keys(&body["call_data"]), ["answered", "dropped", "total_calls"]);
    let row = row(&body, "/agents", "user_id", "1104059");
    assert_eq!(keys(row), SEED_KEYS);
    assert_eq!(row["status"], "READY");
    assert_eq!(row["status_label"], "Ready for calls");
    assert_eq!(row["status_time_sec"], 300);
    assert_eq!(row["status_time_mmss"], "05:00");
    assert!(row["calls_today"].is_u64() && row["total_calls"].is_u64());
}

#[tokio::test]
async fn the_official_shape_wraps_everything_and_writes_numbers_as_text() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "1104059", AgentState::Available).unwrap();

    let body = search(&house, &[]).await;

    assert_eq!(keys(&body), ["data", "success"]);
    assert_eq!(body["data"]["entries"]["code"], 200);
    for name in TOTAL_KEYS {
        assert!(body["data"]["entries"].get(name).is_some(), "{name}");
    }
    assert_eq!(body["data"]["entries"]["queues"][0], json!({ "value": "222", "name": "Main Queue" }));
    let row = row(&body, OFFICIAL, "user_id", "1104059");
    assert!(row["calls_today"].is_string() && row["total_calls"].is_u64());
    assert_eq!(row["lead_id"], "0");
    assert_eq!(row["list_name"], "-");
    assert_eq!(row["call_type"], "-");
    assert_eq!(row["channel_type"], "VOICE");
    assert_eq!(row["extension"], "SIP-31381");
    assert!(row["queue_assignment_ids"].is_array());
    assert_eq!(row["last_state_change"], "2026-11-21 06:07:12");
}

#[tokio::test]
async fn php_writes_letters_outside_ascii_as_escapes() {
    let house = open(12).await;
    house.simulator.rename(PROVIDER, "1104059", "Zoë Peña").unwrap();
    house.simulator.force_state(PROVIDER, "1104059", AgentState::Available).unwrap();

    let (_, body) = text(house.ordinary(PROVIDER)).await;

    assert!(body.contains(r#""user_full_name":"Zo\u00eb Pe\u00f1a""#));
    assert!(body.starts_with(r#"{"success":true,"data":{"entries":{"success":true,"code":200,"campaigns":["#));
}

#[tokio::test]
async fn every_state_has_its_word() {
    let house = open(12).await;
    let words = [
        (AgentState::Available, "READY"),
        (AgentState::Ringing, "RINGING"),
        (AgentState::OnHold, "INCALL"),
        (AgentState::WrapUp, "WRAP"),
        (AgentState::Dead, "DEAD"),
        (AgentState::Paused, "PAUSED"),
        (AgentState::LoggedOut, "LOGGED_OUT"),
    ];

    for (state, word) in words {
        house.simulator.force_state(PROVIDER, "1104059", state).unwrap();
        let body = search(&house, &[]).await;
        assert_eq!(row(&body, OFFICIAL, "user_id", "1104059")["status"], word);
    }
}

#[tokio::test]
async fn each_filter_narrows_the_list() {
    let house = open(40).await;
    let all = search(&house, &[]).await;
    let all = rows(&all, OFFICIAL).len();

    for filter in [("campaign_id", "111"), ("queue_id", "223"), ("filter_by_skill_options", "spanish,support")] {
        let body = search(&house, &[filter]).await;
        let some = rows(&body, OFFICIAL).len();
        assert!(some > 0 && some < all, "{filter:?} gave {some} of {all}");
    }
    let one = search(&house, &[("user_id", "1104056")]).await;
    assert_eq!(rows(&one, OFFICIAL).len(), 1);
}

#[tokio::test]
async fn parameters_are_read_from_the_query_and_from_the_form() {
    let house = open(12).await;
    let in_query = "/v1/agent-monitor/search?auth_token=sim-convoso-token&user_id=1104056";

    let get = text(house.request(PROVIDER, Method::GET, in_query)).await;
    let post = text(house.request(PROVIDER, Method::POST, in_query)).await;
    let form = [("auth_token", "sim-convoso-token"), ("user_id", "1104056")];
    let body = text(house.request(PROVIDER, Method::POST, "/v1/agent-monitor/search").form(&form)).await;

    assert_eq!(get.0, 200);
    assert_eq!(get, post);
    assert_eq!(get, body);
}

#[tokio::test]
async fn refusals_have_the_documented_texts_and_codes_at_200() {
    let house = open(5).await;
    let expected = [
        (("campaign_id", "99999"), json!({ "success": false, "error": "Campaign not found" })),
        (("campaign_id", "x"), json!({ "success": false, "code": 6026, "text": "Invalid campaign ID" })),
        (("queue_id", "99999"), json!({ "success": false, "error": "Queue not found" })),
        (("queue_id", "x"), json!({ "success": false, "code": 6041, "text": "Invalid queue ID" })),
        (("user_id", "99999"), json!({ "success": false, "error": "User not found" })),
        (("user_id", "x"), json!({ "success": false, "code": 6006, "text": "Missing or invalid user" })),
    ];

    for (filter, answer) in expected {
        assert_eq!(search(&house, &[filter]).await, answer);
    }
    let wrong = json(house.request(PROVIDER, Method::POST, "/v1/agent-monitor/search?auth_token=no")).await;
    assert_eq!(wrong, (200, json!({ "success": false, "error": "Invalid authentication token" })));
    let other =
        json(house.request(PROVIDER, Method::POST, "/v1/agent-monitor/search?auth_token=sim-convoso-leads-only")).await;
    assert_eq!(other, (403, json!({ "success": false, "code": 403, "text": "Forbidden" })));
}

#[tokio::test]
async fn logout_takes_the_agent_off_the_floor_and_a_second_one_answers_6012() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "1104060", AgentState::OnCall).unwrap();

    let first = log_out(&house, "1104060").await;
    let second = log_out(&house, "1104060").await;

    assert_eq!(first, json!({ "success": true }));
    assert_eq!(second, json!({ "success": false, "code": 6012, "text": "User is not logged in" }));
    assert_eq!(house.simulator.agents(PROVIDER)[5].1, AgentState::LoggedOut);
    assert_eq!(house.simulator.writes(PROVIDER), 1);
    let body = search(&house, &[("user_id", "1104060")]).await;
    assert!(rows(&body, OFFICIAL).is_empty());
}

#[tokio::test]
async fn logout_of_nobody_answers_6006_and_6012_can_come_while_the_agent_is_live() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "1104060", AgentState::OnCall).unwrap();

    assert_eq!(log_out(&house, "4711").await["code"], 6006);
    assert_eq!(log_out(&house, "").await["code"], 6006);
    house.simulator.set_options(|options| options.convoso.logout_6012_while_live = true);
    assert_eq!(log_out(&house, "1104060").await["code"], 6012);
    assert_eq!(house.simulator.agents(PROVIDER)[5].1, AgentState::OnCall);
}

#[tokio::test]
async fn an_unknown_path_answers_a_page() {
    let house = open(5).await;

    let response = send(house.request(PROVIDER, Method::POST, "/v1/agents")).await;

    assert_eq!(response.status(), 404);
    assert!(response.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn an_accepted_logout_may_show_late() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, "1104060", AgentState::OnCall).unwrap();
    house.simulator.set_options(|options| options.convoso.logout_delay_ms = 5_000);

    assert_eq!(log_out(&house, "1104060").await, json!({ "success": true }));

    assert_eq!(house.simulator.agents(PROVIDER)[5].1, AgentState::OnCall);
    house.simulator.clock().advance_ms(5_000);
    assert_eq!(house.simulator.agents(PROVIDER)[5].1, AgentState::LoggedOut);
}
