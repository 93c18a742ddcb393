//! A sweep over the roster, with the account's totals beside it.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::capability::Absence;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::snapshot::Warning;
use providers::Provider;
use providers::crocodial::config::CrocodialConfig;
use providers::crocodial::config::Method;
use wiremock::ResponseTemplate;

use crate::support::*;

fn floor(action: &str, user: &str) -> ResponseTemplate {
    text(match (action, user) {
        ("goGetAllUsers", _) => ROSTER,
        ("getAgentStatus", _) => TOTALS,
        (_, "Jhon.Exp") => IN_CALL,
        (_, "Example.User") => READY,
        _ => r#"{"code":"41004","result":"Invalid value in user. Doesn't exist"}"#,
    })
}

#[tokio::test]
async fn g01_the_roster_is_swept_and_the_totals_stand_beside_it() {
    let server = scripted(floor).await;

    let snapshot = connect(&server, config()).poll(NOW).await.unwrap();

    let seen: Vec<_> = snapshot.agents.iter().map(|agent| (agent.display_name.as_str(), agent.state)).collect();
    assert_eq!(seen, [("Example User", AgentState::Available), ("Jhon Example", AgentState::OnCall)]);
    assert_eq!(snapshot.agents[0].extension.as_deref(), Some("0823"));
    let totals = snapshot.totals.unwrap();
    assert_eq!((totals.agents, totals.in_call, totals.offline), (Some(61), Some(28), Some(42)));
    assert_eq!((snapshot.complete, snapshot.requests, snapshot.warnings), (true, 4, Vec::new()));
    // The inactive user is not asked for.
    assert_eq!(count(&server, "getLiveAgentInfo").await, 2);
}

#[tokio::test]
async fn g06_the_password_travels_in_the_body_and_the_switch_puts_it_into_the_query() {
    let server = scripted(floor).await;
    connect(&server, listed(&["Jhon.Exp"])).poll(NOW).await.unwrap();
    let by_get = CrocodialConfig { method: Method::Get, ..listed(&["Jhon.Exp"]) };
    connect(&server, by_get).poll(NOW).await.unwrap();

    let requests = server.received_requests().await.unwrap();

    let post = requests.iter().find(|request| request.method.as_str() == "POST").unwrap();
    assert_eq!((post.url.path(), post.url.query()), ("/goAPIv2/goUsers/goAPI.php", None));
    assert_eq!(post.headers.get("content-type").unwrap(), "application/x-www-form-urlencoded");
    let sent = parameters(post);
    for (name, value) in [
        ("goAction", "getLiveAgentInfo"),
        ("goUser", "MyUser"),
        ("goPass", PASSWORD),
        ("responsetype", "json"),
        ("user", "Jhon.Exp"),
    ] {
        assert_eq!(sent.get(name).map(String::as_str), Some(value), "{name}");
    }
    let get = requests.iter().find(|request| request.method.as_str() == "GET").unwrap();
    assert_eq!((get.body.len(), parameters(get)), (0, sent));
}

#[tokio::test]
async fn g11_the_user_is_sent_in_the_rosters_own_letters() {
    let server = scripted(floor).await;

    connect(&server, config()).poll(NOW).await.unwrap();

    let asked = asked(&server).await;
    assert!(asked.contains(&("getLiveAgentInfo".to_owned(), "Example.User".to_owned())), "{asked:?}");
}

#[tokio::test]
async fn x08_the_action_that_answers_with_passwords_is_never_asked_for() {
    let server = scripted(floor).await;
    let crocodial = connect(&server, config());

    crocodial.poll(NOW).await.unwrap();
    crocodial.poll(NOW.plus_s(700)).await.unwrap();
    crocodial.agent("Jhon.Exp", NOW).await.unwrap();

    for (action, _) in asked(&server).await {
        assert!(["getLiveAgentInfo", "goGetAllUsers", "getAgentStatus"].contains(&action.as_str()), "{action}");
    }
}

#[tokio::test]
async fn the_roster_is_read_every_ten_minutes_and_the_last_one_serves_when_it_fails() {
    static BROKEN: AtomicBool = AtomicBool::new(false);
    let server = scripted(|action, user| match action {
        "goGetAllUsers" if BROKEN.load(Ordering::SeqCst) => ResponseTemplate::new(500),
        _ => floor(action, user),
    })
    .await;
    let crocodial = connect(&server, config());
    crocodial.poll(NOW).await.unwrap();
    crocodial.poll(NOW.plus_s(590)).await.unwrap();
    assert_eq!(count(&server, "goGetAllUsers").await, 1);

    BROKEN.store(true, Ordering::SeqCst);
    let snapshot = crocodial.poll(NOW.plus_s(610)).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.complete), (2, true));
    assert!(matches!(&snapshot.warnings[..], [Warning::PartFailed { part, .. }] if part == "the list of users"));
    assert_eq!(count(&server, "goGetAllUsers").await, 2);
}

#[tokio::test]
async fn g04_a_logged_out_agent_is_asked_for_once_a_minute_and_keeps_the_time_of_its_reading() {
    let server = scripted(|action, user| match (action, user) {
        ("getLiveAgentInfo", "Out.Exp") => text(r#"{"result":"success","data":[]}"#),
        _ => floor(action, user),
    })
    .await;
    let crocodial = connect(&server, listed(&["Jhon.Exp", "Out.Exp"]));

    let first = crocodial.poll(NOW).await.unwrap();
    let second = crocodial.poll(NOW.plus_s(10)).await.unwrap();
    let minute = crocodial.poll(NOW.plus_s(70)).await.unwrap();

    let out = |snapshot: &domain::snapshot::Snapshot| snapshot.agents[1].clone();
    assert_eq!((out(&first).state, out(&first).confidence), (AgentState::LoggedOut, Confidence::Derived));
    assert_eq!(out(&first).observed_at, out(&second).observed_at);
    assert!(out(&minute).observed_at >= NOW.plus_s(70));
    assert!(second.agents[0].observed_at >= NOW.plus_s(10));
    assert_eq!((first.requests, second.requests, minute.requests), (3, 2, 3));
    assert!(second.complete);
}

#[tokio::test]
async fn x03_an_agent_without_an_answer_makes_the_sweep_partial() {
    let server = scripted(|action, user| match (action, user) {
        ("getLiveAgentInfo", "Jhon.Exp") => ResponseTemplate::new(500),
        _ => floor(action, user),
    })
    .await;

    let snapshot = connect(&server, config()).poll(NOW).await.unwrap();

    let ids: Vec<&str> = snapshot.agents.iter().map(|agent| agent.external_id.as_str()).collect();
    assert_eq!((ids, snapshot.complete), (vec!["Example.User"], false));
    assert!(matches!(&snapshot.warnings[..], [Warning::PartFailed { part, .. }] if part == "agent Jhon.Exp"));
}

#[tokio::test]
async fn x02_a_failed_sweep_is_an_error_and_not_an_empty_floor() {
    let server = scripted(|action, user| match action {
        "getLiveAgentInfo" => text(r#"{"result":"error","message":"new"}"#),
        _ => floor(action, user),
    })
    .await;

    assert!(connect(&server, config()).poll(NOW).await.is_err());
}

#[tokio::test]
async fn totals_that_fail_leave_the_rows_as_they_are() {
    let server = scripted(|action, user| match action {
        "getAgentStatus" => text(r#"{"result":"error","message":"Command Not Found"}"#),
        _ => floor(action, user),
    })
    .await;

    let snapshot = connect(&server, config()).poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.complete, snapshot.totals), (2, true, None));
    assert!(matches!(&snapshot.warnings[..], [Warning::PartFailed { part, .. }] if part.contains("totals")));
}

#[tokio::test]
async fn a_user_that_does_not_exist_is_left_out_and_told() {
    let server = scripted(floor).await;
    let crocodial = connect(&server, listed(&["Jhon.Exp", "nobody"]));

    let snapshot = crocodial.poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.complete), (1, true));
    assert_eq!(snapshot.warnings, [Warning::NoSuchAgent { external_id: "nobody".to_owned() }]);
    assert_eq!(crocodial.agent("nobody", NOW).await, Ok(None));
    assert_eq!(crocodial.agent("Jhon.Exp", NOW).await.unwrap().unwrap().state, AgentState::OnCall);
}

#[tokio::test]
async fn what_it_can_do_is_told_with_reasons_and_nothing_is_written() {
    let server = scripted(floor).await;
    let crocodial = connect(&server, config());

    for (capability, expected) in [
        (Capability::ListAgents, Support::No(Absence::NotOffered)),
        (Capability::ReadAgent, Support::Yes),
        (Capability::QueueFigures, Support::No(Absence::NotReported)),
        (Capability::TimeInState, Support::No(Absence::NotReported)),
        (Capability::LogOutAgent, Support::Extension { on: false }),
        (Capability::SetCallinQueues, Support::No(Absence::NotOffered)),
    ] {
        assert_eq!(crocodial.capabilities().support(capability), expected, "{capability:?}");
    }
    assert_eq!(crocodial.poll_interval(), std::time::Duration::from_secs(10));
    let command = Command { external_id: "Jhon.Exp".to_owned(), action: Action::LogOut };
    let outcome = crocodial.execute(&command, NOW).await;
    assert_eq!(outcome, Outcome::Refused { reason: Refusal::NotOffered, code: None });
    assert_eq!(asked(&server).await, Vec::new());
}
