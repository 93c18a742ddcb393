//! Recording over the network: off needs a reason, the page asks for nothing but recording, the permission is one of its
//! own, and another tenant finds nothing.

use app::api::change_sets::SetView;
use app::api::people::PeoplePage;
use app::api::queues::QueueFloor;
use app::api::queues::QueuesPage;
use app::api::recording::RecordingBook;
use app::api::recording::RecordingPage;
use app::error::AppError;
use domain::administration::RecordingPolicy;
use domain::administration::RecordingRule;
use domain::changes::Danger;
use domain::changes::RowState;
use domain::changes::SetState;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::ConnectionId;

use crate::support::Demo;
use crate::support::Visitor;

async fn connection(admin: &Visitor) -> ConnectionId {
    let page: RecordingPage = admin.post("/api/recording", &[("tenant", "demo")]).await.json().await.unwrap();
    page.connections.first().expect("the demo has an AloHub connection").id
}

/// Two agents of the demo to whom something may be written.
async fn two(admin: &Visitor, id: ConnectionId) -> String {
    let form = [("tenant", "demo"), ("id", &id.to_string())];
    let floor: QueueFloor = admin.post("/api/queue_floor", &form).await.json().await.unwrap();
    let agents = floor.agents.agents.values().filter(|agent| !agent.id_came_as_number);
    agents.take(2).map(|agent| agent.external_id.clone()).collect::<Vec<_>>().join("\n")
}

async fn plan(admin: &Visitor, id: ConnectionId, on: &str, off: &str, reason: &str) -> reqwest::Response {
    let id = id.to_string();
    admin
        .post("/api/plan_recording", &[("tenant", "demo"), ("id", &id), ("on", on), ("off", off), ("reason", reason)])
        .await
}

async fn book(admin: &Visitor, id: ConnectionId) -> RecordingBook {
    admin.post("/api/recording_book", &[("tenant", "demo"), ("id", &id.to_string())]).await.json().await.unwrap()
}

async fn ended(admin: &Visitor, planned: &SetView) -> SetView {
    let set = planned.id.to_string();
    let typed = planned.to_type.clone().unwrap_or_default();
    let form = [("tenant", "demo"), ("set", set.as_str()), ("typed", typed.as_str())];
    assert_eq!(admin.post("/api/confirm_changes", &form).await.status(), 200);
    loop {
        let view: SetView = admin.post("/api/change_set", &form[..2]).await.json().await.unwrap();
        if view.progress.state == SetState::Done {
            return view;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a15_recording_is_switched_off_with_a_reason_that_stands_with_what_was_set() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let id = connection(&admin).await;
    let agents = two(&admin, id).await;

    let silent = plan(&admin, id, "", &agents, "  ").await;
    assert_eq!(silent.status(), 422);
    let needed = AppError::invalid(FieldError::new(Field::Reason, Problem::Required));
    assert_eq!(silent.json::<AppError>().await.unwrap(), needed);
    let planned: SetView = plan(&admin, id, "", &agents, "Khách yêu cầu").await.json().await.unwrap();
    assert_eq!(planned.about.dangers, [Danger::RecordingOff { agents: 2 }]);
    assert_eq!((planned.about.reason.as_deref(), planned.to_type.as_deref()), (Some("Khách yêu cầu"), Some("2")));
    assert_eq!(demo.writes("alohub").await, 0);
    let view = ended(&admin, &planned).await;

    assert!(view.rows.iter().all(|row| row.state == RowState::AcceptedUnverifiable), "{:?}", view.rows);
    let set = book(&admin, id).await.set;
    assert_eq!(set.len(), 2);
    assert!(set.values().all(|set| !set.on && set.reason.as_deref() == Some("Khách yêu cầu")), "{set:?}");
    let log = admin.get("/t/demo/settings/audit/export.csv").await.text().await.unwrap();
    assert!(log.contains("set_recording") && log.contains("Khách yêu cầu"), "{log}");
}

#[tokio::test]
async fn the_page_of_queues_switches_no_recording() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let page: QueuesPage = admin.post("/api/queues", &[("tenant", "demo")]).await.json().await.unwrap();
    let id = page.connections[0].id.to_string();
    let change = r#"{"change":"recording","on":true}"#;
    let form = [("tenant", "demo"), ("id", &*id), ("agents", "082018"), ("change", change)];

    assert_eq!(admin.post("/api/plan_changes", &form).await.status(), 400);
}

#[tokio::test]
async fn an_admin_whose_permission_was_taken_sees_the_page_and_switches_nothing() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let lan = demo.signed_in(&demo.add("demo", "admin", "lan@demo.test")).await;
    let id = connection(&admin).await;
    let agents = two(&admin, id).await;
    let people: PeoplePage = admin.post("/api/people", &[("tenant", "demo")]).await.json().await.unwrap();
    let user = people.members.iter().find(|member| member.email == "lan@demo.test").unwrap().id.to_string();
    let form = [("tenant", "demo"), ("user", &*user), ("may", "false")];

    assert_eq!(admin.post("/api/let_switch_recording", &form).await.status(), 200);

    let page: RecordingPage = lan.post("/api/recording", &[("tenant", "demo")]).await.json().await.unwrap();
    assert!(!page.may_switch);
    assert_eq!(plan(&lan, id, &agents, "", "").await.status(), 403);
    assert_eq!(
        lan.post("/api/let_switch_recording", &[("tenant", "demo"), ("user", &user), ("may", "true")]).await.status(),
        403
    );
    assert_eq!(plan(&admin, id, &agents, "", "").await.status(), 200);
}

#[tokio::test]
async fn a_policy_is_kept_once_and_another_tenant_finds_nothing() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let id = connection(&admin).await.to_string();
    let policy = RecordingPolicy { rule: RecordingRule::Everybody, ..RecordingPolicy::default() };
    let json = serde_json::to_string(&policy).unwrap();
    let form = |tenant| [("tenant", tenant), ("id", &*id), ("version", "0"), ("policy", &*json)];

    let saved: RecordingBook = admin.post("/api/change_recording_policy", &form("demo")).await.json().await.unwrap();
    let empty = [("tenant", "demo"), ("id", &*id), ("version", "0"), ("policy", "{\"rule\":\"nobody\"}")];
    let late = admin.post("/api/change_recording_policy", &empty).await;

    assert_eq!((saved.version, saved.policy), (1, policy));
    assert_eq!(late.status(), 409);
    for function in ["recording_book", "plan_recording", "change_recording_policy"] {
        assert_eq!(other.post(&format!("/api/{function}"), &form("demo-two")).await.status(), 404, "{function}");
    }
}
