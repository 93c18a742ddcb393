//! Acting on agents through the server functions of their panel, as a browser asks.

use app::api::FirstPaint;
use app::error::AppError;
use domain::audit::AuditLine;
use domain::audit::Done;
use domain::audit::Ended;
use domain::command::Action;
use domain::command::Outcome;
use domain::form::Field;
use domain::form::Problem;
use domain::provider::ProviderKind;
use domain::queue::NamedRef;
use reqwest::Response;
use uuid::Uuid;

use crate::support::Demo;
use crate::support::Visitor;

/// An agent of a provider who is logged in, as they stand in the address.
pub(crate) async fn agent_of(visitor: &Visitor, tenant: &str, kind: ProviderKind) -> String {
    let answer = visitor.post("/api/board", &[("tenant", tenant), ("query", "")]).await;
    let paint: FirstPaint = answer.json().await.unwrap();
    let is_of = |row: &&domain::board::AgentRow| {
        row.state.is_logged_in() && paint.board.connections.get(&row.connection).is_some_and(|it| it.kind == kind)
    };
    paint.board.rows.values().find(is_of).expect("somebody is logged in").address()
}

/// Sends one wish; every word of it is of the page's making.
pub(crate) async fn act(visitor: &Visitor, tenant: &str, agent: &str, number: u128, wish: &[(&str, &str)]) -> Response {
    let id = Uuid::from_u128(number).to_string();
    let form = [&[("tenant", tenant), ("agent", agent), ("wish[id]", id.as_str())], wish].concat();
    visitor.post("/api/act", &form).await
}

/// The wish to log an agent out.
pub(crate) const LOG_OUT: &[(&str, &str)] = &[("wish[action]", "log_out")];
const RECORDING_OFF: &[(&str, &str)] = &[("wish[action]", "set_recording"), ("wish[value]", "off")];

async fn lines(visitor: &Visitor, tenant: &str, agent: &str) -> Vec<AuditLine> {
    let answer = visitor.post("/api/last_actions", &[("tenant", tenant), ("agent", agent)]).await;
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_supervisor_logs_an_agent_out_and_the_same_click_again_sends_nothing() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let agent = agent_of(&supervisor, "demo", ProviderKind::Convoso).await;

    let first: Outcome = act(&supervisor, "demo", &agent, 1, LOG_OUT).await.json().await.unwrap();
    let second: Outcome = act(&supervisor, "demo", &agent, 1, LOG_OUT).await.json().await.unwrap();

    assert_eq!((first, second), (Outcome::Confirmed, Outcome::Confirmed));
    assert_eq!(demo.writes("convoso").await, 1);
    let lines = lines(&supervisor, "demo", &agent).await;
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].done, Done::Command(Action::LogOut));
    assert_eq!(lines[0].ended, Some(Ended::Command(Outcome::Confirmed)));
    assert!(!lines[0].actor.is_empty() && lines[0].remote.is_none(), "addresses are for the admins' log");
}

#[tokio::test]
async fn another_tenants_agent_is_as_missing_as_nobodys() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let stranger = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let agent = agent_of(&supervisor, "demo", ProviderKind::Convoso).await;
    let connection = agent.split(':').next().unwrap();
    let nobody = format!("{connection}:nobody");

    let foreign = act(&stranger, "demo", &agent, 1, LOG_OUT).await;
    let missing = act(&supervisor, "demo", &nobody, 2, LOG_OUT).await;
    let nowhere = act(&supervisor, "demo", "999:1", 3, LOG_OUT).await;

    for answer in [foreign, missing, nowhere] {
        assert_eq!(answer.status(), 404);
        assert_eq!(answer.json::<AppError>().await.unwrap(), AppError::NotFound);
    }
    for function in ["last_actions", "callout_queues", "agent_callin", "in_groups"] {
        let form = [("tenant", "demo"), ("agent", agent.as_str())];
        assert_eq!(stranger.post(&format!("/api/{function}"), &form).await.status(), 404, "{function}");
    }
    assert_eq!(demo.writes("convoso").await, 0);
}

#[tokio::test]
async fn a15_an_admin_says_why_recording_is_switched_off_and_a_supervisor_may_not() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let admin = demo.signed_in(&demo.account("admin")).await;
    let agent = agent_of(&admin, "demo", ProviderKind::Alohub).await;
    let with_reason = [RECORDING_OFF, &[("wish[reason]", "card numbers are read out")]].concat();

    let forbidden = act(&supervisor, "demo", &agent, 1, &with_reason).await;
    let silent = act(&admin, "demo", &agent, 2, RECORDING_OFF).await;
    let long = "x".repeat(201);
    let long = act(&admin, "demo", &agent, 3, &[RECORDING_OFF, &[("wish[reason]", long.as_str())]].concat()).await;
    assert_eq!((forbidden.status().as_u16(), silent.status().as_u16(), long.status().as_u16()), (403, 422, 422));
    let error: AppError = silent.json().await.unwrap();
    assert_eq!(error.field_errors()[0].field, Field::Reason);
    assert_eq!(error.field_errors()[0].problem, Problem::Required);
    assert_eq!(demo.writes("alohub").await, 0);

    let done: Outcome = act(&admin, "demo", &agent, 4, &with_reason).await.json().await.unwrap();
    assert_eq!(done, Outcome::AcceptedUnverifiable);
    assert_eq!(demo.writes("alohub").await, 1);
    let lines = lines(&supervisor, "demo", &agent).await;
    assert_eq!(lines.len(), 1, "what was refused here was not done to the agent");
    assert_eq!(lines[0].matter.after, [("reason".to_owned(), "card numbers are read out".to_owned())]);
    let exported = admin.get("/t/demo/settings/audit/export.csv?action=set_recording").await.text().await.unwrap();
    assert!(exported.contains("on=false; reason=card numbers are read out"), "{exported}");
}

#[tokio::test]
async fn a11_a_callout_queue_is_chosen_among_those_that_agents_have() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let agent = agent_of(&admin, "demo", ProviderKind::Alohub).await;
    let form = [("tenant", "demo"), ("agent", agent.as_str())];

    let queues: Vec<NamedRef> = admin.post("/api/callout_queues", &form).await.json().await.unwrap();
    let wish = |queue| [("wish[action]", "set_callout_queue"), ("wish[value]", queue)];
    let none = act(&admin, "demo", &agent, 1, &wish(" ")).await;
    let words: Outcome = act(&admin, "demo", &agent, 2, &wish("sales")).await.json().await.unwrap();
    let chosen: Outcome = act(&admin, "demo", &agent, 3, &wish(&queues[0].id)).await.json().await.unwrap();

    assert_eq!(none.status(), 422);
    assert!(matches!(words, Outcome::Refused { reason: domain::command::Refusal::NotANumber, .. }), "{words:?}");
    assert_eq!(chosen, Outcome::Confirmed);
    assert_eq!(demo.writes("alohub").await, 1);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let agent = agent_of(&admin, "demo", ProviderKind::Convoso).await;
    let form = |id, action| [("tenant", "demo"), ("agent", agent.as_str()), ("wish[id]", id), ("wish[action]", action)];

    assert_eq!(admin.post("/api/act", &form("7", "log_out")).await.status(), 400);
    assert_eq!(act(&admin, "demo", &agent, 1, &[("wish[action]", "juggle")]).await.status(), 400);
    assert_eq!(act(&admin, "demo", &agent, 2, &[("wish[action]", "set_callin_queues")]).await.status(), 400);
    assert_eq!(act(&admin, "demo", &agent, 3, &[("wish[action]", "pause")]).await.status(), 400);

    assert_eq!(demo.writes("convoso").await, 0);
}
