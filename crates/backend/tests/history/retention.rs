//! What is too old goes, and what says how things stood at the border stays.

use backend::audit::Actor;
use backend::history::RetentionError;
use backend::history::keep_for;
use domain::agent::AgentState;
use domain::form::Field;
use domain::history::QueueSample;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::time::UnixMs;

use crate::company::NOW;
use crate::company::line;
use crate::past::Past;
use crate::past::START;
use crate::past::event;
use crate::past::with_a_past;

const DAY_S: i64 = 86_400;

async fn the_last_change_before_the_border_stays_while_it_says_how_an_agent_stood(past: Past) {
    let (tenant, store) = (past.company.mine, past.store().clone());
    let old = -95 * DAY_S;
    let mut events = vec![
        event("in", AgentState::Available, old),
        event("in", AgentState::OnCall, old + 60),
        event("out", AgentState::Available, old),
        event("out", AgentState::LoggedOut, old + 60),
        event("back", AgentState::LoggedOut, old + 60),
        event("back", AgentState::Available, -DAY_S),
    ];
    events.extend((0..1200).map(|at_s| event("busy", AgentState::Available, old + 100 + at_s)));
    events.sort_by_key(|event| event.seen_at);
    past.happened(&events).await;
    past.watched(old, old + 600).await;
    past.watched(-DAY_S, 0).await;
    let sample = |at_s: i64| {
        let (at, queue) = (START.plus_s(at_s), NamedRef { id: "q".to_owned(), name: None });
        QueueSample { at, figures: QueueSnapshot::new(queue, FigureScope::Queue, at) }
    };
    let samples = [sample(old), sample(old + 5), sample(-DAY_S)];
    store.append_queue_samples(tenant, past.connection, &samples).await.unwrap();

    past.backend.look_after_past(past.company.theirs, true).await.unwrap();
    let untouched = store.state_events_of_all(tenant, past.connection, UnixMs(0), NOW).await.unwrap();
    past.backend.look_after_past(tenant, true).await.unwrap();

    assert_eq!(untouched.len(), events.len(), "another tenant's borders are not this one's");
    let left = store.state_events_of_all(tenant, past.connection, UnixMs(0), NOW).await.unwrap();
    let left: Vec<(&str, AgentState)> = left.iter().map(|event| (event.external_id.as_str(), event.to)).collect();
    let mut expected = vec![
        ("in", AgentState::OnCall),
        ("back", AgentState::LoggedOut),
        ("busy", AgentState::Available),
        ("back", AgentState::Available),
    ];
    let by_agent = |event: &(&str, AgentState)| (event.0.to_owned(), event.1);
    let mut found = left.clone();
    found.sort_by_key(by_agent);
    expected.sort_by_key(by_agent);
    assert_eq!(found, expected);
    assert_eq!(store.watch_spans(tenant, past.connection, UnixMs(0), NOW).await.unwrap().len(), 1);
    assert_eq!(store.queue_samples(tenant, past.connection, UnixMs(0), NOW).await.unwrap(), samples[1..]);
    past.close().await;
}

async fn half_hours_go_with_the_days_they_belong_to(past: Past) {
    let (tenant, store) = (past.company.mine, past.store().clone());
    past.happened(&[event("in", AgentState::Available, -9 * DAY_S)]).await;
    past.backend.look_after_past(tenant, false).await.unwrap();
    let before = store.kept_half_hours(tenant, past.connection, UnixMs(0), NOW).await.unwrap().len();

    store.set_history_days(tenant, 7).await.unwrap();
    past.backend.look_after_past(tenant, true).await.unwrap();

    assert_eq!(before, 10 * 48 + 14 - 1, "from a day before the first change up to the one that is not settled");
    let first = store.kept_half_hours(tenant, past.connection, UnixMs(0), NOW).await.unwrap()[0];
    assert_eq!(first, NOW.plus_s(-7 * DAY_S));
    past.close().await;
}

async fn an_admin_decides_for_how_long_and_it_is_written_down(past: Past) {
    let (store, company) = (past.store().clone(), &past.company);
    let actor = Actor::of(&company.admin, None);
    let keep = async |typed: &str| keep_for(&store, &company.clock, &company.admin, &actor, typed).await;

    for typed in ["6", "731", "", "ninety", "-7", "30.5"] {
        let refused = keep(typed).await;
        let Err(RetentionError::Invalid(error)) = refused else { panic!("{typed}: {refused:?}") };
        assert_eq!(error.field, Field::HistoryDays);
    }
    assert_eq!(keep(" 30 ").await, Ok(30));
    assert_eq!(keep("30").await, Ok(30));

    assert_eq!(store.history_days(company.mine).await, Ok(30));
    assert_eq!(store.history_days(company.theirs).await, Ok(90));
    assert_eq!(company.audit(company.mine).await, [line("change_retention", "admin@mine.example", "done")]);
    past.close().await;
}

with_a_past! {
    the_last_change_before_the_border_stays_while_it_says_how_an_agent_stood,
    half_hours_go_with_the_days_they_belong_to,
    an_admin_decides_for_how_long_and_it_is_written_down,
}
