//! List mode: one request, in-group figures and the server's clock beside it.

use domain::agent::AgentState;
use domain::capability::Absence;
use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::snapshot::Warning;
use providers::Provider;
use providers::vicidial::config::Method;
use providers::vicidial::config::VicidialConfig;
use wiremock::ResponseTemplate;

use crate::support::*;

#[tokio::test]
async fn v02_one_request_reads_the_whole_floor() {
    let server = answering(200, LIST.as_bytes()).await;
    let vicidial = connect(&server.uri(), config()).unwrap();

    let first = vicidial.poll(NOW).await.unwrap();
    let second = vicidial.poll(NOW.plus_s(5)).await.unwrap();

    assert_eq!((first.agents.len(), first.complete, first.warnings.len()), (12, true, 0));
    assert_eq!(asked(&server).await, ["logged_in_agents", "version", "logged_in_agents"]);
    assert_eq!((first.requests, second.requests), (2, 1));
    assert!(first.agents.iter().all(|agent| agent.observed_at == first.received_at));
}

#[tokio::test]
async fn v06_the_password_travels_in_the_body_and_the_switch_puts_it_into_the_query() {
    let server = answering(200, LIST.as_bytes()).await;
    connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();
    let by_get = VicidialConfig { method: Method::Get, ..config() };
    connect(&server.uri(), by_get).unwrap().poll(NOW).await.unwrap();

    let requests = server.received_requests().await.unwrap();

    let post = &requests[0];
    assert_eq!(
        (post.method.as_str(), post.url.path(), post.url.query()),
        ("POST", "/vicidial/non_agent_api.php", None)
    );
    let sent = parameters(post);
    for (name, value) in [
        ("source", "callboard"),
        ("user", "apiuser"),
        ("pass", PASSWORD),
        ("function", "logged_in_agents"),
        ("stage", "tab"),
        ("header", "YES"),
        ("show_sub_status", "YES"),
    ] {
        assert_eq!(sent.get(name).map(String::as_str), Some(value), "{name}");
    }
    let get = &requests[2];
    assert_eq!((get.method.as_str(), get.body.len()), ("GET", 0));
    assert_eq!(parameters(get), sent);
    // `version` needs no log-in, so it carries none.
    assert_eq!((parameters(&requests[1]).get("pass"), parameters(&requests[3]).get("user")), (None, None));
}

#[tokio::test]
async fn nobody_logged_in_is_a_complete_empty_floor() {
    let server = answering(200, NOBODY.as_bytes()).await;

    let snapshot = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.complete), (0, true));
}

#[tokio::test]
async fn a_500_with_a_whole_body_is_read() {
    let server = answering(500, LIST.as_bytes()).await;

    let snapshot = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.complete), (12, true));
}

#[tokio::test]
async fn v11_php_warnings_before_the_list_are_skipped() {
    let noise =
        "<br />\n<b>Warning</b>:  Undefined variable $query_date in <b>/srv/www/x.php</b> on line <b>9</b><br />\n";
    let body = format!("{}{LIST}", noise.repeat(300));
    let server = scripted(move |function, _| text(if function == "version" { VERSION } else { &body })).await;

    let snapshot = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.warnings.len()), (12, 0));
}

#[tokio::test]
async fn raw_latin1_names_are_read() {
    let server = answering(200, b"user\tstatus\tlead_id\tfull_name\na1\tREADY\t0\tJos\xe9 Pe\xf1a\n").await;

    let snapshot = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents[0].display_name, "Jos\u{e9} Pe\u{f1}a");
}

#[tokio::test]
async fn x02_one_bad_row_is_one_warning_and_the_answer_no_longer_tells_who_is_absent() {
    let body = b"user\tstatus\tlead_id\na1\tREADY\t0\nbroken\na2\tREADY\t0\n";
    let server = answering(200, body).await;

    let snapshot = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 2);
    assert!(matches!(snapshot.warnings[..], [Warning::BadRow { row: 2, .. }]), "{:?}", snapshot.warnings);
    assert!(!snapshot.complete);
}

#[tokio::test]
async fn in_group_figures_are_read_at_most_every_fifteen_seconds() {
    let server = scripted(|function, parameters| match function {
        "in_group_status" => text(&IN_GROUP.replace("SUPPORT_IN", &parameters["in_groups"])),
        "version" => text(VERSION),
        _ => text(LIST),
    })
    .await;
    let in_groups = vec!["SUPPORT_IN".to_owned(), "SALESLINE".to_owned()];
    let vicidial = connect(&server.uri(), VicidialConfig { in_groups, ..config() }).unwrap();

    let first = vicidial.poll(NOW).await.unwrap();
    let resting = vicidial.poll(NOW.plus_s(10)).await.unwrap();
    let again = vicidial.poll(NOW.plus_s(20)).await.unwrap();

    let ids: Vec<&str> = first.queues.iter().map(|queue| queue.queue.id.as_str()).collect();
    assert_eq!(ids, ["SALESLINE", "SUPPORT_IN"]);
    assert_eq!((first.queues[0].waiting, first.queues[0].agents_reported), (Some(1), Some(4)));
    assert_eq!((first.requests, resting.requests, again.requests), (4, 1, 3));
    assert_eq!(resting.queues, first.queues);
    assert!(again.queues[0].as_of >= NOW.plus_s(20));
    assert_eq!(vicidial.capabilities().support(Capability::QueueFigures), Support::Yes);
}

#[tokio::test]
async fn a_failed_in_group_keeps_its_last_figures_and_is_told() {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;
    static BROKEN: AtomicBool = AtomicBool::new(false);
    let server = scripted(|function, _| match function {
        "in_group_status" if BROKEN.load(Ordering::SeqCst) => ResponseTemplate::new(500),
        "in_group_status" => text(IN_GROUP),
        "version" => text(VERSION),
        _ => text(LIST),
    })
    .await;
    let in_groups = vec!["SUPPORT_IN".to_owned()];
    let vicidial = connect(&server.uri(), VicidialConfig { in_groups, ..config() }).unwrap();
    let good = vicidial.poll(NOW).await.unwrap();

    BROKEN.store(true, Ordering::SeqCst);
    let bad = vicidial.poll(NOW.plus_s(20)).await.unwrap();
    let resting = vicidial.poll(NOW.plus_s(25)).await.unwrap();

    assert_eq!((bad.agents.len(), bad.complete), (12, true));
    assert_eq!(bad.queues, good.queues);
    for snapshot in [bad, resting] {
        assert!(matches!(&snapshot.warnings[..], [Warning::PartFailed { part, .. }] if part == "in-group SUPPORT_IN"));
    }
}

#[tokio::test]
async fn x07_the_servers_clock_is_compared_at_first_and_hourly() {
    let server = answering(200, LIST.as_bytes()).await;
    let vicidial = connect(&server.uri(), config()).unwrap();

    let level = vicidial.poll(NOW).await.unwrap();
    let later = vicidial.poll(NOW.plus_s(3_599)).await.unwrap();
    let hourly = vicidial.poll(NOW.plus_s(3_660)).await.unwrap();

    assert!(level.clock_skew_s.is_some_and(|skew| (-2..=0).contains(&skew)), "{:?}", level.clock_skew_s);
    assert_eq!(later.clock_skew_s, level.clock_skew_s);
    assert!(hourly.clock_skew_s.is_some_and(|skew| (-3_664..=-3_660).contains(&skew)), "{:?}", hourly.clock_skew_s);
    assert!(matches!(hourly.warnings[..], [Warning::ClockSkew { seconds }] if seconds <= -3_660));
    assert_eq!(asked(&server).await.iter().filter(|function| *function == "version").count(), 2);
}

#[tokio::test]
async fn a_failed_version_does_not_fail_the_poll() {
    let server = scripted(|function, _| match function {
        "version" => ResponseTemplate::new(500),
        _ => text(LIST),
    })
    .await;

    let snapshot = connect(&server.uri(), config()).unwrap().poll(NOW).await.unwrap();

    assert_eq!((snapshot.agents.len(), snapshot.complete, snapshot.clock_skew_s), (12, true, None));
    assert!(matches!(snapshot.warnings[..], [Warning::PartFailed { .. }]));
}

#[tokio::test]
async fn what_it_can_do_is_told_with_reasons_and_nothing_is_written() {
    let server = answering(200, LIST.as_bytes()).await;
    let vicidial = connect(&server.uri(), config()).unwrap();

    let capabilities = vicidial.capabilities();
    for (capability, expected) in [
        (Capability::ListAgents, Support::Yes),
        (Capability::ListLoggedOut, Support::No(Absence::NotReported)),
        (Capability::QueueFigures, Support::No(Absence::NotConfigured)),
        (Capability::TimeInState, Support::No(Absence::NotReported)),
        (Capability::LogOutAgent, Support::Extension { on: false }),
        (Capability::PauseAgent, Support::Extension { on: false }),
        (Capability::SetCallinQueues, Support::Extension { on: false }),
        (Capability::SetRecording, Support::No(Absence::NotOffered)),
    ] {
        assert_eq!(capabilities.support(capability), expected, "{capability:?}");
    }
    assert_eq!(vicidial.poll_interval(), std::time::Duration::from_secs(5));

    let command = Command { external_id: "agent001".to_owned(), action: Action::LogOut };
    let outcome = vicidial.execute(&command, NOW).await;
    assert_eq!(outcome, Outcome::Refused { reason: Refusal::NotOffered, code: None });
    assert_eq!(asked(&server).await, Vec::<String>::new());
}

#[tokio::test]
async fn one_agent_is_read_by_its_own_request() {
    let server = scripted(|_, parameters| match parameters["agent_user"].as_str() {
        "agent002" => text(ON_CALL),
        "agent099" => text("ERROR: agent_status AGENT NOT LOGGED IN: apiuser|agent099\n"),
        _ => text("ERROR: agent_status AGENT NOT FOUND: apiuser|nobody\n"),
    })
    .await;
    let vicidial = connect(&server.uri(), config()).unwrap();

    assert_eq!(vicidial.agent("agent002", NOW).await.unwrap().unwrap().state, AgentState::OnCall);
    assert_eq!(vicidial.agent("agent099", NOW).await.unwrap().unwrap().state, AgentState::LoggedOut);
    assert_eq!(vicidial.agent("nobody", NOW).await.unwrap(), None);
    // The server would strip the dot and answer for somebody else.
    assert!(vicidial.agent("agent.002", NOW).await.is_err());
    assert_eq!(asked(&server).await.len(), 3);
}
