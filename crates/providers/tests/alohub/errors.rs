//! Every documented error on every documented route, and answers that are not AloHub's.

use std::time::Duration;

use domain::command::Action;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::form::Field;
use domain::form::Problem;
use domain::right::Right;
use providers::Provider;
use providers::ProviderError;
use providers::alohub::config::AlohubConfig;
use providers::error::BadBody;
use wiremock::ResponseTemplate;

use crate::support::CODES;
use crate::support::KEY;
use crate::support::NOW;
use crate::support::answering;
use crate::support::client;
use crate::support::command;
use crate::support::json_text;
use crate::support::refusal;
use crate::support::set_callin;

fn read_error(code: &str, status: u16) -> ProviderError {
    let refused = |reason: &str| ProviderError::Refused { code: Some(code.to_owned()), reason: reason.to_owned() };
    match code {
        "UNAUTHORIZED" => ProviderError::AuthFailed,
        "INSUFFICIENT_SCOPE" => ProviderError::Forbidden { right: Right::ScopeAgent },
        "INVALID_INPUT" => refused("the input is called wrong"),
        "NOT_FOUND" => refused("nothing of that kind"),
        "RATE_LIMIT_EXCEEDED" => ProviderError::RateLimited { retry_after: Some(Duration::from_secs(7)) },
        "FAIL" if status == 500 => ProviderError::ServerError { status },
        "FAIL" => refused("a failure inside AloHub"),
        other => unreachable!("{other} is not documented"),
    }
}

fn write_refusal(code: &str, recording: bool) -> Outcome {
    let reason = match code {
        "UNAUTHORIZED" => Refusal::KeyRefused,
        "INSUFFICIENT_SCOPE" => Refusal::MissingRight,
        "INVALID_INPUT" => Refusal::InvalidInput,
        "NOT_FOUND" => Refusal::NoSuchAgent,
        "RATE_LIMIT_EXCEEDED" => Refusal::RateLimited { retry_after_s: 7 },
        "FAIL" if recording => Refusal::NotEnabled,
        "FAIL" => Refusal::ProviderFailed,
        other => unreachable!("{other} is not documented"),
    };
    Outcome::Refused { reason, code: Some(code.to_owned()) }
}

#[tokio::test]
async fn every_code_on_the_agent_list_is_told_apart_with_its_own_status_and_with_200() {
    for (documented, code) in CODES {
        for status in [documented, 200] {
            let (server, alohub) = answering(refusal(status, code)).await;

            let error = alohub.poll(NOW).await.unwrap_err();

            assert_eq!(error, read_error(code, status), "{code} with {status}");
            assert_eq!(server.received_requests().await.unwrap().len(), 1, "{code} with {status}");
        }
    }
}

#[tokio::test]
async fn every_code_on_the_queue_route_is_told_apart_and_nothing_is_sent_twice() {
    for (documented, code) in CODES {
        for status in [documented, 200] {
            for action in [set_callin(&["1001226"], Some(1)), Action::SetCalloutQueue { queue_id: "13876".to_owned() }]
            {
                let (server, alohub) = answering(refusal(status, code)).await;

                let outcome = alohub.execute(&command("082018", action), NOW).await;

                assert_eq!(outcome, write_refusal(code, false), "{code} with {status}");
                assert_eq!(server.received_requests().await.unwrap().len(), 1, "{code} with {status}");
            }
        }
    }
}

#[tokio::test]
async fn a14_every_code_on_the_recording_route_is_told_apart_and_fail_means_not_enabled() {
    for (documented, code) in CODES {
        for status in [documented, 200] {
            let (server, alohub) = answering(refusal(status, code)).await;

            let outcome = alohub.execute(&command("082018", Action::SetRecording { on: true }), NOW).await;

            assert_eq!(outcome, write_refusal(code, true), "{code} with {status}");
            assert_eq!(server.received_requests().await.unwrap().len(), 1, "{code} with {status}");
        }
    }
}

#[tokio::test]
async fn a24_a_refused_key_is_told_with_and_without_alohubs_envelope() {
    let kong = json_text(401, r#"{"message":"No API key found in request"}"#);
    for answer in [refusal(401, "UNAUTHORIZED"), kong] {
        let (_server, alohub) = answering(answer).await;

        assert_eq!(alohub.poll(NOW).await, Err(ProviderError::AuthFailed));
    }
}

#[tokio::test]
async fn a07_a_403_names_the_scope_even_without_an_envelope() {
    let (_server, alohub) = answering(ResponseTemplate::new(403)).await;

    let error = alohub.poll(NOW).await.unwrap_err();

    assert!(error.to_string().contains("scope agent"), "{error}");
}

#[tokio::test]
async fn a21_success_zero_with_200_and_no_code_is_still_an_error() {
    let (_server, alohub) = answering(json_text(200, r#"{"success":"0","totalRecord":0,"data":[]}"#)).await;

    assert!(matches!(alohub.poll(NOW).await, Err(ProviderError::Refused { code: None, .. })));
}

#[tokio::test]
async fn a_filter_that_alohub_refuses_is_a_setting_to_correct() {
    let (server, _) = answering(refusal(400, "INVALID_INPUT")).await;
    let config = AlohubConfig { queue_id: Some("7".to_owned()), ..AlohubConfig::default() };

    let error = client(&server.uri(), config).poll(NOW).await.unwrap_err();

    assert_eq!(error, ProviderError::misconfigured(Field::QueueId, Problem::UnknownThere));
}

#[tokio::test]
async fn x01_an_answer_that_is_not_alohubs_is_never_an_empty_floor() {
    let html = ResponseTemplate::new(200).set_body_raw("<html>maintenance</html>", "text/html");
    let cases = [
        (html, ProviderError::BadBody(BadBody::Html)),
        (ResponseTemplate::new(200), ProviderError::BadBody(BadBody::Empty)),
        (json_text(200, "ERROR"), ProviderError::BadBody(BadBody::NotJson)),
        (json_text(200, "[]"), ProviderError::BadBody(BadBody::WrongShape)),
        (json_text(200, "{}"), ProviderError::BadBody(BadBody::WrongShape)),
        (json_text(200, r#"{"success":"1","totalRecord":3}"#), ProviderError::BadBody(BadBody::WrongShape)),
        (json_text(200, r#"{"success":"1","data":null}"#), ProviderError::BadBody(BadBody::WrongShape)),
        (json_text(200, r#"{"success":"1","data":[{"agentId""#), ProviderError::BadBody(BadBody::NotJson)),
        (json_text(502, "Bad Gateway"), ProviderError::ServerError { status: 502 }),
        (json_text(404, r#"{"message":"no Route matched"}"#), ProviderError::BadBody(BadBody::NotFound)),
        (
            ResponseTemplate::new(302).insert_header("Location", "http://127.0.0.1:9/"),
            ProviderError::BadBody(BadBody::Redirect),
        ),
    ];
    for (answer, wanted) in cases {
        let (_server, alohub) = answering(answer).await;

        assert_eq!(alohub.poll(NOW).await, Err(wanted));
    }
}

#[tokio::test]
async fn an_account_without_agents_is_a_good_answer() {
    for body in [r#"{"success":"1","totalRecord":0,"data":[]}"#, r#"{"success":1,"totalRecord":"0","data":null}"#] {
        let (_server, alohub) = answering(json_text(200, body)).await;

        let snapshot = alohub.poll(NOW).await.unwrap();

        assert!(snapshot.complete && snapshot.agents.is_empty(), "{body}");
    }
}

#[tokio::test]
async fn x08_no_word_of_the_answer_and_no_key_comes_out_of_an_error() {
    for (status, code) in CODES {
        let (_server, alohub) = answering(refusal(status, code)).await;

        let error = alohub.poll(NOW).await.unwrap_err();

        for text in [error.to_string(), format!("{error:?}")] {
            assert!(!text.contains(KEY) && !text.contains("upstream words"), "{text}");
        }
    }
}
