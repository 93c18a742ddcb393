//! What goes wrong at providers: nobody is logged out, the cause is named at once, and it ends without a human.

use std::time::Duration;

use domain::agent::AgentState;
use domain::form::Field;
use domain::form::Problem;
use domain::freshness::Freshness;
use domain::health::HealthStatus;
use domain::provider::ProviderKind;
use domain::right::Right;
use providers::ProviderError;
use providers::error::BadBody;
use providers::error::Unreachable;

use crate::scripted::Answer;
use crate::scripted::Line;
use crate::scripted::assert_about;
use crate::scripted::minutes;
use crate::scripted::virtual_time;

const REFUSED: Answer = Answer::Error(ProviderError::Unreachable(Unreachable::Connect));
const BAD_KEY: Answer = Answer::Error(ProviderError::AuthFailed);

fn two() -> Answer {
    Answer::Agents(vec![("a", AgentState::Available), ("b", AgentState::Paused)])
}

#[tokio::test(start_paused = true)]
async fn x02_an_outage_keeps_everybodys_state_and_names_the_cause_after_the_first_failed_poll() {
    let mut line = Line::start([two(), REFUSED]);

    line.polls(3).await;
    let first = line.health();
    let good_at = first.last_ok_at;
    minutes(10).await;
    let later = line.health();

    assert_eq!(first.status, HealthStatus::Unreachable);
    assert_eq!((first.consecutive_failures, first.agents_seen), (1, 2));
    assert!(good_at.is_some() && first.next_try_at > first.last_try_at);
    assert_eq!(line.states(), [AgentState::Available, AgentState::Paused]);
    assert_eq!(later.last_ok_at, good_at);
    assert!(later.consecutive_failures > 5);
    let board = line.board();
    assert!(board.rows.values().all(|row| board.freshness_of(row, line.clock.now()) == Freshness::Stale));
}

#[tokio::test(start_paused = true)]
async fn every_cause_is_told_apart() {
    let causes = [
        (ProviderError::Unreachable(Unreachable::Dns), HealthStatus::Unreachable),
        (ProviderError::ServerError { status: 503 }, HealthStatus::ServerError),
        (ProviderError::BadBody(BadBody::Html), HealthStatus::BadBody),
        (ProviderError::Refused { code: None, reason: "no".to_owned() }, HealthStatus::Refused),
        (ProviderError::Forbidden { right: Right::ViewMonitor }, HealthStatus::Forbidden),
        (ProviderError::misconfigured(Field::BaseUrl, Problem::NotAnAddress), HealthStatus::Misconfigured),
        (ProviderError::AuthFailed, HealthStatus::AuthFailed),
    ];

    for (error, status) in causes {
        let mut line = Line::start([Answer::Error(error)]);
        line.polls(1).await;
        virtual_time(Duration::from_millis(100)).await;

        assert_eq!(line.health().status, status);
        assert_eq!(line.health().last_ok_at, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_recovered_provider_is_fresh_again_without_a_human() {
    let mut line = Line::start([two(), REFUSED, REFUSED, REFUSED, two()]);

    line.polls(6).await;

    let health = line.health();
    assert_eq!((health.status, health.consecutive_failures), (HealthStatus::Ok, 0));
    let board = line.board();
    assert!(board.rows.values().all(|row| board.freshness_of(row, line.clock.now()) < Freshness::Stale));
}

#[tokio::test(start_paused = true)]
async fn failures_are_asked_again_ever_more_slowly_and_a_good_poll_forgives_them() {
    let mut line = Line::start([REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, two(), REFUSED, two()]);

    line.polls(10).await;

    assert_about(&line.gaps_s(), &[5.0, 5.0, 8.0, 16.0, 32.0, 60.0, 60.0, 5.0, 5.0]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_waited_out_whoever_pokes() {
    let limit = ProviderError::RateLimited { retry_after: Some(Duration::from_secs(90)) };
    let mut line = Line::start([Answer::Error(limit), two()]);
    line.polls(1).await;
    virtual_time(Duration::from_secs(1)).await;

    let HealthStatus::RateLimited { until } = line.health().status else { panic!("a rate limit was due") };
    for _ in 0..50 {
        line.poller.poke();
        virtual_time(Duration::from_secs(1)).await;
    }
    assert_eq!(line.count(), 1);
    line.polls(2).await;

    assert!(line.clock.now() >= until);
    assert!((90.0..=91.1).contains(&line.gaps_s()[0]), "{:?}", line.gaps_s());
}

#[tokio::test(start_paused = true)]
async fn x12_a_refused_key_stops_the_polling() {
    for kind in [ProviderKind::Tel4vn, ProviderKind::Vicidial, ProviderKind::Crocodial] {
        let line = Line::start_as(kind, true, [two(), BAD_KEY]);

        for _ in 0..60 {
            line.poller.poke();
            minutes(1).await;
        }

        assert_eq!(line.count(), 2, "{kind}");
        let health = line.health();
        assert_eq!((health.status, health.next_try_at), (HealthStatus::AuthFailed, None));
        assert_eq!(line.states(), [AgentState::Available, AgentState::Paused]);
        let sink = std::sync::Arc::clone(&line.sink);
        line.poller.stop().await;
        assert!(sink.kept.lock().unwrap().auth_held_at.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn x12_convoso_and_alohub_are_asked_once_more_after_five_minutes() {
    for kind in [ProviderKind::Convoso, ProviderKind::Alohub] {
        let line = Line::start_as(kind, true, [BAD_KEY]);

        for _ in 0..60 {
            line.poller.poke();
            minutes(1).await;
        }

        assert_eq!(line.count(), 2, "{kind}");
        assert!((300.0..=302.0).contains(&line.gaps_s()[0]), "{:?}", line.gaps_s());
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_lacks_a_right_is_tried_every_five_minutes() {
    let mut line = Line::start([Answer::Error(ProviderError::Forbidden { right: Right::ViewMonitor })]);

    line.polls(3).await;

    assert_about(&line.gaps_s(), &[300.0, 300.0]);
}

#[tokio::test(start_paused = true)]
async fn a_fault_in_a_client_is_one_failed_poll() {
    let mut line = Line::start([two(), Answer::Panic, two()]);

    line.polls(3).await;
    let failed = line.health();
    line.polls(4).await;

    assert_eq!(failed.status, HealthStatus::BadBody);
    assert_eq!(line.health().status, HealthStatus::Ok);
    assert_eq!(line.states(), [AgentState::Available, AgentState::Paused]);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_hangs_is_given_up() {
    let mut line = Line::start([Answer::Hang, two()]);

    line.polls(2).await;

    assert_eq!(line.health().status, HealthStatus::Unreachable);
    assert!((120.0..=126.0).contains(&line.gaps_s()[0]), "{:?}", line.gaps_s());
}

#[tokio::test(start_paused = true)]
async fn x13_rows_of_another_account_are_dropped_and_the_connection_says_so() {
    let mut line = Line::start([Answer::Accounts(&["ours"]), Answer::Accounts(&["ours", "theirs"])]);

    line.polls(3).await;

    let health = line.health();
    assert_eq!(health.status, HealthStatus::Degraded);
    assert_eq!(health.warnings, ["1 rows of another account were dropped"]);
    assert_eq!(line.board().rows.len(), 1);
    assert_eq!(line.sink.kept.lock().unwrap().pinned_tenant.as_deref(), Some("ours"));
}
