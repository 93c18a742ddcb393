//! The agent API against scripted answers: what is sent, that it is sent once, and what an answer is taken for.

use domain::capability::Capability;
use domain::capability::Support;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use providers::Provider;
use providers::vicidial::config::AgentApi;
use providers::vicidial::config::VicidialConfig;
use wiremock::ResponseTemplate;

use crate::support::*;

fn switched_on() -> VicidialConfig {
    VicidialConfig { agent_api: AgentApi::On, ..config() }
}

fn command(action: Action) -> Command {
    Command { external_id: "agent007".to_owned(), action }
}

fn refused(reason: Refusal) -> Outcome {
    Outcome::Refused { reason, code: None }
}

/// Sends one command to a server with one answer; it must have been sent exactly once.
async fn answered(action: Action, status: u16, body: &'static [u8]) -> Outcome {
    let server = answering(status, body).await;
    let outcome = connect(&server.uri(), switched_on()).unwrap().execute(&command(action), NOW).await;
    assert_eq!(asked(&server).await.len(), 1, "nothing is sent twice");
    outcome
}

#[tokio::test]
async fn v06_a_command_is_a_form_at_the_second_path_of_the_host() {
    let server = answering(200, b"SUCCESS: external_pause function set - PAUSE|1795226832|agent007\n").await;
    let vicidial = connect(&server.uri(), switched_on()).unwrap();

    let outcome = vicidial.execute(&command(Action::Pause), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
    let requests = server.received_requests().await.unwrap();
    let [request] = requests.as_slice() else { panic!("one request") };
    assert_eq!((request.method.as_str(), request.url.path(), request.url.query()), ("POST", "/agc/api.php", None));
    let sent = parameters(request);
    for (name, value) in [
        ("function", "external_pause"),
        ("value", "PAUSE"),
        ("agent_user", "agent007"),
        ("user", "apiuser"),
        ("pass", PASSWORD),
        ("source", "callboard"),
    ] {
        assert_eq!(sent.get(name).map(String::as_str), Some(value), "{name}");
    }
}

#[tokio::test]
async fn the_path_of_the_agent_api_is_a_setting() {
    let server = answering(200, b"SUCCESS: logout function set - LOGOUT|1795226832|agent007\n").await;
    let config = VicidialConfig { agent_api_path: "/agents/api.php".to_owned(), ..switched_on() };

    connect(&server.uri(), config).unwrap().execute(&command(Action::LogOut), NOW).await;

    assert_eq!(server.received_requests().await.unwrap()[0].url.path(), "/agents/api.php");
}

#[tokio::test]
async fn switched_off_nothing_is_sent_and_the_capability_says_so() {
    let server = answering(200, b"SUCCESS: logout function set\n").await;
    let off = connect(&server.uri(), config()).unwrap();
    let on = connect(&server.uri(), switched_on()).unwrap();

    assert_eq!(off.execute(&command(Action::LogOut), NOW).await, refused(Refusal::NotOffered));

    assert_eq!(asked(&server).await, Vec::<String>::new());
    for capability in [Capability::LogOutAgent, Capability::PauseAgent, Capability::SetCallinQueues] {
        assert_eq!(off.capabilities().support(capability), Support::Extension { on: false });
        assert_eq!(on.capabilities().support(capability), Support::Extension { on: true });
    }
}

#[tokio::test]
async fn success_is_only_a_wish_written_down_also_under_warnings_and_with_a_late_500() {
    for (status, body) in [
        (200, b"SUCCESS: logout function set - LOGOUT|1795227130|agent007\n".as_slice()),
        (500, b"SUCCESS: logout function set - LOGOUT|1795227130|agent007\n"),
        (200, b"<br />\n<b>Warning</b>:  Undefined variable\nSUCCESS: logout function set - LOGOUT|1|agent007"),
    ] {
        assert_eq!(answered(Action::LogOut, status, body).await, Outcome::AcceptedNotVisible, "{status}");
    }
}

#[tokio::test]
async fn an_agent_who_is_out_or_not_paused_is_so_already() {
    let out = b"ERROR: agent_user is not logged in - agent007\n".as_slice();
    let not_paused = b"ERROR: external_pause agent is not paused - RESUME|agent007\n".as_slice();

    assert_eq!(answered(Action::LogOut, 200, out).await, Outcome::AlreadyDone);
    assert_eq!(answered(Action::Resume, 200, not_paused).await, Outcome::AlreadyDone);
    assert_eq!(answered(Action::Pause, 200, out).await, refused(Refusal::NotLoggedIn));
}

#[tokio::test]
async fn x01_an_answer_without_a_line_is_read_by_its_status() {
    for (status, body, expected) in [
        (200, b"".as_slice(), refused(Refusal::NotOffered)),
        (404, b"<html>not here</html>", refused(Refusal::NotOffered)),
        (401, b"<html>who are you</html>", refused(Refusal::MissingRight)),
        (200, b"<html>a page</html>", Outcome::Unknown),
        (500, b"", Outcome::Unknown),
        (502, b"<html>Bad Gateway</html>", Outcome::Unknown),
    ] {
        assert_eq!(answered(Action::Pause, status, body).await, expected, "{status}");
    }
}

#[tokio::test]
async fn x08_nothing_of_a_refused_log_in_is_repeated() {
    let body = b"ERROR: Invalid Username/Password: |apiuser|FAKEpass1|0|1|BAD|0|api|SELECT count(*) from vicidial_users where user='apiuser' and pass='FAKEpass1'|\n";

    let outcome = answered(Action::LogOut, 200, body).await;

    assert_eq!(outcome, refused(Refusal::KeyRefused));
    let written = format!("{outcome:?}{}", serde_json::to_string(&outcome).unwrap());
    assert!(!written.contains(PASSWORD) && !written.contains("apiuser"));
}

#[tokio::test]
async fn a_rate_limit_of_something_in_between_is_told_with_its_wait() {
    let server = scripted(|_, _| ResponseTemplate::new(429).insert_header("retry-after", "7")).await;

    let outcome = connect(&server.uri(), switched_on()).unwrap().execute(&command(Action::Pause), NOW).await;

    assert_eq!(outcome, refused(Refusal::RateLimited { retry_after_s: 7 }));
}
