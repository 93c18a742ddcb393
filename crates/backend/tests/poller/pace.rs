//! How often a provider is asked: once an interval, whatever the number of viewers.

use std::time::Duration;

use domain::agent::AgentState;
use domain::provider::ProviderKind;

use crate::scripted::ADMIN;
use crate::scripted::Answer;
use crate::scripted::Line;
use crate::scripted::TENANT;
use crate::scripted::assert_about;
use crate::scripted::minutes;
use crate::scripted::virtual_time;

fn one() -> Answer {
    Answer::Agents(vec![("a", AgentState::Available)])
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_asked_once_an_interval_with_nobody_and_with_five_hundred_watching() {
    for viewers in [0, 500] {
        let line = Line::start([one()]);
        let _watching: Vec<_> = (0..viewers).map(|_| line.hub.subscribe(TENANT, ADMIN, None, None).unwrap()).collect();
        assert_eq!(line.hub.viewers(TENANT), viewers);

        minutes(10).await;

        assert!((109..=134).contains(&line.count()), "{} polls with {viewers} viewers", line.count());
        assert_about(&line.gaps_s(), &vec![5.0; line.count() - 1]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_poke_polls_at_once_but_many_pokes_poll_once() {
    let mut line = Line::start([one()]);
    line.polls(1).await;
    virtual_time(Duration::from_secs(2)).await;

    for _ in 0..100 {
        line.poller.poke();
    }
    virtual_time(Duration::from_millis(1)).await;
    assert_eq!(line.count(), 2);
    line.polls(3).await;

    assert_about(&line.gaps_s(), &[2.0, 5.0]);
}

#[tokio::test(start_paused = true)]
async fn pokes_in_a_row_leave_the_provider_a_breath() {
    let line = Line::start([one()]);

    for _ in 0..100 {
        line.poller.poke();
        virtual_time(Duration::from_millis(100)).await;
    }

    assert!(line.count() <= 11, "{} polls in ten seconds", line.count());
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_takes_longer_than_its_interval_is_not_caught_up() {
    let mut line = Line::start([Answer::After(Duration::from_secs(17)), Answer::After(Duration::from_secs(2))]);

    line.polls(4).await;

    assert_about(&line.gaps_s(), &[18.0, 5.0, 5.0]);
}

#[tokio::test(start_paused = true)]
async fn without_history_ten_lonely_minutes_slow_the_polls_to_one_a_minute_until_somebody_comes() {
    let mut line = Line::start_as(ProviderKind::Tel4vn, false, [one()]);
    minutes(12).await;
    let slow = line.count();
    minutes(10).await;
    let in_ten_minutes = line.count() - slow;
    let interval_ms = line.health().poll_interval_ms;

    let before = line.count();
    let viewer = line.hub.subscribe(TENANT, ADMIN, None, None).unwrap();
    virtual_time(Duration::from_millis(1)).await;
    let at_once = line.count();
    line.polls(before + 3).await;

    assert!((9..=11).contains(&in_ten_minutes), "{in_ten_minutes}");
    assert_eq!(interval_ms, 60_000);
    assert_eq!(at_once, before + 1);
    assert_about(&line.gaps_s()[before..], &[5.0, 5.0]);
    assert_eq!(line.health().poll_interval_ms, 5_000);
    drop(viewer);
}

#[tokio::test(start_paused = true)]
async fn a_stopped_poller_asks_no_more() {
    let mut line = Line::start([one()]);
    line.polls(2).await;
    let Line { poller, calls, .. } = line;

    poller.stop().await;
    minutes(5).await;

    assert_eq!(calls.borrow().len(), 2);
}
