//! Frames: shared by all viewers, resumed where possible, merged for whoever is slow.

use std::collections::BTreeSet;

use domain::agent::AgentState;
use domain::delta::Position;
use domain::id::TenantId;
use futures::FutureExt;
use uuid::Uuid;

use crate::fixture::ADMIN;
use crate::fixture::Centre;
use crate::fixture::DISPLAY;
use crate::fixture::Event;
use crate::fixture::FIRST;
use crate::fixture::TENANT;
use crate::fixture::Viewer;
use crate::fixture::agent;
use crate::fixture::good;
use crate::fixture::read;
use crate::fixture::timeless;

const STATES: [AgentState; 2] = [AgentState::Available, AgentState::Paused];

fn change(centre: &Centre, times: usize) {
    for turn in 0..times {
        centre.poll(vec![agent("a", STATES[turn % 2])]);
    }
}

#[test]
fn one_frame_is_encoded_for_all_viewers_of_an_audience() {
    let centre = Centre::new();
    let mut viewers: Vec<Viewer> = (0..50).map(|_| centre.view(ADMIN, None)).collect();
    let first: BTreeSet<usize> =
        viewers.iter_mut().map(|viewer| viewer.take().unwrap().bytes.as_ptr() as usize).collect();

    change(&centre, 1);
    let then: BTreeSet<usize> =
        viewers.iter_mut().map(|viewer| viewer.take().unwrap().bytes.as_ptr() as usize).collect();

    assert_eq!(first.len(), 1);
    assert_eq!(then.len(), 1);
    assert_eq!(centre.hub.viewers(TENANT), 50);
    assert_eq!(centre.hub.audiences(TENANT), 1);
}

#[test]
fn a_shared_snapshot_is_made_anew_before_its_time_grows_old() {
    let centre = Centre::new();
    let mut early = centre.view(ADMIN, None);
    early.take().unwrap();

    centre.pass_s(60);
    let mut late = centre.view(ADMIN, None);
    late.take().unwrap();

    assert_eq!(late.board.now, centre.now());
    assert_eq!(late.position(), early.position());
}

#[test]
fn a_shared_snapshot_is_never_older_than_the_last_step() {
    let centre = Centre::new();
    let mut early = centre.view(ADMIN, None);
    early.take().unwrap();

    centre.hub.publish_health(TENANT, FIRST, good(centre.now(), 3));
    let mut late = centre.view(ADMIN, None);
    late.take().unwrap();

    assert!(late.position() > early.position());
    assert_eq!(late.board, centre.board(ADMIN));
}

#[test]
fn a_position_that_is_still_known_is_resumed_step_by_step() {
    let centre = Centre::new();
    let _other = centre.view(ADMIN, None);
    change(&centre, 3);
    let seen = centre.board(ADMIN);
    change(&centre, 100);

    let mut viewer = Viewer::resuming(&centre.hub, ADMIN, seen);
    let frames = viewer.drain();

    assert_eq!(frames.len(), 100);
    assert!(frames.iter().all(|frame| matches!(read(frame), Event::Delta(_))));
    assert_eq!(timeless(viewer.board), timeless(centre.board(ADMIN)));
}

#[test]
fn a_board_from_the_page_is_carried_on_without_a_snapshot() {
    let centre = Centre::new();
    change(&centre, 2);
    let rendered = centre.board(ADMIN);

    let mut viewer = Viewer::resuming(&centre.hub, ADMIN, rendered);
    assert!(viewer.take().is_none());
    change(&centre, 1);

    assert!(matches!(read(&viewer.take().unwrap()), Event::Delta(_)));
}

#[test]
fn a_gap_or_a_foreign_epoch_is_answered_with_a_snapshot() {
    let centre = Centre::new();
    let _other = centre.view(ADMIN, None);
    let old = centre.board(ADMIN);
    change(&centre, 300);
    let now = centre.board(ADMIN).position();
    let foreign = Position { epoch: now.epoch - 1, ..now };
    let ahead = Position { seq: now.seq + 5, ..now };

    for position in [old.position(), foreign, ahead] {
        let mut viewer = Viewer::of(centre.hub.subscribe(TENANT, ADMIN, None, Some(position)).unwrap());
        let frames = viewer.drain();

        assert_eq!(frames.len(), 1, "{position}");
        assert!(matches!(read(&frames[0]), Event::Snapshot(_)));
        assert_eq!(frames[0].position, now);
    }
}

#[test]
fn a_slow_viewer_gets_a_few_steps_or_one_merged_catch_up() {
    let centre = Centre::new();
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();
    assert!(viewer.take().is_none());

    change(&centre, 16);
    assert_eq!(viewer.drain().len(), 16);
    change(&centre, 17);
    let frames = viewer.drain();

    assert_eq!(frames.len(), 1);
    assert!(matches!(read(&frames[0]), Event::Snapshot(_)));
    assert_eq!(timeless(viewer.board), timeless(centre.board(ADMIN)));
}

#[tokio::test]
async fn a_waiting_viewer_is_woken_and_a_dropped_wait_loses_nothing() {
    let centre = Centre::new();
    let mut subscription = centre.hub.subscribe(TENANT, ADMIN, None, None).unwrap();
    let first = subscription.next().await;
    assert!(subscription.next().now_or_never().is_none());

    let hub = centre.hub.clone();
    let waiting = tokio::spawn(async move { subscription.next().await });
    tokio::task::yield_now().await;
    hub.publish_health(TENANT, FIRST, good(centre.now(), 3));

    let woken = waiting.await.unwrap();
    assert!(matches!(read(&woken), Event::Delta(delta) if delta.follows(first.position)));
}

#[test]
fn the_last_viewer_takes_the_feed_along() {
    let centre = Centre::new();
    let admin = centre.view(ADMIN, None);
    let another = centre.view(ADMIN, None);
    let display = centre.view(DISPLAY, None);
    let watched = centre.hub.watch_viewers(TENANT);
    assert_eq!((centre.hub.viewers(TENANT), centre.hub.audiences(TENANT)), (3, 2));

    drop(admin);
    assert_eq!((centre.hub.viewers(TENANT), centre.hub.audiences(TENANT)), (2, 2));
    drop(another);
    assert_eq!((centre.hub.viewers(TENANT), centre.hub.audiences(TENANT)), (1, 1));
    drop(display);

    assert_eq!((centre.hub.viewers(TENANT), centre.hub.audiences(TENANT)), (0, 0));
    assert_eq!(*watched.borrow(), 0);
}

#[test]
fn tenants_never_see_each_other() {
    let centre = Centre::new();
    let neighbour = TenantId(Uuid::from_u128(2));
    let theirs = domain::id::ConnectionId(Uuid::from_u128(99));
    centre.connect(neighbour, theirs, vec![agent("neighbour", AgentState::Available)]);
    let mut ours = centre.view(ADMIN, None);
    let mut foreign = centre.hub.subscribe(neighbour, ADMIN, None, None).unwrap();
    ours.drain();
    foreign.next().now_or_never().unwrap();

    centre.poll(vec![agent("a", AgentState::Available)]);
    // A connection is only ever changed in its own tenant.
    centre.hub.publish_health(TENANT, theirs, good(centre.now(), 1));

    assert_eq!(ours.drain().len(), 1);
    assert!(foreign.next().now_or_never().is_none());
    let board = centre.board(ADMIN);
    assert!(board.rows.values().all(|row| row.external_id == "a"));
    assert!(centre.hub.agent(TENANT, theirs, "neighbour").is_none());
    assert!(centre.hub.agent(neighbour, FIRST, "a").is_none());
    assert!(centre.hub.agent(neighbour, theirs, "neighbour").is_some());
    assert_eq!(centre.hub.viewers(neighbour), 1);
}

#[test]
fn a_step_that_an_audience_cannot_see_sends_it_nothing_and_leaves_no_gap() {
    let centre = Centre::new();
    let filter = domain::audience::ScopeFilter { groups: vec!["north".to_owned()], ..Default::default() };
    let north = |state| domain::agent::AgentSnapshot { group: Some("north".to_owned()), ..agent("n", state) };
    centre.connect(TENANT, crate::fixture::SECOND, vec![north(AgentState::Available)]);
    let mut viewer = centre.view(crate::fixture::LIMITED, Some(&filter));
    viewer.drain();

    change(&centre, 3);
    assert!(viewer.take().is_none());
    let snapshot = domain::snapshot::Snapshot {
        agents: vec![north(AgentState::Paused)],
        ..domain::snapshot::Snapshot::new(centre.now())
    };
    centre.poll_whole(crate::fixture::SECOND, snapshot);

    assert!(matches!(read(&viewer.take().unwrap()), Event::Delta(delta) if delta.at.seq > delta.prev + 1));
}
