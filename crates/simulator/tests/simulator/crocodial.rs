//! CrocoDial against its document and the recorded upstream: the answer of one agent, the roster, totals, errors.

use reqwest::Method;
use serde_json::{Value, json};
use simulator::{AgentState, ProviderName};

use crate::support::{House, json, keys, open, rows, send, text};

const PROVIDER: ProviderName = ProviderName::Crocodial;

async fn live(house: &House, user: &str) -> Value {
    json(house.crocodial("goUsers", &[("goAction", "getLiveAgentInfo"), ("user", user)])).await.1
}

fn id(house: &House, index: usize) -> String {
    house.simulator.agents(PROVIDER)[index].0.clone()
}

#[tokio::test]
async fn a_waiting_agent_answers_as_in_the_document() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, &id(&house, 0), AgentState::Available).unwrap();

    let (status, body) =
        text(house.crocodial("goUsers", &[("goAction", "getLiveAgentInfo"), ("user", &id(&house, 0))])).await;

    let expected = r#"{"result":"success","data":{"status":"READY","color":"primary","in_call_with":"","campaign_id":"","campaign_name":"","call_type":"","caller_id":"","conf_exten":"8600118","server_ip":"127.0.0.1","vendor_lead_code":"","lead_id":0}}"#;
    assert_eq!((status, body.as_str()), (200, expected));
}

#[tokio::test]
async fn an_agent_on_a_call_tells_the_customer_and_the_campaign() {
    let house = open(12).await;
    house.simulator.force_state(PROVIDER, &id(&house, 0), AgentState::OnCall).unwrap();

    let body = live(&house, &id(&house, 0)).await;

    let data = &body["data"];
    assert_eq!(data["status"], "IN CALL");
    assert_eq!(data["color"], "green");
    assert!(data["lead_id"].as_u64().unwrap() > 0);
    for name in ["in_call_with", "campaign_id", "campaign_name", "call_type", "caller_id"] {
        assert!(!data[name].as_str().unwrap().is_empty(), "{name}");
    }
}

#[tokio::test]
async fn breaks_and_disposition_are_display_text_and_absence_is_an_empty_list() {
    let house = open(12).await;
    let agent = id(&house, 0);
    let now = async |state| {
        house.simulator.force_state(PROVIDER, &agent, state).unwrap();
        live(&house, &agent).await
    };

    assert_eq!(now(AgentState::WrapUp).await["data"]["status"], "DISPOSITION");
    assert_eq!(now(AgentState::Available).await["data"]["status"], "READY");
    assert_eq!(now(AgentState::Paused).await["data"]["status"], "LUNCH BREAK");
    assert_eq!(now(AgentState::LoggedOut).await, json!({ "result": "success", "data": [] }));
}

#[tokio::test]
async fn pauses_other_than_lunch_name_their_reason_after_a_dash() {
    let house = open(200).await;
    let paused = house.simulator.agents(PROVIDER).into_iter().filter(|(_, state)| *state == AgentState::Paused);
    let mut statuses = Vec::new();

    for (agent, _) in paused {
        statuses.push(live(&house, &agent).await["data"]["status"].as_str().unwrap().to_owned());
    }

    assert!(statuses.iter().any(|status| status == "PAUSE - BREAK"), "{statuses:?}");
    assert!(statuses.iter().all(|status| status == "LUNCH BREAK" || status.starts_with("PAUSE - ")));
}

#[tokio::test]
async fn get_and_post_answer_alike_and_json_is_sent_as_html() {
    let house = open(12).await;
    let agent = id(&house, 0);
    let path = format!(
        "/goAPIv2/goUsers/goAPI.php?goAction=getLiveAgentInfo&goUser=apiuser&goPass=sim-crocodial-pass&user={agent}&responsetype=json"
    );

    let get = send(house.request(PROVIDER, Method::GET, &path)).await;

    assert_eq!(get.headers()["content-type"], "text/html; charset=UTF-8");
    assert_eq!(get.headers()["access-control-allow-origin"], "*");
    assert_eq!(get.json::<Value>().await.unwrap(), live(&house, &agent).await);
}

#[tokio::test]
async fn the_roster_lists_everybody_and_no_password() {
    let house = open(30).await;

    let (_, body) = json(house.crocodial("goUsers", &[("goAction", "goGetAllUsers")])).await;
    let (_, inactive) =
        json(house.crocodial("goUsers", &[("goAction", "goGetAllUsers"), ("only_inactives", "1")])).await;

    let users = rows(&body, "/data/user_list");
    assert_eq!(users.len(), 30);
    assert_eq!(
        keys(&users[0]),
        [
            "active",
            "allowed_companys",
            "campaign_id",
            "campaign_name",
            "exten",
            "level",
            "name",
            "profile_id",
            "rank",
            "user",
            "user_id"
        ]
    );
    assert_eq!((&users[0]["user_id"], &users[0]["exten"]), (&json!(2222), &json!(2222)));
    assert_eq!(rows(&inactive, "/data/user_list").len(), 1);
    assert_eq!(rows(&inactive, "/data/user_list")[0]["active"], "N");
    assert!(!body.to_string().contains("pass"));
}

#[tokio::test]
async fn totals_have_the_samples_names() {
    let house = open(30).await;

    let (_, body) = json(house.crocodial("goDashboard", &[("goAction", "getAgentStatus")])).await;

    let data = &body["data"];
    assert_eq!(
        keys(data),
        [
            "incall_agents",
            "offline_agents",
            "paused_agents",
            "ready_agents",
            "total_active_agents",
            "total_live_agents"
        ]
    );
    let sum: u64 =
        ["incall_agents", "paused_agents", "ready_agents"].iter().map(|name| data[*name].as_u64().unwrap()).sum();
    assert_eq!(data["total_live_agents"], sum);
    assert_eq!(data["total_active_agents"], 29);
}

#[tokio::test]
async fn every_error_shape_comes_with_200() {
    let house = open(5).await;
    let cases: Vec<(Vec<(&str, &str)>, &str)> = vec![
        (
            vec![("goAction", "getLiveAgentInfo"), ("user", "x"), ("goPass", "no")],
            r#"{"result":"error","message":"Invalid Username\/Password"}"#,
        ),
        (vec![("goAction", "getLiveAgentInfo")], r#"{"code":"40001","message":"Error: Missing required parameters"}"#),
        (vec![("goUser", "")], r#"{"code":"40001","message":"Error: Missing required parameters"}"#),
        (vec![("goAction", "nosuch")], r#"{"result":"error","message":"Command Not Found"}"#),
        (
            vec![("goAction", "getLiveAgentInfo"), ("user", "nobody")],
            r#"{"code":"41004","result":"Invalid value in user. Doesn't exist"}"#,
        ),
        (
            vec![("goAction", "goGetAllUsers"), ("responsetype", "csv")],
            "result=error;message=This API function only accepts XML or JSON value on responsetype",
        ),
    ];

    for (params, expected) in cases {
        assert_eq!(text(house.crocodial("goUsers", &params)).await, (200, expected.to_owned()));
    }
}

#[tokio::test]
async fn without_a_format_the_answer_is_the_recorded_broken_xml() {
    let house = open(5).await;

    let form = [("goAction", "nosuch"), ("goUser", "apiuser"), ("goPass", "sim-crocodial-pass")];
    let answer = text(house.request(PROVIDER, Method::POST, "/goAPIv2/goUsers/goAPI.php").form(&form)).await;

    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>\n<goautodialapi version="4.0">(\n<action>"nosuch "</action>\n" )<result>error</result>"#;
    assert_eq!(answer, (200, expected.to_owned()));
}
