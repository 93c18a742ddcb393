//! What a replay reads: how the floor stood at a moment, and what came after. Another tenant asks too.

use backend::store::Store;
use backend::store::StoreError;
use domain::agent::AgentState;
use domain::health::HealthStatus;
use domain::history::QueueSample;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::time::UnixMs;

use crate::databases::on_both_databases;
use crate::floor::NOW;
use crate::floor::agent;
use crate::floor::connection;
use crate::floor::tenant;

fn sample(queue: &str, waiting: u32, at: UnixMs) -> QueueSample {
    let named = NamedRef { id: queue.to_owned(), name: Some("Bảo hành".to_owned()) };
    let figures = QueueSnapshot { waiting: Some(waiting), ..QueueSnapshot::new(named, FigureScope::Queue, at) };
    QueueSample { at, figures }
}

async fn how_the_floor_stood_is_the_last_change_of_each_agent(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let people = [agent("7", AgentState::OnCall, NOW), agent("8", AgentState::OnCall, NOW)];
    store.upsert_agents(mine, id, &people).await.unwrap();
    let event = |agent: &str, to, at_s| StateEvent::new(agent, to, NOW.plus_s(at_s));
    let kept = [
        event("7", AgentState::Available, 0),
        event("8", AgentState::Paused, 10),
        event("7", AgentState::OnCall, 20),
        event("7", AgentState::WrapUp, 30),
    ];
    store.append_state_events(mine, id, &kept).await.unwrap();

    let stood = store.last_state_events(mine, id, None, NOW.plus_s(30)).await.unwrap();
    let of_one = store.last_state_events(mine, id, Some("8"), NOW.plus_s(30)).await.unwrap();
    let after = store.state_events_of_all(mine, id, NOW.plus_s(20), NOW.plus_s(31)).await.unwrap();

    assert_eq!(stood, [kept[1].clone(), kept[2].clone()]);
    assert_eq!(of_one, [kept[1].clone()]);
    assert_eq!(after, [kept[2].clone(), kept[3].clone()]);
    assert_eq!(store.last_state_events(theirs, id, None, NOW.plus_s(30)).await.unwrap(), []);
    assert_eq!(store.state_events_of_all(theirs, id, NOW, NOW.plus_s(31)).await.unwrap(), []);
}

async fn who_came_and_who_left_is_found_without_what_they_did(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let event = |from, to, at_s| StateEvent { from, ..StateEvent::new("7", to, NOW.plus_s(at_s)) };
    let kept = [
        event(None, AgentState::Available, 0),
        event(Some(AgentState::Available), AgentState::OnCall, 10),
        event(Some(AgentState::OnCall), AgentState::LoggedOut, 20),
        event(Some(AgentState::LoggedOut), AgentState::Paused, 30),
    ];
    store.append_state_events(mine, id, &kept).await.unwrap();
    store
        .keep_watch_spans(mine, id, &[WatchSpan::begin(NOW.plus_s(60), 5000), WatchSpan::begin(NOW, 5000)])
        .await
        .unwrap();

    let found = store.login_events(mine, id, NOW, NOW.plus_s(31)).await.unwrap();

    assert_eq!(found, [kept[0].clone(), kept[2].clone(), kept[3].clone()]);
    assert_eq!(store.login_events(mine, id, NOW.plus_s(1), NOW.plus_s(30)).await.unwrap(), [kept[2].clone()]);
    assert_eq!(store.login_events(theirs, id, NOW, NOW.plus_s(31)).await.unwrap(), []);
    assert_eq!(store.first_watched(mine, id).await.unwrap(), Some(NOW));
    assert_eq!(store.first_watched(theirs, id).await.unwrap(), None);
}

async fn a_stretch_grows_and_tells_what_ended_it(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let begun = WatchSpan::begin(NOW, 5000);
    store.keep_watch_spans(mine, id, &[begun]).await.unwrap();

    let ended = WatchSpan { until: NOW.plus_s(60), cause: Some(HealthStatus::Unreachable), ..begun };
    let later = WatchSpan::begin(NOW.plus_s(300), 5000);
    store.keep_watch_spans(mine, id, &[ended, later]).await.unwrap();

    assert_eq!(store.watch_spans(mine, id, NOW.plus_s(60), NOW.plus_s(301)).await.unwrap(), [ended, later]);
    assert_eq!(store.watch_spans(mine, id, NOW.plus_s(61), NOW.plus_s(300)).await.unwrap(), []);
    assert_eq!(store.last_watch_span(mine, id, NOW.plus_s(300)).await.unwrap(), Some(ended));
    assert_eq!(store.watch_spans(theirs, id, NOW, NOW.plus_s(301)).await.unwrap(), []);
    assert_eq!(store.last_watch_span(theirs, id, NOW.plus_s(300)).await.unwrap(), None);
    assert_eq!(store.keep_watch_spans(theirs, id, &[begun]).await, Err(StoreError::NotFound));
}

async fn figures_of_queues_are_kept_by_the_moment(store: Store) {
    let (mine, theirs) = (tenant(&store, "mine").await, tenant(&store, "theirs").await);
    let id = connection(&store, mine, "Sales").await;
    let samples = [sample("a", 1, NOW), sample("b", 5, NOW), sample("a", 2, NOW.plus_s(30))];
    store.append_queue_samples(mine, id, &samples).await.unwrap();
    // The same moment of the same queue again, as after a save that was repeated.
    store.append_queue_samples(mine, id, &samples[..1]).await.unwrap();

    assert_eq!(store.queue_samples(mine, id, NOW, NOW.plus_s(30)).await.unwrap(), samples[..2]);
    let mut stood = store.last_queue_samples(mine, id, NOW.plus_s(31)).await.unwrap();
    stood.sort_by(|a, b| a.figures.queue.id.cmp(&b.figures.queue.id));
    assert_eq!(stood, [samples[2].clone(), samples[1].clone()]);
    assert_eq!(store.queue_samples(theirs, id, NOW, NOW.plus_s(30)).await.unwrap(), []);
    assert_eq!(store.append_queue_samples(theirs, id, &samples).await, Err(StoreError::NotFound));
}

on_both_databases! {
    how_the_floor_stood_is_the_last_change_of_each_agent,
    who_came_and_who_left_is_found_without_what_they_did,
    a_stretch_grows_and_tells_what_ended_it,
    figures_of_queues_are_kept_by_the_moment,
}
