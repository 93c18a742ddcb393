//! Merging polls: absence, clocks, aliases and the provider's tenant, each against its decision.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::IdKind;
use domain::call::CurrentCall;
use domain::clock::Clock;
use domain::clock::SinceSource;
use domain::floor::Floor;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use proptest::prelude::*;

const T0: UnixMs = UnixMs(1_795_226_832_000);
const INTERVAL_S: u16 = 5;

fn at(seconds: i64) -> UnixMs {
    T0.plus_s(seconds)
}

fn agent(id: &str, state: AgentState, seconds: i64) -> AgentSnapshot {
    AgentSnapshot::new(id, IdKind::UserId, state, at(seconds))
}

fn poll(seconds: i64, agents: Vec<AgentSnapshot>) -> Snapshot {
    Snapshot { agents, ..Snapshot::new(at(seconds)) }
}

fn state(floor: &Floor, id: &str) -> AgentState {
    floor.agent(id).expect("the agent is known").state
}

fn clock(floor: &Floor, id: &str) -> Clock {
    floor.agent(id).expect("the agent is known").clock.expect("the floor gives every agent a clock")
}

#[test]
fn x02_one_complete_poll_without_an_agent_logs_nobody_out() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::OnCall, 0), agent("b", AgentState::OnCall, 0)]), INTERVAL_S);

    floor.absorb(poll(20, vec![agent("b", AgentState::OnCall, 20)]), INTERVAL_S);

    assert_eq!(state(&floor, "a"), AgentState::OnCall);
}

#[test]
fn x02_two_complete_polls_and_ten_seconds_log_an_absent_agent_out() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::OnCall, 0), agent("b", AgentState::OnCall, 0)]), INTERVAL_S);

    floor.absorb(poll(4, vec![agent("b", AgentState::OnCall, 4)]), INTERVAL_S);
    let early = floor.absorb(poll(8, vec![agent("b", AgentState::OnCall, 8)]), INTERVAL_S);
    let late = floor.absorb(poll(12, vec![agent("b", AgentState::OnCall, 12)]), INTERVAL_S);

    assert!(early.events.is_empty(), "eight seconds are too few");
    assert_eq!(late.events.len(), 1);
    assert_eq!(state(&floor, "a"), AgentState::LoggedOut);
    assert_eq!(floor.agent("a").unwrap().confidence, Confidence::Derived);
}

#[test]
fn x02_a_whole_floor_that_vanishes_needs_a_third_poll() {
    let ids = ["a", "b", "c", "d", "e"];
    let mut floor = Floor::default();
    floor.absorb(poll(0, ids.map(|id| agent(id, AgentState::Available, 0)).to_vec()), INTERVAL_S);

    floor.absorb(poll(10, vec![]), INTERVAL_S);
    floor.absorb(poll(20, vec![]), INTERVAL_S);
    assert!(ids.iter().all(|id| state(&floor, id) == AgentState::Available));

    floor.absorb(poll(30, vec![]), INTERVAL_S);
    assert!(ids.iter().all(|id| state(&floor, id) == AgentState::LoggedOut));
}

#[test]
fn x03_a_partial_sweep_updates_what_it_saw_and_never_removes() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::OnCall, 0), agent("b", AgentState::OnCall, 0)]), INTERVAL_S);

    for seconds in [20, 40, 60, 80] {
        let mut partial = poll(seconds, vec![agent("b", AgentState::Paused, seconds)]);
        partial.complete = false;
        floor.absorb(partial, INTERVAL_S);
    }

    assert_eq!(state(&floor, "a"), AgentState::OnCall);
    assert_eq!(state(&floor, "b"), AgentState::Paused);
}

#[test]
fn x13_rows_of_another_provider_tenant_are_dropped_and_counted() {
    let of = |id: &str, tenant: &str| AgentSnapshot {
        provider_tenant: Some(tenant.to_owned()),
        ..agent(id, AgentState::Available, 0)
    };
    let mut floor = Floor::default();

    let first = floor.absorb(poll(0, vec![of("a", "ours")]), INTERVAL_S);
    let second = floor.absorb(poll(5, vec![of("a", "ours"), of("z", "theirs")]), INTERVAL_S);

    assert_eq!(first.newly_pinned.as_deref(), Some("ours"));
    assert_eq!(second.foreign_rows, 1);
    assert!(floor.agent("z").is_none());
}

#[test]
fn t02_a_user_id_that_appears_later_does_not_split_the_agent() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("101@test", AgentState::Available, 0)]), INTERVAL_S);

    let named = AgentSnapshot { aliases: vec!["101@test".into()], ..agent("uuid", AgentState::Available, 5) };
    floor.absorb(poll(5, vec![named]), INTERVAL_S);
    floor.absorb(poll(10, vec![agent("101@test", AgentState::Available, 10)]), INTERVAL_S);

    assert_eq!(floor.agents().count(), 1);
    assert_eq!(clock(&floor, "uuid").since, at(0));
}

#[test]
fn an_agent_already_so_at_first_sight_has_a_lower_bound() {
    let mut floor = Floor::default();

    floor.absorb(poll(0, vec![agent("a", AgentState::Paused, 0)]), INTERVAL_S);

    assert!(clock(&floor, "a").is_lower_bound);
    assert_eq!(clock(&floor, "a").source, SinceSource::FirstSeen);
}

#[test]
fn a_change_seen_between_two_polls_is_exact_to_one_poll() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::Paused, 0)]), INTERVAL_S);

    floor.absorb(poll(5, vec![agent("a", AgentState::Available, 5)]), INTERVAL_S);

    let clock = clock(&floor, "a");
    assert_eq!((clock.since, clock.is_lower_bound, clock.precision_s), (at(5), false, INTERVAL_S));
}

#[test]
fn a_change_found_after_a_gap_is_a_lower_bound() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::Paused, 0)]), INTERVAL_S);

    let absorbed = floor.absorb(poll(300, vec![agent("a", AgentState::Available, 300)]), INTERVAL_S);

    assert!(clock(&floor, "a").is_lower_bound);
    assert!(absorbed.events[0].gap_before);
}

#[test]
fn a_restart_does_not_reset_a_clock() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::Paused, 0)]), INTERVAL_S);
    floor.absorb(poll(5, vec![agent("a", AgentState::OnCall, 5)]), INTERVAL_S);

    let stored: Vec<AgentSnapshot> = floor.agents().cloned().collect();
    let mut restarted = Floor::restore(stored, None);
    restarted.absorb(poll(120, vec![agent("a", AgentState::OnCall, 120)]), INTERVAL_S);

    assert_eq!(clock(&restarted, "a").since, at(5));
    assert!(!clock(&restarted, "a").is_lower_bound);
}

#[test]
fn c03_reported_durations_that_jitter_by_three_seconds_keep_one_start() {
    let mut floor = Floor::default();
    let reported = |seconds: i64, duration: i64| AgentSnapshot {
        clock: Some(Clock::reported_duration(at(seconds - duration))),
        ..agent("a", AgentState::OnCall, seconds)
    };

    floor.absorb(poll(300, vec![reported(300, 300)]), INTERVAL_S);
    floor.absorb(poll(305, vec![reported(305, 303)]), INTERVAL_S);
    floor.absorb(poll(310, vec![reported(310, 311)]), INTERVAL_S);

    assert_eq!(clock(&floor, "a").since, at(0));
}

#[test]
fn the_next_call_starts_a_new_clock_even_when_the_state_is_the_same() {
    let on_call = |id: &str, seconds: i64| AgentSnapshot {
        call: Some(CurrentCall { call_id: Some(id.to_owned()), ..CurrentCall::default() }),
        ..agent("a", AgentState::OnCall, seconds)
    };
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![on_call("one", 0)]), INTERVAL_S);

    floor.absorb(poll(5, vec![on_call("two", 5)]), INTERVAL_S);

    assert_eq!(clock(&floor, "a").since, at(5));
}

#[test]
fn a_start_in_the_future_is_brought_back_to_the_moment_of_reading() {
    let mut floor = Floor::default();
    let ahead = AgentSnapshot { clock: Some(Clock::reported_timestamp(at(60))), ..agent("a", AgentState::OnCall, 0) };

    floor.absorb(poll(0, vec![ahead]), INTERVAL_S);

    assert_eq!(clock(&floor, "a").since, at(0));
}

#[test]
fn the_same_answer_twice_changes_nothing() {
    let mut floor = Floor::default();
    floor.absorb(poll(0, vec![agent("a", AgentState::OnCall, 0)]), INTERVAL_S);

    let again = floor.absorb(poll(5, vec![agent("a", AgentState::OnCall, 5)]), INTERVAL_S);

    assert!(again.events.is_empty());
    assert!(again.changed.is_empty());
}

proptest! {
    #[test]
    fn whatever_is_polled_every_agent_has_a_clock_that_is_not_in_the_future(
        polls in prop::collection::vec(
            (1i64..40, prop::collection::vec((0usize..6, 0usize..10), 0..6), any::<bool>()), 1..20
        )
    ) {
        let mut floor = Floor::default();
        let mut now = 0;
        for (step, rows, complete) in polls {
            now += step;
            let agents = rows
                .into_iter()
                .map(|(id, state)| agent(&format!("agent{id}"), AgentState::ALL[state], now))
                .collect();
            let mut snapshot = poll(now, agents);
            snapshot.complete = complete;
            floor.absorb(snapshot, INTERVAL_S);
            for agent in floor.agents() {
                prop_assert!(agent.clock.expect("every agent has a clock").since <= at(now));
            }
        }
    }
}
