//! TEL4VN against its document: names of the row, states, times, tokens.

use reqwest::Method;
use serde_json::{Value, json};
use simulator::{AgentState, ProviderName};

use crate::support::{House, START_MS, json, keys, open, row, rows, text};

const PROVIDER: ProviderName = ProviderName::Tel4vn;

const SEED_KEYS: [&str; 15] = [
    "agent_name",
    "call_id",
    "call_state",
    "call_time",
    "destination",
    "direction",
    "domain_id",
    "domain_name",
    "extension",
    "extension_id",
    "network_ip",
    "server_host",
    "user_agent",
    "user_id",
    "username",
];

fn id(house: &House, index: usize) -> String {
    house.simulator.agents(PROVIDER)[index].0.clone()
}

#[tokio::test]
async fn a_row_with_a_call_has_the_seeds_names_and_a_naive_time_of_ho_chi_minh() {
    let house = open(12).await;
    let agent = id(&house, 6);
    house.simulator.force_state(PROVIDER, &agent, AgentState::Ringing).unwrap();

    let (status, body) = json(house.ordinary(PROVIDER)).await;

    let row = row(&body, "/data", "user_id", &agent);
    assert_eq!(status, 200);
    assert_eq!(keys(row), SEED_KEYS);
    assert_eq!(row["call_state"], "RINGING");
    assert_eq!(row["direction"], "inbound");
    assert_eq!(row["destination"], row["extension"]);
    // 1795270032 is 2026-11-21 14:07:12 UTC.
    assert_eq!(row["call_time"], "2026-11-21 21:07:12");
    assert!(row.as_object().unwrap().values().all(Value::is_string));
    assert_eq!(body["total"], rows(&body, "/data").len());
    assert_eq!(START_MS, 1_795_270_032_000);
}

#[tokio::test]
async fn an_answered_call_keeps_its_start_and_a_dialled_one_is_outbound() {
    let house = open(12).await;
    let (talking, dialling) = (id(&house, 6), id(&house, 9));
    house.simulator.force_state(PROVIDER, &talking, AgentState::Ringing).unwrap();
    house.simulator.clock().advance_ms(5_000);
    house.simulator.force_state(PROVIDER, &talking, AgentState::OnCall).unwrap();
    house.simulator.force_state(PROVIDER, &dialling, AgentState::Dialing).unwrap();

    let (_, body) = json(house.ordinary(PROVIDER)).await;

    let talking = row(&body, "/data", "user_id", &talking);
    assert_eq!(talking["call_state"], "ONCALL");
    assert_eq!(talking["call_time"], "2026-11-21 21:07:12");
    let dialling = row(&body, "/data", "user_id", &dialling);
    assert_eq!(dialling["call_state"], "RINGING");
    assert_eq!(dialling["direction"], "outbound");
}

#[tokio::test]
async fn idle_agents_have_no_call_in_three_ways() {
    let house = open(12).await;
    let ids = [id(&house, 6), id(&house, 7), id(&house, 8)];
    for agent in &ids {
        house.simulator.force_state(PROVIDER, agent, AgentState::Paused).unwrap();
    }

    let (_, body) = json(house.ordinary(PROVIDER)).await;

    let of = |index: usize| row(&body, "/data", "user_id", &ids[index]).as_object().unwrap();
    assert!(!of(0).contains_key("call_state"));
    assert_eq!(of(1).get("call_state"), Some(&Value::Null));
    assert_eq!(of(2).get("call_state"), Some(&json!("")));
}

#[tokio::test]
async fn a_logged_out_agent_is_absent_and_a_second_device_is_a_second_row() {
    let house = open(12).await;
    let (gone, doubled) = (id(&house, 6), id(&house, 2));
    house.simulator.force_state(PROVIDER, &gone, AgentState::LoggedOut).unwrap();
    house.simulator.force_state(PROVIDER, &doubled, AgentState::OnCall).unwrap();

    let (_, body) = json(house.ordinary(PROVIDER)).await;

    assert!(rows(&body, "/data").iter().all(|row| row["user_id"] != gone.as_str()));
    let devices: Vec<&Value> = rows(&body, "/data").iter().filter(|row| row["user_id"] == doubled.as_str()).collect();
    assert_eq!(devices.len(), 2);
    assert_ne!(devices[0]["user_agent"], devices[1]["user_agent"]);
    assert_eq!(devices.iter().filter(|row| row["call_state"] == "ONCALL").count(), 1);
}

#[tokio::test]
async fn one_agent_has_no_user_id_and_is_known_by_extension_and_domain() {
    let house = open(12).await;
    assert_eq!(id(&house, 4), "105@test01.tel4vn.com");
    house.simulator.force_state(PROVIDER, "105@test01.tel4vn.com", AgentState::OnCall).unwrap();

    let (_, body) = json(house.ordinary(PROVIDER)).await;

    let row = row(&body, "/data", "extension", "105");
    assert_eq!(row["user_id"], "");
    assert_eq!(row["domain_name"], "test01.tel4vn.com");
}

#[tokio::test]
async fn v3_spells_ids_as_uuids_and_adds_the_numbers_and_the_person() {
    let house = open(12).await;
    let agent = id(&house, 6);
    house.simulator.force_state(PROVIDER, &agent, AgentState::OnCall).unwrap();

    let (_, body) = json(house.request(PROVIDER, Method::GET, "/v3/monitor").bearer_auth("sim-tel4vn-token")).await;

    let row = row(&body, "/data", "user_uuid", &agent);
    for name in ["extension_uuid", "domain_uuid", "b_cid_num", "cid_num", "first_name", "middle_name", "last_name"] {
        assert!(row[name].is_string(), "{name}");
    }
    assert!(row.get("user_id").is_none());
}

#[tokio::test]
async fn without_a_good_bearer_the_answer_is_401_with_an_error() {
    let house = open(5).await;

    let none = json(house.request(PROVIDER, Method::GET, "/v1/monitor/agent")).await;
    let wrong = json(house.request(PROVIDER, Method::GET, "/v1/monitor/agent").bearer_auth("wrong")).await;
    let raw =
        json(house.request(PROVIDER, Method::GET, "/v1/monitor/agent").header("Authorization", "sim-tel4vn-token"))
            .await;

    for answer in [none, wrong, raw] {
        assert_eq!(answer, (401, json!({ "error": "Unauthorized" })));
    }
}

async fn token(house: &House, path: &str) -> (u16, Value) {
    json(house.request(PROVIDER, Method::POST, path).json(&json!({ "api_key": house.simulator.tel4vn_api_key() })))
        .await
}

async fn status_with(house: &House, token: &Value) -> u16 {
    let token = token.as_str().expect("a token is text");
    text(house.request(PROVIDER, Method::GET, "/v1/monitor/agent").bearer_auth(token)).await.0
}

#[tokio::test]
async fn a_v1_token_names_its_end_and_is_refused_from_then_on() {
    let house = open(5).await;

    let (status, body) = token(&house, "/v1/auth/token").await;

    assert_eq!(status, 200);
    assert_eq!(keys(&body), ["data"]);
    assert_eq!(keys(&body["data"]), ["expired", "token", "user_id"]);
    assert_eq!(body["data"]["expired"], START_MS / 1000 + 3540);
    assert_eq!(status_with(&house, &body["data"]["token"]).await, 200);
    house.simulator.clock().advance_ms(3_540_000);
    assert_eq!(status_with(&house, &body["data"]["token"]).await, 401);
}

#[tokio::test]
async fn a_v3_token_names_its_life_at_the_top_level() {
    let house = open(5).await;
    house.simulator.set_options(|options| options.tel4vn.token_life_s = 120);

    let (_, body) = token(&house, "/v3/auth/token").await;

    assert_eq!(
        keys(&body),
        ["client_id", "domain_uuid", "expired_in", "refresh_token", "token", "token_type", "user_id"]
    );
    assert_eq!(body["expired_in"], 120);
    assert_eq!(body["refresh_token"], "");
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(status_with(&house, &body["token"]).await, 200);
    house.simulator.clock().advance_ms(120_000);
    assert_eq!(status_with(&house, &body["token"]).await, 401);
}

#[tokio::test]
async fn a_token_request_without_a_key_has_an_array_as_error() {
    let house = open(5).await;

    let none = json(house.request(PROVIDER, Method::POST, "/v1/auth/token").json(&json!({}))).await;
    let wrong = json(house.request(PROVIDER, Method::POST, "/v1/auth/token").json(&json!({ "api_key": "no" }))).await;

    assert_eq!(none, (400, json!({ "error": [{ "api_key": "api_key is required" }] })));
    assert_eq!(wrong, (401, json!({ "error": "api_key is invalid" })));
}
