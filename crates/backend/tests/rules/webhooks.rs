//! What is told outside: signed, again when it was not taken, and never to an address that may not be asked.

use std::time::Duration;

use backend::audit::Actor;
use backend::rules::RulesError;
use backend::rules::SIGNATURE_HEADER;
use backend::rules::TIMESTAMP_HEADER;
use backend::rules::signature;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::rule::Channels;
use domain::rule::RuleSpec;
use domain::webhook::Delivery;
use domain::webhook::Failure;
use secrecy::ExposeSecret;
use secrecy::SecretString;

use crate::databases::Sqlite;
use crate::floor::Place;
use crate::floor::agents;
use crate::floor::at_both_places;
use crate::floor::paused;
use crate::receiver::Receiver;

fn told() -> RuleSpec {
    RuleSpec { channels: Channels { webhook: true, ..Channels::default() }, ..paused() }
}

async fn add(place: &Place, url: &str) -> SecretString {
    place.backend.add_webhook(&place.admin, &place.actor(), "Night desk", url).await.unwrap().secret
}

async fn log(place: &Place) -> Vec<Delivery> {
    place.backend.webhooks(&place.admin).await.unwrap().1
}

/// Waits until the log says so. It is written by a task of its own.
async fn until_log(place: &Place, is_so: impl Fn(&[Delivery]) -> bool) -> Vec<Delivery> {
    let waiting = async {
        loop {
            let log = log(place).await;
            if is_so(&log) {
                return log;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap()
}

async fn raising_and_clearing_are_told_with_a_signature_that_holds(url: String) {
    let place = Place::new(url).await;
    let receiver = Receiver::new().await;
    let secret = add(&place, &receiver.url).await;
    place.save(told()).await;

    place.poll(agents(4, 2));
    until_log(&place, |log| log.iter().any(|line| line.delivered_at.is_some())).await;
    place.pass_s(5);
    place.poll(agents(4, 0));
    let log = until_log(&place, |log| log.iter().filter(|line| line.delivered_at.is_some()).count() == 2).await;

    let events: Vec<_> = log.iter().map(|line| (line.event.as_str(), line.status, line.attempts)).collect();
    assert_eq!(events, [("alarm.cleared", Some(200), 1), ("alarm.raised", Some(200), 1)]);
    let heard = receiver.heard();
    assert_eq!(heard.len(), 2);
    assert!(heard[0].head.starts_with("POST /hook HTTP/1.1"));
    for heard in &heard {
        let at: i64 = heard.header(TIMESTAMP_HEADER).parse().unwrap();
        assert_eq!(heard.header(SIGNATURE_HEADER), signature(&secret, at, &heard.body));
        assert_ne!(heard.header(SIGNATURE_HEADER), signature(&secret, at + 1, &heard.body));
    }
    let body: serde_json::Value = serde_json::from_str(&heard[0].body).unwrap();
    assert_eq!(body["tenant"], "mine");
    assert_eq!(body["alarm"]["state"], "raised");
    assert_eq!(body["alarm"]["subjects"], serde_json::json!({ "count": 2, "names": ["000", "001"] }));
    assert_eq!(body["link"], "https://board.example.com/t/mine/board");
    place.backend.shutdown().await;
}

async fn what_is_not_taken_is_told_again_five_times_and_then_given_up(url: String) {
    let place = Place::new(url).await;
    let receiver = Receiver::new().await;
    receiver.will_answer(&["500 Oops"; 5]);
    add(&place, &receiver.url).await;
    place.save(told()).await;
    place.poll(agents(4, 1));
    let first = until_log(&place, |log| log.iter().any(|line| line.failure.is_some())).await;
    assert_eq!((first[0].status, first[0].failure), (Some(500), Some(Failure::Refused)));
    assert_eq!(first[0].next_try_at, Some(place.now().plus_s(40)));

    place.pass_s(39);
    place.backend.deliver_due().await.unwrap();
    assert_eq!(receiver.heard().len(), 1, "it is not due yet");
    for (tries, wait_s) in [(2, 1), (3, 160), (4, 640), (5, 2560), (5, 7200)] {
        place.pass_s(wait_s);
        place.backend.deliver_due().await.unwrap();
        until_log(&place, |log| log[0].attempts == tries && log[0].failure.is_some()).await;
        assert_eq!(receiver.heard().len(), tries as usize);
    }

    assert_eq!(log(&place).await[0].next_try_at, None);
    place.backend.shutdown().await;
}

async fn another_tenant_finds_no_webhook(url: String) {
    let place = Place::new(url).await;
    let receiver = Receiver::new().await;
    let id = place.backend.add_webhook(&place.admin, &place.actor(), "Desk", &receiver.url).await.unwrap().id;
    let stranger = place.stranger().await;
    let supervisor = place.supervisor("linh@example.com", None).await;
    let (backend, actor) = (&place.backend, Actor::of(&stranger, None));

    assert_eq!(backend.webhooks(&stranger).await.unwrap(), (Vec::new(), Vec::new()));
    assert_eq!(backend.test_webhook(&stranger, &actor, id).await, Err(RulesError::NotFound));
    assert_eq!(backend.delete_webhook(&stranger, &actor, id).await, Err(RulesError::NotFound));
    assert_eq!(backend.webhooks(&supervisor).await, Err(RulesError::Forbidden));
    assert_eq!(receiver.heard().len(), 0);
    assert_eq!(backend.test_webhook(&place.admin, &place.actor(), id).await, Ok(Ok(200)));
    backend.delete_webhook(&place.admin, &place.actor(), id).await.unwrap();
    assert_eq!(backend.webhooks(&place.admin).await.unwrap(), (Vec::new(), Vec::new()));
    place.backend.shutdown().await;
}

at_both_places! {
    raising_and_clearing_are_told_with_a_signature_that_holds,
    what_is_not_taken_is_told_again_five_times_and_then_given_up,
    another_tenant_finds_no_webhook,
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let database = Sqlite::new();
    let place = Place::new(database.url()).await;
    let (receiver, elsewhere) = (Receiver::new().await, Receiver::new().await);
    receiver.will_answer(&[&format!("307 Temporary Redirect\r\nlocation: {}", elsewhere.url)]);
    let id = place.backend.add_webhook(&place.admin, &place.actor(), "Desk", &receiver.url).await.unwrap().id;

    let tried = place.backend.test_webhook(&place.admin, &place.actor(), id).await.unwrap();

    assert_eq!(tried, Err(Failure::Refused));
    assert_eq!((receiver.heard().len(), elsewhere.heard().len()), (1, 0));
    place.backend.shutdown().await;
}

#[tokio::test]
async fn an_address_that_may_not_be_asked_is_refused_by_its_field() {
    let database = Sqlite::new();
    let place = Place::new(database.url()).await;

    for (url, problem) in [
        ("https://169.254.169.254/latest", Problem::PrivateAddress),
        ("https://10.0.0.1/", Problem::PrivateAddress),
        ("http://8.8.8.8/", Problem::PlainHttp),
        ("https://me:pass@example.com/", Problem::LeaveOutLogin),
        ("ftp://example.com/", Problem::NotAnAddress),
        ("", Problem::NotAnAddress),
    ] {
        let added = place.backend.add_webhook(&place.admin, &place.actor(), "Desk", url).await;
        let expected = RulesError::Invalid(vec![FieldError::new(Field::BaseUrl, problem)]);
        assert_eq!(added.map(|added| added.id), Err(expected), "{url}");
    }
    place.backend.shutdown().await;
}

#[tokio::test]
async fn the_signing_secret_is_nowhere_in_the_database() {
    let database = Sqlite::new();
    let place = Place::new(database.url()).await;

    let secret = add(&place, "https://example.com/hook").await;

    place.backend.shutdown().await;
    let (bytes, secret) = (database.bytes(), secret.expose_secret().as_bytes());
    assert!(!bytes.windows(secret.len()).any(|window| window == secret));
}
