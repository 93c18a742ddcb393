//! The world: one seed is one history, and there is something to see from the first second.

use std::collections::BTreeSet;

use reqwest::Method;
use simulator::{AgentState, ProviderName, World, WorldConfig};

use crate::support::{START_MS, open, text};

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
    let world = World::new(&WorldConfig { seed: 3, agents_per_provider: 5, start_unix_ms: START_MS });

    world.advance_to(START_MS + 60_000);
    world.advance_to(START_MS);
    world.advance_to(START_MS + 120_000);
}
