//! Boards of the past: they say what was kept, to whom it may be said, and stepping leads where seeking does.

use backend::hub::ConnectionSeed;
use backend::hub::KeptConnection;
use backend::hub::Reel;
use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::capability::Capabilities;
use domain::floor::Floor;
use domain::freshness::Freshness;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::history::QueueSample;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::provider::ProviderKind;
use domain::queue::FigureScope;
use domain::queue::QueueSnapshot;
use domain::time::UnixMs;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixture::ADMIN;
use crate::fixture::DISPLAY;
use crate::fixture::FIRST;
use crate::fixture::LIMITED;
use crate::fixture::START;
use crate::fixture::agent;
use crate::fixture::queue;

const LENGTH_S: i64 = 600;

fn event(agent: &str, to: AgentState, at_s: i64) -> StateEvent {
    StateEvent::new(agent, to, START.plus_s(at_s))
}

fn sample(id: &str, waiting: u32, at_s: i64) -> QueueSample {
    let at = START.plus_s(at_s);
    let figures = QueueSnapshot { waiting: Some(waiting), ..QueueSnapshot::new(queue(id, id), FigureScope::Queue, at) };
    QueueSample { at, figures }
}

/// Read without a gap from the start to 300 s, then not until 400 s.
fn spans() -> Vec<WatchSpan> {
    let first = WatchSpan::begin(START, 5000);
    let first = WatchSpan { until: START.plus_s(300), cause: Some(HealthStatus::Unreachable), ..first };
    vec![first, WatchSpan { until: START.plus_s(LENGTH_S), ..WatchSpan::begin(START.plus_s(400), 5000) }]
}

fn kept(events: Vec<StateEvent>, samples: Vec<QueueSample>) -> Vec<KeptConnection> {
    let seed = ConnectionSeed {
        id: FIRST,
        kind: ProviderKind::Tel4vn,
        name: "Sales".to_owned(),
        capabilities: Capabilities::default(),
        poll_interval_ms: 5000,
        floor: Floor::default(),
        health: ConnectionHealth::default(),
    };
    let agents = ["1", "2", "3"].map(|id| agent(id, AgentState::OnCall)).to_vec();
    vec![KeptConnection { seed, agents, events, spans: spans(), samples }]
}

fn reel(events: Vec<StateEvent>, samples: Vec<QueueSample>, at_s: i64) -> Reel {
    Reel::new(kept(events, samples), &ADMIN, None, 7, START.plus_s(at_s)).unwrap()
}

fn states(board: &Board) -> Vec<(String, AgentState)> {
    board.rows.values().map(|row| (row.external_id.clone(), row.state)).collect()
}

#[test]
fn a_board_of_the_past_shows_what_was_seen_by_then_and_nothing_later() {
    let late = StateEvent { seen_at: START.plus_s(50), ..event("2", AgentState::Paused, 20) };
    let events = vec![event("1", AgentState::Available, 0), late, event("1", AgentState::OnCall, 60)];

    let at = |at_s| states(reel(events.clone(), Vec::new(), at_s).board());

    assert_eq!(at(49), [("1".to_owned(), AgentState::Available)]);
    assert_eq!(at(50), [("1".to_owned(), AgentState::Available), ("2".to_owned(), AgentState::Paused)]);
    assert_eq!(at(60)[0], ("1".to_owned(), AgentState::OnCall));
    let board = reel(events, Vec::new(), 50);
    let paused = board.board().rows.values().find(|row| row.external_id == "2").unwrap();
    assert_eq!(paused.in_state_s(START.plus_s(50)), Some(30), "the clock counts from the change, not from its sight");
}

#[test]
fn what_was_not_read_is_stale_and_names_its_cause() {
    let reel = reel(vec![event("1", AgentState::Available, 0)], vec![sample("a", 3, 0)], 350);

    let board = reel.board();
    let (row, queue) = (board.rows.values().next().unwrap(), board.queues.values().next().unwrap());
    let connection = board.connection_of(row).unwrap();
    assert_eq!(connection.health.status, HealthStatus::Unreachable);
    assert_eq!(board.freshness_of(row, board.now), Freshness::Stale);
    assert_eq!(queue.freshness(connection, board.now), Freshness::Stale);
}

#[test]
fn figures_that_did_not_change_stay_as_fresh_as_their_connection() {
    let reel = reel(Vec::new(), vec![sample("a", 3, 0)], 299);

    let board = reel.board();
    let queue = board.queues.values().next().unwrap();
    let connection = board.connections.values().next().unwrap();
    assert_eq!((queue.reported.waiting, queue.freshness(connection, board.now)), (Some(3), Freshness::Fresh));
}

#[test]
fn the_past_keeps_to_the_limits_of_whoever_looks() {
    let events = || {
        let in_sales = StateEvent { group: Some("Sales".to_owned()), ..event("1", AgentState::Available, 0) };
        let in_care = StateEvent { group: Some("Care".to_owned()), ..event("2", AgentState::Paused, 0) };
        vec![in_sales, in_care]
    };
    let filter = ScopeFilter { groups: vec!["Sales".to_owned()], ..ScopeFilter::default() };

    let limited = Reel::new(kept(events(), Vec::new()), &LIMITED, Some(&filter), 7, START).unwrap();

    assert_eq!(states(limited.board()), [("1".to_owned(), AgentState::Available)]);
    assert!(Reel::new(kept(events(), Vec::new()), &LIMITED, None, 7, START).is_none());
    assert_eq!(Reel::new(kept(events(), Vec::new()), &DISPLAY, None, 7, START).unwrap().board().rows.len(), 2);
}

#[test]
fn the_next_change_is_an_event_a_sample_or_the_begin_or_end_of_reading() {
    let mut reel = reel(vec![event("1", AgentState::Available, 10)], vec![sample("a", 1, 20)], 0);
    let mut found = Vec::new();

    while let Some(at) = reel.next_change().filter(|at| *at <= START.plus_s(LENGTH_S)) {
        found.push(at.ms_since(START));
        reel.step_to(at);
    }

    assert_eq!(found, [10_000, 20_000, 320_001, 400_000]);
}

proptest! {
    #[test]
    fn stepping_leads_where_seeking_does(
        moments in vec((0..LENGTH_S, 1..4u8, 0..AgentState::ALL.len()), 0..40),
        figures in vec((0..LENGTH_S, 0..2u8, 0..9u32), 0..20),
        stops in vec(0..LENGTH_S, 1..12),
    ) {
        let mut events: Vec<StateEvent> = moments
            .into_iter()
            .map(|(at, id, state)| event(&id.to_string(), AgentState::ALL[state], at))
            .collect();
        events.sort_by_key(|event| event.seen_at);
        let mut samples: Vec<QueueSample> =
            figures.into_iter().map(|(at, id, waiting)| sample(&id.to_string(), waiting, at)).collect();
        samples.sort_by_key(|sample| sample.at);
        let mut stops = stops;
        stops.sort_unstable();
        let mut walked = reel(events.clone(), samples.clone(), 0);
        let mut page = walked.board().clone();

        for stop in stops {
            if let Some(delta) = walked.step_to(START.plus_s(stop)) {
                page.apply(delta).unwrap();
            }
            let sought = reel(events.clone(), samples.clone(), stop);
            let same = |board: &Board| Board { seq: 0, now: UnixMs(0), ..board.clone() };
            prop_assert_eq!(same(walked.board()), same(sought.board()));
            prop_assert_eq!(same(&page), same(sought.board()));
        }
    }
}
