//! A past is lived through the product's own clients, once, and the same seed lives the same.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

mod support;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use domain::agent::AgentState;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::clock::SinceSource;
use domain::health::HealthStatus;
use domain::history::StateEvent;
use domain::provider::ProviderKind;
use domain::time::UnixMs;
use past::PastFloor;

use support::House;
use support::OPENING;

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn the_same_seed_and_opening_have_the_same_past() {
    let (one, other) = (House::open(1, 4).await, House::open(1, 4).await);
    let another = House::open(2, 4).await;

    for house in [&one, &other, &another] {
        past::write(&house.backend, house.floors()).await.unwrap();
    }

    for kind in ProviderKind::ALL {
        let events = one.events(kind).await;
        assert!(events.len() > 10, "{kind}: {}", events.len());
        assert_eq!(events, other.events(kind).await, "{kind}");
        assert_ne!(events, another.events(kind).await, "{kind}");
    }
}

#[tokio::test]
async fn a_past_lies_between_its_beginning_and_the_opening() {
    let house = House::open(1, 4).await;

    let written = past::write(&house.backend, house.floors()).await.unwrap();

    assert_eq!(written.floors, 5);
    let mut count = 0;
    for kind in ProviderKind::ALL {
        let all = house.events(kind).await;
        count += all.len() as u64;
        // Who was on shift when the past began has been in that state for longer, where the provider tells.
        let seen_before = |event: &&StateEvent| event.from.is_some();
        let (first, last) = (UnixMs(OPENING.0 - 6 * HOUR_MS), OPENING);
        assert!(all.iter().filter(seen_before).all(|event| first <= event.at && event.at <= last), "{kind}");
        assert!(all.iter().any(|event| OPENING.ms_since(event.at) < HOUR_MS), "{kind}: it ends early");
    }
    assert_eq!(count, written.events);
}

#[tokio::test]
async fn clocks_keep_the_word_of_whoever_reported_them() {
    let house = House::open(1, 4).await;

    past::write(&house.backend, house.floors()).await.unwrap();

    let mut sources = BTreeMap::new();
    for kind in ProviderKind::ALL {
        let of_kind: Vec<SinceSource> = house.events(kind).await.into_iter().map(|event| event.source).collect();
        sources.insert(kind, of_kind);
    }
    assert!(sources[&ProviderKind::Convoso].contains(&SinceSource::ProviderDuration));
    assert!(sources[&ProviderKind::Tel4vn].contains(&SinceSource::CallStart));
    assert!(sources[&ProviderKind::Alohub].iter().all(|source| *source == SinceSource::FirstSeen));
}

#[tokio::test]
async fn a_provider_out_of_reach_leaves_a_gap_that_is_told() {
    let house = House::open(1, 4).await;

    let written = past::write(&house.backend, house.floors()).await.unwrap();

    assert!(written.failed_polls > 0 && written.failed_polls < written.polls / 20, "{written:?}");
    for kind in ProviderKind::ALL {
        let (tenant, connection) = house.connection(kind);
        let spans = house.backend.store().watch_spans(tenant, connection, UnixMs(0), UnixMs(i64::MAX)).await.unwrap();
        let [before, after] = spans[..] else { panic!("{kind}: {spans:?}") };
        assert_eq!((before.from, before.cause), (UnixMs(OPENING.0 - 6 * HOUR_MS), Some(HealthStatus::ServerError)));
        assert_eq!((after.until, after.cause), (OPENING, None));
        assert!((5 * 60_000..16 * 60_000).contains(&after.from.ms_since(before.until)), "{kind}: {spans:?}");
        let unseen = |event: &StateEvent| before.until < event.seen_at && event.seen_at < after.from;
        assert!(!house.events(kind).await.iter().any(unseen), "{kind}");
    }
}

#[tokio::test]
async fn a_past_can_be_replayed_with_the_figures_of_its_queues() {
    let house = House::open(1, 4).await;
    past::write(&house.backend, house.floors()).await.unwrap();
    let (tenant, connection) = house.connection(ProviderKind::Vicidial);
    let samples = house.backend.store().queue_samples(tenant, connection, UnixMs(0), OPENING).await.unwrap();
    assert!(samples.len() > 3, "{}", samples.len());

    let audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
    let from = UnixMs(OPENING.0 - HOUR_MS);
    let mut reel = house.backend.reel(tenant, &audience, None, from, OPENING).await.unwrap().unwrap();
    reel.seek(UnixMs(OPENING.0 - HOUR_MS / 2));

    let board = reel.board();
    assert_eq!(board.connections.len(), 5);
    assert!(board.connections.values().all(|connection| connection.health.status.is_good()));
    assert!(board.rows.values().filter(|row| row.state != AgentState::LoggedOut).count() > 5);
}

#[tokio::test]
async fn a_floor_that_has_a_history_gets_no_second_past() {
    let house = House::open(1, 2).await;
    let floors = house.floors();
    past::write(&house.backend, floors[..1].to_vec()).await.unwrap();

    let missing = past::without_history(&house.backend, floors.clone()).await.unwrap();

    let connections = |floors: &[PastFloor]| -> BTreeSet<String> {
        floors.iter().map(|floor| floor.connection.to_string()).collect()
    };
    assert_eq!(connections(&missing), connections(&floors[1..]));
}

#[tokio::test]
async fn another_tenants_floor_and_what_polls_have_read_are_left_alone() {
    let house = House::open(1, 2).await;
    let neighbour = house.neighbour().await;
    let known = house.polled_agent(ProviderKind::Convoso).await;

    past::write(&house.backend, house.floors()).await.unwrap();

    let store = house.backend.store();
    assert!(!store.has_state_events(neighbour.tenant, neighbour.connection).await.unwrap());
    assert_eq!(store.agents(neighbour.tenant, neighbour.connection).await.unwrap(), []);
    let (tenant, connection) = house.connection(ProviderKind::Convoso);
    assert_eq!(store.agent(tenant, connection, &known.external_id).await.unwrap(), Some(known));
    let foreign =
        past::write(&house.backend, vec![PastFloor { tenant: neighbour.tenant, ..house.floors()[0].clone() }]);
    assert!(matches!(foreign.await, Err(past::PastError::NoSuchConnection)));
}

#[tokio::test]
async fn a_day_looks_like_a_call_centre() {
    let house = House::lived(1, 12, 24).await;
    let (_, convoso) = house.connection(ProviderKind::Convoso);
    let floor = house.floors().into_iter().filter(|floor| floor.connection == convoso).collect();

    past::write(&house.backend, floor).await.unwrap();

    let events = house.events(ProviderKind::Convoso).await;
    let in_hour = |hour: i64| {
        let from = OPENING.0 - support::OF_DAY_MS + (hour - if hour < 14 { 0 } else { 24 }) * HOUR_MS;
        events.iter().filter(|event| (from..from + HOUR_MS).contains(&event.at.0)).count()
    };
    let (night, morning, afternoon) = (in_hour(3), in_hour(10), in_hour(15));
    assert!(morning > 10 * night.max(1) && afternoon > 10 * night.max(1), "{night} {morning} {afternoon}");
    let reasons: BTreeSet<&str> = events.iter().filter_map(|event| event.pause_reason.as_deref()).collect();
    assert!(reasons.contains("Lunch") && reasons.len() >= 4, "{reasons:?}");
    let states: BTreeSet<AgentState> = events.iter().map(|event| event.to).collect();
    for state in [AgentState::Ringing, AgentState::OnCall, AgentState::WrapUp, AgentState::LoggedOut] {
        assert!(states.contains(&state), "nobody was ever {state:?}");
    }
}
