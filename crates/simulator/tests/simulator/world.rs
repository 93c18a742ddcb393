//! The world: one seed is one history, and there is something to see from the first second.

use std::collections::BTreeSet;

use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use futures::FutureExt;
use reqwest::Method;
use simulator::{AgentState, InProcess, Lived, ProviderName, World, WorldConfig};
use tower::ServiceExt;

use crate::support::{START_MS, open, open_lived, rows, text};

#[tokio::test]
async fn the_same_seed_and_clock_answer_alike_however_often_the_world_was_moved() {
    let (often, once) = (open(40).await, open(40).await);

    for _ in 0..120 {
        often.simulator.clock().advance_ms(10_000);
        text(often.control(Method::GET, "/state")).await;
    }
    once.simulator.clock().advance_ms(1_200_000);

    for provider in ProviderName::ALL {
        assert_eq!(text(often.ordinary(provider)).await, text(once.ordinary(provider)).await, "{provider}");
    }
}

#[tokio::test]
async fn time_changes_every_floor() {
    let house = open(40).await;
    let before = ProviderName::ALL.map(|provider| house.simulator.agents(provider));

    house.simulator.clock().advance_ms(600_000);

    let after = ProviderName::ALL.map(|provider| house.simulator.agents(provider));
    for (before, after) in before.iter().zip(&after) {
        assert_ne!(before, after);
    }
}

#[tokio::test]
async fn the_floor_is_at_work_when_it_opens_and_most_states_occur() {
    let house = open(400).await;

    for provider in ProviderName::ALL {
        let states: Vec<AgentState> = house.simulator.agents(provider).into_iter().map(|(_, state)| state).collect();
        let share = |state| states.iter().filter(|other| **other == state).count() as f64 / states.len() as f64;
        assert!((0.15..0.65).contains(&share(AgentState::OnCall)), "{provider}: on call {}", share(AgentState::OnCall));
        assert!((0.02..0.40).contains(&share(AgentState::Paused)), "{provider}: paused {}", share(AgentState::Paused));
        assert!((0.03..0.50).contains(&share(AgentState::Available)), "{provider}: {}", share(AgentState::Available));
        assert!((0.03..0.40).contains(&share(AgentState::LoggedOut)), "{provider}: {}", share(AgentState::LoggedOut));
        for state in [AgentState::Ringing, AgentState::WrapUp, AgentState::Dead] {
            assert!(share(state) > 0.0, "{provider}: nobody is {state:?}");
        }
    }
}

#[tokio::test]
async fn a_floor_still_works_after_a_whole_day() {
    let house = open(60).await;

    house.simulator.clock().advance_ms(26 * 3_600_000);

    for provider in ProviderName::ALL {
        let agents = house.simulator.agents(provider);
        let busy = agents.iter().filter(|(_, state)| *state == AgentState::OnCall).count();
        assert!(busy >= 6, "{provider}: only {busy} of 60 are on a call");
    }
}

#[tokio::test]
async fn a_floor_of_five_has_a_long_lunch_and_a_stuck_wrap_up() {
    let house = open(5).await;

    for provider in ProviderName::ALL {
        let agents = house.simulator.agents(provider);
        assert_eq!(agents.len(), 5);
        assert_eq!(agents[1].1, AgentState::Paused, "{provider}");
        assert_eq!(agents[3].1, AgentState::WrapUp, "{provider}");
    }
}

#[tokio::test]
async fn no_two_agents_of_a_floor_share_an_identity() {
    let house = open(300).await;

    for provider in ProviderName::ALL {
        let agents = house.simulator.agents(provider);
        let ids: BTreeSet<&String> = agents.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), 300, "{provider}");
    }
}

#[test]
fn a_world_never_goes_back() {
    let world = World::new(&WorldConfig { seed: 3, agents_per_provider: 5, start_unix_ms: START_MS, lived: None });

    world.advance_to(START_MS + 60_000);
    world.advance_to(START_MS);
    world.advance_to(START_MS + 120_000);
}

const DAY_MS: i64 = 24 * 3_600_000;
const HOUR_MS: i64 = 3_600_000;

/// A world that opens at one in the afternoon after a day and a night.
fn lived(agents_per_provider: usize) -> WorldConfig {
    let lived = Some(Lived::of(DAY_MS, 13 * HOUR_MS));
    WorldConfig { seed: 7, agents_per_provider, start_unix_ms: START_MS, lived }
}

fn answer(world: &InProcess) -> Vec<u8> {
    let request = Request::get("/tel4vn/v1/monitor/agent").header("authorization", "Bearer sim-tel4vn-token");
    let request = request.body(Body::empty()).expect("the address is an address");
    let answer =
        world.router().oneshot(request).now_or_never().expect("nothing is waited for").expect("it is a router");
    assert_eq!(answer.status(), 200);
    let body = to_bytes(answer.into_body(), usize::MAX).now_or_never().expect("nothing is waited for");
    body.expect("the body is in memory").to_vec()
}

#[tokio::test]
async fn a_world_lived_through_in_steps_is_the_one_that_opens() {
    let house = open_lived(40, lived(40).lived).await;
    let before = InProcess::before_opening(&lived(40));
    assert_eq!(before.now_unix_ms(), START_MS - DAY_MS);

    while before.now_unix_ms() < START_MS {
        before.advance_to((before.now_unix_ms() + 600_000).min(START_MS));
        answer(&before);
    }

    let (status, opened) = text(house.ordinary(ProviderName::Tel4vn)).await;
    assert_eq!((status, opened.into_bytes()), (200, answer(&before)));
}

#[test]
fn the_day_of_a_house_has_a_night_a_lunch_and_an_afternoon() {
    let world = InProcess::before_opening(&lived(60));
    let on_the_board_at = |of_day_ms: i64| {
        world.advance_to(START_MS - 13 * HOUR_MS + of_day_ms);
        let answer: serde_json::Value = serde_json::from_slice(&answer(&world)).expect("the answer is JSON");
        rows(&answer, "/data").len()
    };

    let yesterday_afternoon = on_the_board_at(-10 * HOUR_MS);
    let night = on_the_board_at(3 * HOUR_MS);
    let morning = on_the_board_at(10 * HOUR_MS);
    let opening = on_the_board_at(13 * HOUR_MS);

    assert!((1..=8).contains(&night), "{night}");
    assert!(yesterday_afternoon > 40 && morning > 30 && opening > 44, "{yesterday_afternoon} {morning} {opening}");
}

#[tokio::test]
async fn a_house_that_has_lived_opens_with_its_exceptions_and_most_people_in() {
    let house = open_lived(60, lived(60).lived).await;

    for provider in ProviderName::ALL {
        let agents = house.simulator.agents(provider);
        let exceptions = [1, 3, 7, 8].map(|index: usize| agents[index].1);
        let expected = [AgentState::Paused, AgentState::WrapUp, AgentState::Ringing, AgentState::Dead];
        assert_eq!(exceptions, expected, "{provider}");
        let out = agents.iter().filter(|(_, state)| *state == AgentState::LoggedOut).count();
        assert!(out < 20, "{provider}: {out} of 60 are out");
    }
}
