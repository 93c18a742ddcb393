//! The queues and the recording of one agent through the server functions of their panel, as a browser asks.

use app::api::FirstPaint;
use app::api::agent_day::AgentTold;
use app::api::agent_day::agent_key;
use app::api::agent_queues::AgentCallin;
use app::api::change_sets::SetView;
use app::error::AppError;
use domain::administration::RecordingState;
use domain::board::AgentRow;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::changes::Step;
use domain::command::Outcome;
use domain::details::AgentDetails;
use domain::form::Field;
use domain::form::Problem;
use domain::provider::ProviderKind;
use uuid::Uuid;

use crate::support::Demo;
use crate::support::Visitor;

/// An agent of a provider who is logged in and known by a name, as they stand in the address.
async fn agent_of(visitor: &Visitor, kind: ProviderKind) -> String {
    let answer = visitor.post("/api/board", &[("tenant", "demo"), ("query", "")]).await;
    let paint: FirstPaint = answer.json().await.unwrap();
    let is_of = |row: &&AgentRow| {
        row.state.is_logged_in()
            && row.name != row.external_id
            && paint.board.connections.get(&row.connection).is_some_and(|it| it.kind == kind)
    };
    paint.board.rows.values().find(is_of).expect("somebody is logged in").address()
}

async fn callin(admin: &Visitor, agent: &str, again: &str) -> AgentCallin {
    let form = [("tenant", "demo"), ("agent", agent), ("again", again)];
    let answer = admin.post("/api/agent_callin", &form).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

async fn act(visitor: &Visitor, agent: &str, number: u128, wish: &[(&str, &str)]) -> reqwest::Response {
    let id = Uuid::from_u128(number).to_string();
    let form = [&[("tenant", "demo"), ("agent", agent), ("wish[id]", id.as_str())], wish].concat();
    visitor.post("/api/act", &form).await
}

#[tokio::test]
async fn an_agents_whole_list_is_read_and_what_is_ticked_becomes_a_set_of_one_agent() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let agent = agent_of(&admin, ProviderKind::Alohub).await;
    let before = callin(&admin, &agent, "true").await;
    let mut ticked = before.callin.queues.clone();
    let queue = before.queues.iter().find(|queue| !ticked.contains(&queue.id)).expect("nobody is in every queue");
    ticked.insert(queue.id.clone());

    assert!(before.complete && !before.callin.queues.is_empty());
    let change = serde_json::to_string(&before.change(&ticked).expect("it differs")).unwrap();
    let id = before.connection.to_string();
    let form = [("tenant", "demo"), ("id", id.as_str()), ("agents", &before.agent), ("change", &change)];
    let planned: SetView = admin.post("/api/plan_changes", &form).await.json().await.unwrap();
    let [row] = planned.rows.as_slice() else { panic!("one agent: {:?}", planned.rows) };
    assert!(matches!(&row.row.step, Step::Callin { after, .. } if after.queues == ticked), "{row:?}");
    assert_eq!(demo.writes("alohub").await, 0);
    let set = planned.id.to_string();
    let form = [("tenant", "demo"), ("set", set.as_str())];
    assert_eq!(admin.post("/api/confirm_changes", &form).await.status(), 200);
    assert_eq!(admin.post("/api/confirm_changes", &form).await.status(), 409, "a second click");
    let ended = loop {
        let view: SetView = admin.post("/api/change_set", &form).await.json().await.unwrap();
        if view.progress.state == SetState::Done {
            break view;
        }
        tokio::task::yield_now().await;
    };

    assert_eq!(ended.rows[0].state, RowState::Verified);
    assert_eq!(callin(&admin, &agent, "true").await.callin.queues, ticked);
    assert_eq!(demo.writes("alohub").await, 1);
}

#[tokio::test]
async fn queues_of_an_agent_are_the_admins_and_a_strangers_agent_is_missing() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let stranger = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let agent = agent_of(&admin, ProviderKind::Alohub).await;
    let connection = agent.split(':').next().unwrap();
    let nobody = format!("{connection}:nobody");

    for function in ["agent_callin", "in_groups"] {
        let path = format!("/api/{function}");
        let form = |tenant, agent| [("tenant", tenant), ("agent", agent)];
        assert_eq!(supervisor.post(&path, &form("demo", &agent)).await.status(), 403, "{function}");
        assert_eq!(stranger.post(&path, &form("demo", &agent)).await.status(), 404, "{function}");
        assert_eq!(stranger.post(&path, &form("demo-two", "7:1")).await.status(), 404, "{function}");
        assert_eq!(admin.post(&path, &form("demo", &nobody)).await.status(), 404, "{function}");
    }
}

#[tokio::test]
async fn in_groups_are_not_offered_until_an_admin_switches_the_agent_api_on() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let agent = agent_of(&admin, ProviderKind::Vicidial).await;
    let wish = |value| [("wish[action]", "change_in_groups"), ("wish[value]", value)];

    let read = admin.post("/api/in_groups", &[("tenant", "demo"), ("agent", agent.as_str())]).await;
    let change = r#"{"edit":"add","groups":["SALESLINE"],"also_dials":false}"#;
    let sent = act(&admin, &agent, 1, &wish(change)).await;
    for answer in [read, sent] {
        assert_eq!(answer.status(), 400);
        assert_eq!(answer.json::<AppError>().await.unwrap(), AppError::NotOffered);
    }
    let none = act(&admin, &agent, 2, &wish(r#"{"edit":"add","groups":[],"also_dials":false}"#)).await;
    assert_eq!(none.status(), 422);
    let error: AppError = none.json().await.unwrap();
    assert_eq!((error.field_errors()[0].field, error.field_errors()[0].problem), (Field::InGroups, Problem::Required));
    for nonsense in ["", "SALESLINE", r#"{"edit":"juggle","groups":["A"],"also_dials":false}"#, r#"{"edit":"add"}"#] {
        assert_eq!(act(&admin, &agent, 3, &wish(nonsense)).await.status(), 400, "{nonsense}");
    }

    assert_eq!(demo.writes("vicidial").await, 0);
}

#[tokio::test]
async fn a13_what_recording_was_set_to_is_told_to_admins_with_name_and_time() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let agent = agent_of(&admin, ProviderKind::Alohub).await;
    let details = async |visitor: &Visitor| -> AgentDetails {
        let form = [("tenant", "demo"), ("agent", agent.as_str())];
        visitor.post("/api/agent_details", &form).await.json().await.unwrap()
    };
    assert_eq!(details(&admin).await.recording, Some(RecordingState::Unknown));

    let wish = [("wish[action]", "set_recording"), ("wish[value]", "on")];
    let done: Outcome = act(&admin, &agent, 1, &wish).await.json().await.unwrap();
    assert_eq!(done, Outcome::AcceptedUnverifiable);

    let told = details(&admin).await;
    let Some(RecordingState::LastSet { on: true, by, is_relied_on: true, .. }) = &told.recording else {
        panic!("it was set a moment ago: {:?}", told.recording)
    };
    assert!(!by.is_empty());
    assert_eq!(details(&supervisor).await.recording, None);
    let connection = callin(&admin, &agent, "false").await.connection;
    let key = agent_key(connection, &told.agent.external_id);
    let form = [("tenant", "demo"), ("key", key.as_str()), ("day", "")];
    let day: AgentTold = admin.post("/api/agent_day", &form).await.json().await.unwrap();
    assert_eq!(day.recording, told.recording);
    let day: AgentTold = supervisor.post("/api/agent_day", &form).await.json().await.unwrap();
    assert_eq!(day.recording, None);
}
