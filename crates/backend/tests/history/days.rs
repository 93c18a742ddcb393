//! The days of PostgreSQL: rows find theirs, old ones go as a whole, and nobody is disturbed by that.

use domain::agent::AgentState;
use domain::history::StateEvent;
use domain::time::UnixMs;
use sqlx::PgPool;

use crate::company::NOW;
use crate::databases::Postgres;
use crate::past::Past;
use crate::past::START;
use crate::past::event;
use crate::past::with_a_past;

const DAY_S: i64 = 86_400;

async fn changes_of_any_day_are_kept_and_read_in_order(past: Past) {
    let (tenant, store) = (past.company.mine, past.store().clone());
    let moments = [-800 * DAY_S, -95 * DAY_S, -7 * DAY_S, -1, 0, 3_600, 40 * DAY_S];
    let mut events: Vec<StateEvent> = moments.iter().map(|at_s| event("in", AgentState::OnCall, *at_s)).collect();
    events[0].seen_at = UnixMs(-5);
    for event in &events {
        store.append_state_events(tenant, past.connection, std::slice::from_ref(event)).await.unwrap();
    }
    // One reading may tell of several days.
    store.append_state_events(tenant, past.connection, &events).await.unwrap();

    let read = store.state_events_of_all(tenant, past.connection, UnixMs(i64::MIN), UnixMs(i64::MAX)).await.unwrap();
    let some = store.state_events(tenant, past.connection, "in", START.plus_s(-1), START.plus_s(1)).await.unwrap();

    let expected: Vec<StateEvent> = events.iter().flat_map(|event| [event.clone(), event.clone()]).collect();
    assert_eq!(read, expected);
    assert_eq!(some, expected[6..10]);
    let first = store.first_state_event_at(tenant, past.connection).await.unwrap();
    assert_eq!(first, Some(UnixMs(-5)));
    past.close().await;
}

async fn tables(pool: &PgPool) -> Vec<String> {
    let select =
        "SELECT inhrelid::REGCLASS::TEXT FROM pg_inherits WHERE inhparent = 'state_events'::REGCLASS ORDER BY 1";
    sqlx::query_scalar(select).fetch_all(pool).await.unwrap()
}

/// The last change of each agent that was seen before `before`.
async fn stood(past: &Past, before: UnixMs) -> Vec<(String, AgentState)> {
    let last = past.store().last_state_events(past.company.mine, past.connection, None, before).await.unwrap();
    let mut last: Vec<_> = last.into_iter().map(|event| (event.external_id, event.to)).collect();
    last.sort_by(|one, other| one.0.cmp(&other.0));
    last
}

#[tokio::test]
async fn days_that_are_too_old_for_everybody_go_as_a_whole_and_how_people_stood_is_still_known() {
    let Some(database) = Postgres::new().await else { return };
    let past = Past::new(&database.url()).await;
    let pool = PgPool::connect(&database.url()).await.unwrap();
    let mut events = vec![
        event("still here", AgentState::Available, -99 * DAY_S),
        event("still here", AgentState::Paused, -98 * DAY_S),
        event("moved on", AgentState::Available, -98 * DAY_S),
        event("moved on", AgentState::OnCall, -96 * DAY_S),
        event("gone", AgentState::LoggedOut, -98 * DAY_S),
        event("seen late", AgentState::Available, -98 * DAY_S),
        event("of today", AgentState::Available, 0),
    ];
    // It began long before it was seen: it is kept by the moment it was seen.
    events[5].seen_at = START.plus_s(-80 * DAY_S);
    events.sort_by_key(|event| event.seen_at);
    past.happened(&events).await;
    past.backend.look_after_days(false).await.unwrap();
    let border = NOW.plus_s(-90 * DAY_S);
    let (before, stood_before) = (tables(&pool).await, stood(&past, border).await);

    // Two nodes may do it in the same moment.
    let store = crate::databases::open(&database.url()).await;
    let (first, second) = tokio::join!(past.backend.look_after_days(true), store.drop_days(border));

    first.unwrap();
    second.unwrap();
    past.backend.look_after_days(true).await.unwrap();
    let after = tables(&pool).await;
    let gone: Vec<&String> = before.iter().filter(|table| !after.contains(table)).collect();
    assert_eq!(gone.len(), 3, "{gone:?}");
    assert!(after.contains(&"state_events_old".to_owned()));
    assert_eq!(stood(&past, border).await, stood_before);
    let old: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM state_events_old").fetch_one(&pool).await.unwrap();
    assert_eq!(old, 3, "of each agent at most the last change");
    // What is written about a day that is gone, or not there yet, is kept too.
    past.happened(&[event("late", AgentState::Paused, -97 * DAY_S), event("early", AgentState::Paused, 30 * DAY_S)])
        .await;
    past.backend.look_after_past(past.company.mine, true).await.unwrap();
    let kept = past.store().state_events_of_all(past.company.mine, past.connection, UnixMs(0), UnixMs(i64::MAX));
    let kept: Vec<(String, AgentState)> = kept.await.unwrap().into_iter().map(|e| (e.external_id, e.to)).collect();
    assert!(kept.contains(&("late".to_owned(), AgentState::Paused)), "{kept:?}");
    assert!(kept.contains(&("early".to_owned(), AgentState::Paused)), "{kept:?}");
    assert!(!kept.iter().any(|(agent, _)| agent == "gone"), "who never came back has no past any more");
    store.close().await;
    pool.close().await;
    past.close().await;
    database.drop_database().await;
}

#[tokio::test]
async fn a_reader_who_stays_keeps_no_day_from_being_made_and_no_change_from_being_written() {
    let Some(database) = Postgres::new().await else { return };
    let past = Past::new(&database.url()).await;
    let pool = PgPool::connect(&database.url()).await.unwrap();
    past.happened(&[event("in", AgentState::Available, -95 * DAY_S)]).await;
    // A backup looks like this for as long as it takes.
    let mut reader = pool.begin().await.unwrap();
    sqlx::query("SELECT COUNT(*) FROM state_events").execute(&mut *reader).await.unwrap();

    past.happened(&[event("in", AgentState::OnCall, 50 * DAY_S)]).await;
    past.backend.look_after_days(true).await.unwrap();
    let while_reading = tables(&pool).await;
    reader.rollback().await.unwrap();
    past.backend.look_after_days(true).await.unwrap();

    let after = tables(&pool).await;
    assert_eq!(while_reading.iter().filter(|table| !after.contains(table)).count(), 1, "it goes when nobody looks");
    assert_eq!(stood(&past, NOW).await, [("in".to_owned(), AgentState::Available)]);
    pool.close().await;
    past.close().await;
    database.drop_database().await;
}

#[tokio::test]
async fn a_tenant_that_keeps_less_lets_go_of_rows_where_another_still_keeps_the_day() {
    let Some(database) = Postgres::new().await else { return };
    let past = Past::new(&database.url()).await;
    let (mine, theirs) = (past.company.mine, past.company.theirs);
    let elsewhere = crate::past::connect(past.store(), theirs, "Elsewhere").await;
    let events: Vec<StateEvent> =
        (0..4).map(|hour| event("in", AgentState::Available, -20 * DAY_S + hour * 3_600)).collect();
    past.happened(&events).await;
    past.store().append_state_events(theirs, elsewhere, &events).await.unwrap();
    past.store().set_history_days(mine, 7).await.unwrap();

    past.backend.look_after_days(true).await.unwrap();
    past.backend.look_after_past(mine, true).await.unwrap();
    past.backend.look_after_past(theirs, true).await.unwrap();

    let of = async |tenant, connection| {
        past.store().state_events_of_all(tenant, connection, UnixMs(0), NOW).await.unwrap().len()
    };
    assert_eq!(of(mine, past.connection).await, 1, "the last one says how they stood a week ago");
    assert_eq!(of(theirs, elsewhere).await, 4);
    past.close().await;
    database.drop_database().await;
}

with_a_past! {
    changes_of_any_day_are_kept_and_read_in_order,
}
