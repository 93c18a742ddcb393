//! Writes: exact requests, one sending, and the re-reads that decide between confirmed and not yet visible.

use std::collections::BTreeMap;

use domain::command::Action;
use domain::command::Outcome;
use domain::command::Refusal;
use providers::Provider;
use providers::alohub::config::AlohubConfig;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::method;
use wiremock::matchers::path;

use crate::pbx::Line;
use crate::pbx::Pbx;
use crate::pbx::State;
use crate::support::NOW;
use crate::support::QUEUES;
use crate::support::QUEUES_SET;
use crate::support::RECORDING_SET;
use crate::support::answering;
use crate::support::client;
use crate::support::command;
use crate::support::json_text;
use crate::support::refusal;
use crate::support::set_callin;

const CALLIN: &str = include_str!("../fixtures/alohub/put_callin_request.json");
const CALLOUT: &str = include_str!("../fixtures/alohub/put_callout_request.json");
const RECORDING: &str = include_str!("../fixtures/alohub/put_recording_request.json");

fn floor() -> State {
    let line = |queues: &[u64]| Line { queues: queues.iter().copied().collect(), priority: Some(1), callout: None };
    State {
        agents: BTreeMap::from([
            ("082018".to_owned(), line(&[1_001_226, 1_000_999])),
            ("82019".to_owned(), line(&[1_000_886])),
        ]),
        queues: vec![(1_001_226, "test"), (1_000_886, "Sales"), (1_000_999, "old")],
        ..State::default()
    }
}

fn documents(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn callout() -> Action {
    Action::SetCalloutQueue { queue_id: "13876".to_owned() }
}

fn refused(reason: Refusal) -> Outcome {
    Outcome::Refused { reason, code: None }
}

#[tokio::test]
async fn a06_the_whole_list_is_put_and_the_scan_confirms_it() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1001226", "1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::Confirmed);
    let state = pbx.state();
    assert_eq!(state.log[0], "PUT /v1/agents/082018/queues?type=callin");
    assert_eq!(state.puts, [documents(CALLIN)]);
    assert_eq!(state.log.len(), 5, "one write, the queues, and each queue's agents");
}

#[tokio::test]
async fn a09_a_priority_that_is_sent_along_is_still_there_afterwards() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::Confirmed);
    assert_eq!(pbx.state().agents["082018"].priority, Some(1));
}

#[tokio::test]
async fn a23_a_change_that_shows_late_is_confirmed_at_a_later_look() {
    let pbx = Pbx::new(State { effect_after_reads: 5, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::Confirmed);
    assert_eq!(pbx.state().puts.len(), 1);
}

#[tokio::test]
async fn a23_a_change_that_three_looks_do_not_show_is_accepted_and_not_visible() {
    for action in [set_callin(&["1000886"], Some(1)), callout()] {
        let pbx = Pbx::new(State { effect_after_reads: 1000, ..floor() });
        let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;
        let looks_for = if matches!(action, Action::SetCalloutQueue { .. }) { "/v1/agents?page" } else { "/inbound" };

        let outcome = alohub.execute(&command("082018", action), NOW).await;

        assert_eq!(outcome, Outcome::AcceptedNotVisible);
        let state = pbx.state();
        assert_eq!(state.puts.len(), 1, "a write is never repeated");
        assert_eq!(state.times_asked(looks_for), 3);
    }
}

#[tokio::test]
async fn a23_a_list_that_still_has_another_queue_is_not_confirmed() {
    let pbx = Pbx::new(State { adds_queues: true, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
}

#[tokio::test]
async fn a23_a_scan_that_missed_queues_confirms_nothing() {
    let server = MockServer::start().await;
    let one = r#"{"success":"1","totalRecord":1,"data":[{"agentId":"082018","queueCallinId":"1001226"}]}"#;
    Mock::given(method("PUT")).respond_with(json_text(200, QUEUES_SET)).mount(&server).await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;
    Mock::given(path("/v1/agents")).respond_with(json_text(200, one)).mount(&server).await;
    let alohub = client(&server.uri(), AlohubConfig::default());

    let outcome = alohub.execute(&command("082018", set_callin(&["1001226"], None)), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible, "the list shows one queue of three");
}

#[tokio::test]
async fn a09_a_priority_that_did_not_take_is_not_confirmed() {
    let pbx = Pbx::new(State { keeps_priority: true, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(5))), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
}

#[tokio::test]
async fn a22_a_rate_limit_while_looking_ends_the_looking() {
    let pbx = Pbx::new(State { limit_after_write: true, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
    assert_eq!(pbx.state().log.len(), 2, "the write and one look");
}

#[tokio::test]
async fn a07_without_scope_queue_a_left_over_queue_on_the_row_is_seen() {
    let line = Line { queues: [1_000_885].into(), ..Line::default() };
    let agents = BTreeMap::from([("082018".to_owned(), line)]);
    let pbx = Pbx::new(State { no_scope_for_queues: true, adds_queues: true, agents, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], None)), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
}

#[tokio::test]
async fn a06_a_batch_is_sent_without_a_look_for_each() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let sent = alohub.send(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;
    let unknown = alohub.send(&command("099999", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(sent, Ok(()));
    let missing = Outcome::Refused { reason: Refusal::NoSuchAgent, code: Some("NOT_FOUND".to_owned()) };
    assert_eq!(unknown, Err(missing));
    assert_eq!(pbx.state().log.len(), 2);
}

#[tokio::test]
async fn a07_without_scope_queue_a_write_cannot_be_confirmed() {
    let pbx = Pbx::new(State { no_scope_for_queues: true, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedUnverifiable);
}

#[tokio::test]
async fn a07_without_scope_queue_a_write_that_did_nothing_is_seen() {
    let pbx = Pbx::new(State { no_scope_for_queues: true, effect_after_reads: 1000, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], Some(1))), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
}

#[tokio::test]
async fn a11_one_callout_queue_is_put_and_the_agents_row_confirms_it() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let outcome = alohub.execute(&command("082018", callout()), NOW).await;

    assert_eq!(outcome, Outcome::Confirmed);
    let state = pbx.state();
    assert_eq!(state.log[0], "PUT /v1/agents/082018/queues?type=callout");
    assert_eq!(state.puts, [documents(CALLOUT)]);
}

#[tokio::test]
async fn a12_no_priority_goes_with_callout() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    alohub.execute(&command("082018", callout()), NOW).await;

    assert_eq!(pbx.state().puts[0].get("priority"), None);
}

#[tokio::test]
async fn a13_recording_is_accepted_and_never_confirmed() {
    let (server, alohub) = answering(json_text(200, RECORDING_SET)).await;

    let outcome = alohub.execute(&command("082018", Action::SetRecording { on: true }), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedUnverifiable);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1, "nothing could be re-read");
    assert_eq!(requests[0].url.path(), "/v1/agents/082018/recording");
    assert_eq!(requests[0].url.query(), None);
    assert_eq!(requests[0].body_json::<Value>().unwrap(), documents(RECORDING));
}

#[tokio::test]
async fn a15_recording_is_switched_off_only_by_an_explicit_false() {
    let (server, alohub) = answering(json_text(200, RECORDING_SET)).await;

    alohub.execute(&command("082018", Action::SetRecording { on: false }), NOW).await;

    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].body, br#"{"enabled":false}"#);
}

#[tokio::test]
async fn a02_an_agent_whose_identifier_came_as_a_number_is_never_written_to() {
    let pbx = Pbx::new(State { ids_as_numbers: true, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;
    alohub.poll(NOW).await.unwrap();

    for action in [set_callin(&["1000886"], None), callout(), Action::SetRecording { on: true }] {
        let outcome = alohub.execute(&command("82019", action), NOW).await;

        assert_eq!(outcome, refused(Refusal::LeadingZeroMayBeLost));
    }
    assert!(pbx.state().puts.is_empty());
}

#[tokio::test]
async fn a02_a_client_that_has_not_polled_looks_before_it_writes() {
    let numbers = Pbx::new(State { ids_as_numbers: true, ..floor() });
    let (_numbers, of_numbers) = numbers.serve(AlohubConfig::default()).await;
    let texts = Pbx::new(floor());
    let (_texts, of_texts) = texts.serve(AlohubConfig::default()).await;
    let write = command("82019", set_callin(&["1001226"], Some(1)));

    assert_eq!(of_numbers.execute(&write, NOW).await, refused(Refusal::LeadingZeroMayBeLost));
    assert_eq!(of_texts.execute(&write, NOW).await, Outcome::Confirmed);
    assert!(numbers.state().puts.is_empty());
}

#[tokio::test]
async fn a08_an_empty_list_is_refused_here_and_nothing_is_sent() {
    let (server, alohub) = answering(json_text(200, RECORDING_SET)).await;

    let empty = alohub.execute(&command("082018", set_callin(&[], Some(1))), NOW).await;
    let word = alohub.execute(&command("082018", set_callin(&["sales"], Some(1))), NOW).await;
    let log_out = alohub.execute(&command("082018", Action::LogOut), NOW).await;

    assert_eq!(empty, refused(Refusal::EmptyQueueList));
    assert_eq!(word, refused(Refusal::NotANumber));
    assert_eq!(log_out, refused(Refusal::NotOffered));
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a22_a_rate_limit_on_a_write_is_told_at_once_and_not_queued() {
    let (server, alohub) = answering(refusal(429, "RATE_LIMIT_EXCEEDED")).await;

    let outcome = alohub.execute(&command("082018", callout()), NOW).await;

    let reason = Refusal::RateLimited { retry_after_s: 7 };
    assert_eq!(outcome, Outcome::Refused { reason, code: Some("RATE_LIMIT_EXCEEDED".to_owned()) });
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_write_without_a_readable_answer_is_unknown_and_not_repeated() {
    let html = ResponseTemplate::new(200).set_body_raw("<html></html>", "text/html");
    let redirect = ResponseTemplate::new(307).insert_header("Location", "/elsewhere");
    for answer in [html, redirect, json_text(502, "Bad Gateway"), json_text(200, "{}")] {
        let (server, alohub) = answering(answer).await;

        let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], None)), NOW).await;

        assert_eq!(outcome, Outcome::Unknown);
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_that_breaks_after_sending_is_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let reading = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        stream.read(&mut request).await.unwrap()
    });

    let alohub = client(&base_url, AlohubConfig::default());
    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], None)), NOW).await;

    assert_eq!(outcome, Outcome::Unknown);
    assert!(reading.await.unwrap() > 0);
}

#[tokio::test]
async fn a_connection_never_made_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);

    let alohub = client(&base_url, AlohubConfig::default());
    let outcome = alohub.execute(&command("082018", set_callin(&["1000886"], None)), NOW).await;

    assert_eq!(outcome, refused(Refusal::NotSent));
}
