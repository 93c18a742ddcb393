//! What a replay is answered: boards and steps that fit together, days with their gaps, each within the limits of who asks.

use std::sync::atomic::AtomicI64;
use std::sync::atomic::Ordering;

use backend::hub::Clock;
use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::freshness::Freshness;
use domain::history::StateEvent;
use domain::replay::CROWD_EVERY_S;
use domain::replay::LONGEST_CHUNK_S;
use domain::time::UnixMs;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::kept::NOW_S;
use crate::kept::Past;
use crate::kept::START;
use crate::kept::event;
use crate::kept::span;

fn in_group(group: &str, event: StateEvent) -> StateEvent {
    StateEvent { group: Some(group.to_owned()), ..event }
}

fn states(board: &Board) -> Vec<(String, AgentState)> {
    board.rows.values().map(|row| (row.external_id.clone(), row.state)).collect()
}

/// Sales and Care, of which only Sales is the limited person's.
async fn two_groups() -> Past {
    let past = Past::new().await;
    let events = [
        in_group("Sales", event("1", AgentState::Available, 10)),
        in_group("Care", event("2", AgentState::Paused, 20)),
        in_group("Sales", event("1", AgentState::OnCall, 40)),
        in_group("Care", event("2", AgentState::OnCall, 50)),
        in_group("Sales", event("1", AgentState::LoggedOut, 700)),
    ];
    past.connection("Both", &["1", "2"], &events, &[span(0, NOW_S)]).await;
    past
}

#[tokio::test]
async fn a_chunk_is_a_board_and_the_seconds_after_it() {
    let past = two_groups().await;
    let me = past.person("me@example.com", None).await;

    let chunk = past.backend.replay_chunk(&me, UnixMs(START.0 + 30_400), 60).await.unwrap();

    assert_eq!((chunk.board.now, chunk.until), (START.plus_s(30), START.plus_s(90)));
    assert_eq!(states(&chunk.board), [("1".to_owned(), AgentState::Available), ("2".to_owned(), AgentState::Paused)]);
    let moved: Vec<i64> =
        chunk.steps.iter().filter(|step| !step.rows.is_empty()).map(|step| step.now.seconds_since(START)).collect();
    assert_eq!(moved, [40, 50]);
    assert!(chunk.steps.iter().all(|step| step.now.0 % 1000 == 0));
}

#[tokio::test]
async fn a_chunk_is_neither_longer_than_agreed_nor_beyond_what_is_written_down() {
    let past = two_groups().await;
    let me = past.person("me@example.com", None).await;
    let chunk = async |at, length_s| past.backend.replay_chunk(&me, at, length_s).await.unwrap();

    let long = chunk(START, u32::MAX).await;
    let late = chunk(START.plus_s(NOW_S - 60), 300).await;
    let never = chunk(UnixMs(i64::MAX), 300).await;
    let before_all = chunk(UnixMs(i64::MIN), 300).await;

    assert_eq!(long.until, START.plus_s(i64::from(LONGEST_CHUNK_S)));
    assert_eq!((late.until, late.until), (late.edge, START.plus_s(NOW_S - 15)));
    assert_eq!((never.board.now, never.until), (never.edge, never.edge));
    assert!(before_all.board.rows.is_empty() && before_all.steps.is_empty());
}

#[tokio::test]
async fn what_was_not_read_is_stale_in_a_chunk_as_it_was_on_the_wall() {
    let past = Past::new().await;
    past.connection("Sales", &["1"], &[event("1", AgentState::Available, 0)], &[span(0, 100), span(400, 500)]).await;
    let me = past.person("me@example.com", None).await;
    let freshness = async |at_s| {
        let chunk = past.backend.replay_chunk(&me, START.plus_s(at_s), 0).await.unwrap();
        let row = chunk.board.rows.values().next().unwrap();
        chunk.board.freshness_of(row, START.plus_s(at_s))
    };

    assert_eq!(freshness(100).await, Freshness::Fresh);
    assert_eq!(freshness(300).await, Freshness::Stale);
    assert_eq!(freshness(400).await, Freshness::Fresh);
}

#[tokio::test]
async fn a_connection_that_is_read_stays_fresh_while_nothing_happens() {
    let past = Past::new().await;
    past.connection("Sales", &["1"], &[event("1", AgentState::Available, 0)], &[span(0, 600)]).await;
    let me = past.person("me@example.com", None).await;
    let chunk = past.backend.replay_chunk(&me, START, 300).await.unwrap();
    let mut board = chunk.board;

    for step in chunk.steps {
        let at = step.now;
        board.apply(step).unwrap();
        let row = board.rows.values().next().unwrap();
        assert_eq!(board.freshness_of(row, at), Freshness::Fresh, "{}", at.seconds_since(START));
    }

    assert_eq!(board.now, START.plus_s(300));
}

#[tokio::test]
async fn the_numbers_of_rows_stay_from_one_chunk_to_the_next() {
    let past = Past::new().await;
    let events = [event("2", AgentState::Available, 0), event("1", AgentState::Available, 200)];
    past.connection("Sales", &["1", "2", "3"], &events, &[span(0, 600)]).await;
    let me = past.person("me@example.com", None).await;
    let row_of_2 = async |at_s| {
        let chunk = past.backend.replay_chunk(&me, START.plus_s(at_s), 10).await.unwrap();
        chunk.board.rows.into_iter().find(|(_, row)| row.external_id == "2").map(|(id, _)| id)
    };

    assert!(row_of_2(10).await.is_some());
    assert_eq!(row_of_2(10).await, row_of_2(300).await);
}

/// The end of the past moves on while a page of it is made.
#[tokio::test]
async fn a_moment_that_has_not_come_is_the_end_of_the_past_whatever_second_begins_meanwhile() {
    let readings = AtomicI64::new(0);
    let past =
        Past::with_clock(Clock::of(move || START.plus_s(NOW_S + readings.fetch_add(1, Ordering::Relaxed)))).await;
    past.connection("Only", &["1"], &[event("1", AgentState::Available, 10)], &[span(0, NOW_S)]).await;
    let me = past.person("me@example.com", None).await;

    let (late, at_end) = past.backend.begin_replay(&me, Some(START.plus_s(1_000_000))).await.unwrap();
    let (day, in_time) = past.backend.begin_replay(&me, Some(START.plus_s(30))).await.unwrap();
    let (unnamed, before) = past.backend.begin_replay(&me, None).await.unwrap();

    assert_eq!(at_end.now, late.edge);
    assert_eq!((in_time.now, day.first), (START.plus_s(30), Some(START)));
    assert_eq!(unnamed.edge.seconds_since(before.now), 15 * 60);
}

#[tokio::test]
async fn another_tenant_sees_nothing_of_it() {
    let past = two_groups().await;
    let stranger = past.stranger().await;

    let chunk = past.backend.replay_chunk(&stranger, START, 300).await.unwrap();
    let day = past.backend.kept_day_with_crowd(&stranger, START).await.unwrap();
    let (began, board) = past.backend.begin_replay(&stranger, Some(START)).await.unwrap();

    assert_eq!((chunk.board.connections.len(), chunk.board.rows.len(), chunk.steps.len()), (0, 0, 0));
    assert_eq!((day.first, day.watched.len()), (None, 0));
    assert_eq!((began.first, began.watched.len(), board.rows.len()), (None, 0, 0));
    assert!(day.crowd.iter().all(Option::is_none));
}

#[tokio::test]
async fn a_limited_supervisor_sees_neither_rows_nor_counts_of_others() {
    let past = two_groups().await;
    past.connection("Elsewhere", &["9"], &[event("9", AgentState::Available, 0)], &[span(-9000, -8000)]).await;
    let filter = ScopeFilter { groups: vec!["Sales".to_owned()], ..ScopeFilter::default() };
    let everything = past.person("all@example.com", None).await;
    let limited = past.person("limited@example.com", Some(filter)).await;

    let chunk = past.backend.replay_chunk(&limited, START.plus_s(30), 60).await.unwrap();
    let all = past.backend.kept_day_with_crowd(&everything, START).await.unwrap();
    let mine = past.backend.kept_day_with_crowd(&limited, START).await.unwrap();

    let text = serde_json::to_string(&chunk).unwrap();
    assert_eq!(states(&chunk.board), [("1".to_owned(), AgentState::Available)]);
    assert!(!text.contains("Agent 2") && !text.contains("Care") && !text.contains("Elsewhere"), "{text}");
    assert_eq!(chunk.board.connections.values().map(|view| view.health.agents_seen).collect::<Vec<_>>(), [1]);
    let at = |day: &domain::replay::KeptDay, at_s: i64| {
        let bucket = (START.plus_s(at_s).seconds_since(day.from) / CROWD_EVERY_S) as usize;
        day.crowd[bucket..].iter().copied().next().flatten()
    };
    // The first count after both logged in, and the first after one has left.
    assert_eq!((at(&all, 600), at(&mine, 600)), (Some(2), Some(1)));
    assert_eq!((at(&all, 1200), at(&mine, 1200)), (Some(1), Some(0)));
    assert_eq!(all.first, Some(START.plus_s(-9000)));
}

#[tokio::test]
async fn nothing_is_counted_where_nobody_looked() {
    let past = Past::new().await;
    past.connection("Sales", &["1"], &[event("1", AgentState::Available, 0)], &[span(0, 700), span(2000, NOW_S)]).await;
    let me = past.person("me@example.com", None).await;

    let day = past.backend.kept_day_with_crowd(&me, START).await.unwrap();

    let counted = |at_s: i64| {
        let bucket = START.plus_s(at_s).seconds_since(day.from).div_euclid(CROWD_EVERY_S) + 1;
        day.crowd[usize::try_from(bucket).unwrap()]
    };
    assert_eq!(counted(0), Some(1));
    assert_eq!(counted(1200), None);
    assert_eq!(counted(2200), Some(1));
    assert_eq!(day.gap_at(START.plus_s(1500)), Some((UnixMs(START.0 + 720_001), START.plus_s(2000))));
    assert!(day.crowd.len() <= 289);
}

fn change() -> impl Strategy<Value = (i64, u8, usize)> {
    (0..600_i64, 1..4_u8, 0..AgentState::ALL.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_steps_of_a_chunk_lead_to_the_board_at_its_end(
        changes in vec(change(), 0..40),
        gap in (0..300_i64, 20..200_i64),
        at_s in 0..500_i64,
        length_s in 0..300_u32,
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let mut events: Vec<StateEvent> = changes
                .into_iter()
                .map(|(at, id, state)| event(&id.to_string(), AgentState::ALL[state], at))
                .collect();
            events.sort_by_key(|event| event.seen_at);
            // One change of an agent in one second: which of two came last is not kept.
            events.dedup_by_key(|event| (event.seen_at, event.external_id.clone()));
            let spans = [span(0, gap.0), span(gap.0 + gap.1, 2000)];
            let past = Past::new().await;
            past.connection("Sales", &["1", "2", "3"], &events, &spans).await;
            let me = past.person("me@example.com", None).await;

            let chunk = past.backend.replay_chunk(&me, START.plus_s(at_s), length_s).await.unwrap();
            let end = past.backend.replay_chunk(&me, chunk.until, 0).await.unwrap();

            let mut board = chunk.board;
            for step in chunk.steps {
                board.apply(step).unwrap();
            }
            let same = |board: &Board| Board { epoch: 0, seq: 0, now: UnixMs(0), ..board.clone() };
            assert_eq!(same(&board), same(&end.board));
        });
    }
}
