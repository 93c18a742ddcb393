//! AloHub against its document: the row, paging, filters, the allowance, the six codes and the writes.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use simulator::{AgentState, ProviderName};

use crate::support::{House, json, keys, open, row, rows, send, text};

const PROVIDER: ProviderName = ProviderName::Alohub;

fn ask(house: &House, method: Method, path: &str) -> RequestBuilder {
    house.request(PROVIDER, method, path).header("X-Api-Key", "sk_live_sim_alohub")
}

async fn put(house: &House, path: &str, body: Value) -> (u16, Value) {
    json(ask(house, Method::PUT, path).json(&body)).await
}

async fn listed(house: &House, path: &str) -> Value {
    let (status, body) = json(ask(house, Method::GET, path)).await;
    assert_eq!(status, 200);
    body
}

#[tokio::test]
async fn a_row_has_the_documents_names_and_types() {
    let house = open(30).await;
    house.simulator.force_state(PROVIDER, "082020", AgentState::LoggedOut).unwrap();

    let body = listed(&house, "/v1/agents").await;

    assert_eq!(keys(&body), ["data", "error_code", "error_message", "success", "totalRecord"]);
    assert_eq!(body["success"], "1");
    let row = row(&body, "/data", "agentId", "082020");
    assert_eq!(
        keys(row),
        [
            "agentId",
            "isFollowMe",
            "priority",
            "queueCallin",
            "queueCallinId",
            "queueCallout",
            "queueCalloutName",
            "status",
            "systemStatus",
            "tenantId",
            "tenantName",
            "userName",
            "userStatus"
        ]
    );
    assert_eq!(row["tenantId"], 20_260_310);
    assert_eq!(row["systemStatus"], "AVAILABLE");
    assert_eq!(row["userStatus"], "LOGOUT");
    assert!(row["queueCallinId"].is_string() && row["queueCallout"].is_u64() && row["status"].is_u64());
    let (id, name) = (row["queueCallinId"].as_str().unwrap(), row["queueCallin"].as_str().unwrap());
    assert!(name.starts_with(&format!("{id}-")));
}

#[tokio::test]
async fn states_are_told_as_availability_only_and_may_be_null() {
    let house = open(30).await;
    house.simulator.force_state(PROVIDER, "082020", AgentState::Available).unwrap();
    house.simulator.force_state(PROVIDER, "082022", AgentState::OnCall).unwrap();

    let body = listed(&house, "/v1/agents?size=100").await;

    let of = |id| {
        let row = row(&body, "/data", "agentId", id);
        (row["systemStatus"].clone(), row["userStatus"].clone())
    };
    assert_eq!(of("082020"), (json!("AVAILABLE"), json!("AVAILABLE")));
    assert_eq!(of("082022"), (json!("NOT AVAILABLE"), json!("AVAILABLE")));
    assert_eq!(of("082031").1, Value::Null);
    assert_eq!(of("082045"), (Value::Null, Value::Null));
}

#[tokio::test]
async fn pages_start_at_zero_have_twenty_rows_and_are_capped_at_a_hundred() {
    let house = open(130).await;

    let first = listed(&house, "/v1/agents").await;
    let last = listed(&house, "/v1/agents?page=6").await;
    let beyond = listed(&house, "/v1/agents?page=7").await;
    let large = listed(&house, "/v1/agents?size=500").await;

    assert_eq!(rows(&first, "/data").len(), 20);
    assert_eq!(rows(&first, "/data")[0]["agentId"], "082018");
    assert_eq!(rows(&last, "/data").len(), 10);
    assert_eq!(rows(&beyond, "/data").len(), 0);
    assert_eq!(rows(&large, "/data").len(), 100);
    for body in [first, last, beyond, large] {
        assert_eq!(body["totalRecord"], 130);
    }
}

#[tokio::test]
async fn an_agent_of_several_queues_shows_one_and_is_found_under_each() {
    let house = open(30).await;
    let (status, _) =
        put(&house, "/v1/agents/082020/queues?type=callin", json!({ "queue_ids": [1001302, 1000886] })).await;
    assert_eq!(status, 200);

    for queue in ["1001302", "1000886"] {
        let body = listed(&house, &format!("/v1/agents?size=100&queue_id={queue}")).await;
        let row = row(&body, "/data", "agentId", "082020");
        assert_eq!(row["queueCallinId"], "1001302");
    }
    for queue in ["1001226", "1001301", "777"] {
        let body = listed(&house, &format!("/v1/agents?size=100&queue_id={queue}")).await;
        assert!(rows(&body, "/data").iter().all(|row| row["agentId"] != "082020"), "{queue}");
    }
}

#[tokio::test]
async fn status_and_team_filter_the_list() {
    let house = open(30).await;

    let active = listed(&house, "/v1/agents?size=100&status=1").await;
    let inactive = listed(&house, "/v1/agents?size=100&status=0").await;
    let team = listed(&house, "/v1/agents?size=100&team_id=20260310").await;
    let foreign = listed(&house, "/v1/agents?size=100&team_id=1").await;

    assert_eq!(rows(&active, "/data").len(), 29);
    assert_eq!(rows(&inactive, "/data")[0]["agentId"], "082029");
    assert_eq!(team["totalRecord"], 30);
    assert_eq!(foreign["totalRecord"], 0);
}

#[tokio::test]
async fn callin_replaces_the_whole_list_and_priority_is_kept_when_left_out() {
    let house = open(30).await;

    let set = put(&house, "/v1/agents/082020/queues", json!({ "queue_ids": [1001226, 1000886], "priority": 4 })).await;
    let replaced = put(&house, "/v1/agents/082020/queues?type=callin", json!({ "queue_ids": [1001301] })).await;

    let answer = json!({
        "success": "1", "error_code": "SUCCESS", "error_message": "Agent queues updated successfully"
    });
    assert_eq!(set, (200, answer.clone()));
    assert_eq!(replaced, (200, answer));
    let (_, state) = json(house.control(Method::GET, "/state")).await;
    let agent = row(&state, "/providers/alohub/agents", "external_id", "082020");
    assert_eq!(agent["callin"], json!(["1001301"]));
    let body = listed(&house, "/v1/agents?size=100").await;
    assert_eq!(row(&body, "/data", "agentId", "082020")["priority"], "4");
    assert_eq!(house.simulator.writes(PROVIDER), 2);
}

#[tokio::test]
async fn a_put_without_a_type_is_about_callin() {
    let house = open(30).await;
    let before = row(&listed(&house, "/v1/agents?size=100").await, "/data", "agentId", "082020").clone();

    let (status, _) = put(&house, "/v1/agents/082020/queues", json!({ "queue_ids": [1001301] })).await;

    let after = row(&listed(&house, "/v1/agents?size=100").await, "/data", "agentId", "082020").clone();
    assert_eq!(status, 200);
    assert_eq!(after["queueCallinId"], "1001301");
    assert_eq!(after["queueCallout"], before["queueCallout"]);
}

#[tokio::test]
async fn callout_sets_the_queue_of_outgoing_calls_alone() {
    let house = open(30).await;

    let (status, _) = put(&house, "/v1/agents/082020/queues?type=callout", json!({ "queue_ids": [13877] })).await;

    let body = listed(&house, "/v1/agents?size=100").await;
    let row = row(&body, "/data", "agentId", "082020");
    assert_eq!(status, 200);
    assert_eq!(row["queueCallout"], 13_877);
    assert_eq!(row["queueCalloutName"], "Telesale");
}

#[tokio::test]
async fn bad_input_is_refused_and_changes_nothing() {
    let house = open(30).await;
    let before = text(ask(&house, Method::GET, "/v1/agents?size=100")).await.1;
    let path = "/v1/agents/082020/queues";

    for body in [
        json!({ "queue_ids": [] }),
        json!({}),
        json!({ "queue_ids": ["1001226"] }),
        json!({ "queue_ids": [1.5] }),
        json!({ "queue_ids": [424242] }),
    ] {
        let (status, answer) = put(&house, path, body).await;
        assert_eq!((status, &answer["error_code"], &answer["success"]), (400, &json!("INVALID_INPUT"), &json!("0")));
    }
    let sideways = put(&house, &format!("{path}?type=sideways"), json!({ "queue_ids": [1001226] })).await;
    assert_eq!(sideways.0, 400);
    let nobody = put(&house, "/v1/agents/82020/queues", json!({ "queue_ids": [1001226] })).await;
    assert_eq!((nobody.0, &nobody.1["error_code"]), (404, &json!("NOT_FOUND")));
    assert_eq!(put(&house, "/v1/agents/082020/recording", json!({})).await.0, 400);
    assert_eq!(text(ask(&house, Method::GET, "/v1/agents?size=100")).await.1, before);
    assert_eq!(house.simulator.writes(PROVIDER), 0);
}

#[tokio::test]
async fn recording_is_switched_and_never_shown() {
    let house = open(30).await;

    let off = put(&house, "/v1/agents/082018/recording", json!({ "enabled": false })).await;
    let on = put(&house, "/v1/agents/082018/recording", json!({ "enabled": true })).await;

    let message = |text: &str| json!({ "success": "1", "error_code": "SUCCESS", "error_message": text });
    assert_eq!(off, (200, message("Recording disabled for agent 082018")));
    assert_eq!(on, (200, message("Recording enabled for agent 082018")));
    let (_, body) = text(ask(&house, Method::GET, "/v1/agents")).await;
    assert!(!body.to_lowercase().contains("record\":true"));
}

#[tokio::test]
async fn a_missing_migration_fails_the_recording_route_alone() {
    let house = open(30).await;
    house.simulator.set_options(|options| options.alohub.recording_migration_missing = true);

    let recording = put(&house, "/v1/agents/082018/recording", json!({ "enabled": true })).await;

    assert_eq!(recording.0, 500);
    assert_eq!(recording.1["error_code"], "FAIL");
    listed(&house, "/v1/agents").await;
}

#[tokio::test]
async fn inbound_queues_have_numeric_ids_and_no_error_message() {
    let house = open(5).await;

    let body = listed(&house, "/v1/queues/inbound?page=0&size=100").await;

    assert_eq!(keys(&body), ["data", "error_code", "success", "totalRecord"]);
    let row = &rows(&body, "/data")[0];
    assert_eq!(
        keys(row),
        [
            "agentSelector",
            "callinId",
            "callinName",
            "callinNumber",
            "musicinQueue",
            "nguongRanhRoi",
            "strategy",
            "timeWait"
        ]
    );
    assert_eq!(row["callinId"], 1_001_226);
    assert!(row["timeWait"].is_string());
    assert_eq!(rows(&body, "/data")[3]["callinNumber"], Value::Null);
}

#[tokio::test]
async fn keys_decide_what_is_answered_on_every_route() {
    let house = open(5).await;
    let routes = [
        (Method::GET, "/v1/agents"),
        (Method::PUT, "/v1/agents/082018/queues"),
        (Method::PUT, "/v1/agents/082018/recording"),
        (Method::GET, "/v1/queues/inbound"),
    ];

    for (method, path) in routes {
        let none = json(house.request(PROVIDER, method.clone(), path)).await;
        let report = json(house.request(PROVIDER, method, path).header("X-Api-Key", "sk_live_sim_report_only")).await;
        assert_eq!((none.0, &none.1["error_code"]), (401, &json!("UNAUTHORIZED")));
        assert_eq!((report.0, &report.1["error_code"]), (403, &json!("INSUFFICIENT_SCOPE")));
    }
    let agent_only = |path| house.request(PROVIDER, Method::GET, path).header("X-Api-Key", "sk_live_sim_agent_only");
    assert_eq!(text(agent_only("/v1/agents")).await.0, 200);
    assert_eq!(text(agent_only("/v1/queues/inbound")).await.0, 403);
}

#[tokio::test]
async fn the_backend_takes_the_raw_key_under_its_own_prefix_and_the_tenant_must_fit() {
    let house = open(5).await;
    let backend = |path| house.request(PROVIDER, Method::GET, path).header("Authorization", "sk_live_sim_alohub");

    assert_eq!(text(backend("/api/v1/agents")).await.0, 200);
    assert_eq!(text(backend("/api/v1/queues/inbound")).await.0, 200);
    assert_eq!(text(backend("/v1/agents")).await.0, 401);
    assert_eq!(text(ask(&house, Method::GET, "/api/v1/agents")).await.0, 401);
    assert_eq!(text(backend("/api/v1/agents").header("X-Tenant-ID", "20260310")).await.0, 200);
    assert_eq!(text(backend("/api/v1/agents").header("X-Tenant-ID", "1")).await.0, 401);
}

#[tokio::test]
async fn the_allowance_is_told_used_up_and_filled_again() {
    let house = open(5).await;
    house.simulator.set_options(|options| {
        options.alohub.tenant_limit = 5;
        options.alohub.route_limit = 2;
    });
    let figure = |response: &reqwest::Response, name: &str| response.headers()[name].to_str().unwrap().to_owned();

    let first = send(ask(&house, Method::GET, "/v1/agents")).await;
    send(ask(&house, Method::GET, "/v1/agents")).await;
    let third = send(ask(&house, Method::GET, "/v1/agents")).await;

    assert_eq!(figure(&first, "x-ratelimit-limit-tenant"), "5");
    assert_eq!(figure(&first, "x-ratelimit-remaining-tenant"), "4");
    assert_eq!(figure(&first, "x-ratelimit-limit-route"), "2");
    assert_eq!(figure(&first, "x-ratelimit-remaining-route"), "1");
    assert_eq!(third.status(), 429);
    assert_eq!(figure(&third, "retry-after"), "5");
    assert_eq!(third.json::<Value>().await.unwrap()["error_code"], "RATE_LIMIT_EXCEEDED");
    // Another route has a bucket of its own.
    assert_eq!(text(ask(&house, Method::GET, "/v1/queues/inbound")).await.0, 200);
    house.simulator.clock().advance_ms(5_000);
    assert_eq!(text(ask(&house, Method::GET, "/v1/agents")).await.0, 200);
}

#[tokio::test]
async fn an_accepted_write_may_become_visible_later() {
    let house = open(30).await;
    house.simulator.set_options(|options| options.alohub.write_delay_ms = 4_000);
    put(&house, "/v1/agents/082020/queues?type=callout", json!({ "queue_ids": [13901] })).await;
    let shown = async || {
        let body = listed(&house, "/v1/agents?size=100").await;
        row(&body, "/data", "agentId", "082020")["queueCallout"].clone()
    };

    house.simulator.clock().advance_ms(3_999);
    let before = shown().await;
    house.simulator.clock().advance_ms(1);

    assert_ne!(before, json!(13_901));
    assert_eq!(shown().await, json!(13_901));
}
