//! What a row, a queue and a connection show of the floor.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::freshness::Freshness;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::queue::FigureScope;
use domain::queue::QueueMembership;
use domain::queue::QueueSnapshot;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;

use crate::fixture::ADMIN;
use crate::fixture::Centre;
use crate::fixture::Event;
use crate::fixture::FIRST;
use crate::fixture::SECOND;
use crate::fixture::START;
use crate::fixture::TENANT;
use crate::fixture::agent;
use crate::fixture::good;
use crate::fixture::queue;
use crate::fixture::read;
use crate::fixture::serving;

#[test]
fn an_unchanged_floor_moves_only_the_connections_health() {
    let centre = Centre::new();
    centre.poll(vec![agent("a", AgentState::Available)]);
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();

    centre.poll(vec![agent("a", AgentState::Available)]);
    let Event::Delta(delta) = read(&viewer.take().unwrap()) else { panic!("a step was due") };

    assert!(delta.rows.is_empty() && delta.queues.is_empty());
    let (_, patch) = &delta.connections.change[0];
    assert!(patch.health.is_some() && patch.name.is_none());
}

#[test]
fn one_agents_change_sends_one_agents_fields() {
    let centre = Centre::new();
    let many = |state| -> Vec<AgentSnapshot> {
        (0..200).map(|at| agent(&format!("{at:03}"), if at == 7 { state } else { AgentState::Available })).collect()
    };
    centre.poll(many(AgentState::Available));
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();

    centre.poll(many(AgentState::Paused));
    let Event::Delta(delta) = read(&viewer.take().unwrap()) else { panic!("a step was due") };

    assert_eq!(delta.rows.change.len(), 1);
    let patch = serde_json::to_string(&delta.rows.change[0]).unwrap();
    assert!(patch.len() <= 70, "{patch}");
}

#[test]
fn an_outage_changes_nobodys_state_and_names_its_cause() {
    let centre = Centre::new();
    centre.poll(vec![agent("a", AgentState::Available), agent("b", AgentState::Paused)]);
    let before = centre.board(ADMIN);

    centre.pass_s(60);
    let failed = ConnectionHealth {
        status: HealthStatus::Unreachable,
        consecutive_failures: 1,
        last_try_at: Some(centre.now()),
        ..before.connections[&ConnectionIndex(0)].health.clone()
    };
    centre.hub.publish_health(TENANT, FIRST, failed);
    let board = centre.board(ADMIN);

    assert_eq!(board.rows, before.rows);
    assert_eq!(board.connections[&ConnectionIndex(0)].health.status, HealthStatus::Unreachable);
    assert!(board.rows.values().all(|row| board.freshness_of(row, centre.now()) == Freshness::Stale));
}

#[test]
fn a_row_that_was_not_read_with_the_others_shows_its_own_age() {
    let centre = Centre::new();
    centre.poll(vec![agent("a", AgentState::Available), agent("b", AgentState::Available)]);
    let read_at = centre.now();
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();
    let partial = |agents| Snapshot { complete: false, agents, ..Snapshot::new(START) };

    centre.poll_whole(FIRST, partial(vec![agent("a", AgentState::Available)]));
    viewer.drain();
    let own_age = |viewer: &crate::fixture::Viewer| -> Vec<Option<i64>> {
        viewer.board.rows.values().map(|row| row.read_at_s).collect()
    };
    assert_eq!(own_age(&viewer), [None, Some(read_at.whole_s())]);
    centre.poll_whole(FIRST, partial(vec![agent("a", AgentState::Available), agent("b", AgentState::Available)]));
    viewer.drain();

    assert_eq!(own_age(&viewer), [None, None]);
}

#[test]
fn row_numbers_outlive_an_absence_and_an_edit_of_the_connection() {
    let centre = Centre::new();
    centre.connect(TENANT, SECOND, Vec::new());
    centre.poll(vec![agent("a", AgentState::Available), agent("b", AgentState::Available)]);
    let before = centre.board(ADMIN);
    let kept = centre.hub.agents(TENANT, FIRST, None);

    centre.connect(TENANT, FIRST, kept);
    let after = centre.board(ADMIN);
    centre.hub.remove_connection(TENANT, SECOND);
    centre.connect(TENANT, SECOND, Vec::new());

    assert_eq!(after.rows.keys().collect::<Vec<_>>(), before.rows.keys().collect::<Vec<_>>());
    assert_eq!(after.rows.keys().copied().collect::<Vec<_>>(), [RowId(0), RowId(1)]);
    // A number is never dealt twice in an epoch.
    assert_eq!(centre.hub.connection_index(TENANT, SECOND), Some(ConnectionIndex(2)));
    assert_eq!(centre.hub.connection_id(TENANT, ConnectionIndex(1)), None);
}

#[test]
fn a_removed_connection_takes_its_rows_and_queues_along() {
    let centre = Centre::new();
    let figures = QueueSnapshot::new(queue("q", "Q"), FigureScope::Queue, START);
    let snapshot =
        Snapshot { agents: vec![agent("a", AgentState::Available)], queues: vec![figures], ..Snapshot::new(START) };
    centre.poll_whole(FIRST, snapshot);
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();

    centre.hub.remove_connection(TENANT, FIRST);
    viewer.drain();

    assert!(viewer.board.rows.is_empty() && viewer.board.queues.is_empty() && viewer.board.connections.is_empty());
    assert_eq!(centre.poll(vec![agent("a", AgentState::Available)]), domain::floor::Absorbed::default());
}

#[test]
fn the_queue_being_served_stands_before_the_callin_queues() {
    let centre = Centre::new();
    let member = |id: &str| AgentSnapshot {
        callin: QueueMembership { items: vec![queue("1", "Sales"), queue("2", "Support")], ..Default::default() },
        ..agent(id, AgentState::Available)
    };
    let odd = AgentSnapshot { raw_status: "HUH".to_owned(), ..agent("c", AgentState::Unknown) };
    let paused = AgentSnapshot { raw_status: "PAUSED".to_owned(), ..agent("d", AgentState::Paused) };
    centre.poll(vec![member("a"), serving(member("b"), "2", "Support"), odd, paused]);

    let board = centre.board(ADMIN);
    let rows: Vec<_> = board.rows.values().collect();

    assert_eq!(rows[0].queues, ["Sales", "Support"]);
    assert_eq!(rows[1].queues, ["Support"]);
    assert_eq!(rows[2].raw_status.as_deref(), Some("HUH"));
    assert_eq!(rows[3].raw_status, None);
}

#[test]
fn queues_that_could_not_be_read_keep_their_figures_and_unchanged_ones_are_not_sent_again() {
    let centre = Centre::new();
    let figures = QueueSnapshot { waiting: Some(4), ..QueueSnapshot::new(queue("q", "Q"), FigureScope::Queue, START) };
    let whole = Snapshot { queues: vec![figures], ..Snapshot::new(START) };
    let failed = Warning::PartFailed { part: "queues".to_owned(), reason: "no answer in time".to_owned() };
    centre.poll_whole(FIRST, whole.clone());
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();

    centre.poll_whole(FIRST, whole);
    let Event::Delta(again) = read(&viewer.take().unwrap()) else { panic!("a step was due") };
    centre.poll_whole(FIRST, Snapshot { warnings: vec![failed], ..Snapshot::new(START) });
    viewer.drain();
    let in_part = viewer.board.queues["0:q"].clone();
    centre.poll_whole(FIRST, Snapshot::new(START));
    viewer.drain();

    assert!(again.queues.is_empty());
    assert_eq!(in_part.reported.waiting, Some(4));
    assert!(viewer.board.queues.is_empty());
}

#[test]
fn an_agent_read_on_their_own_changes_only_their_row() {
    let centre = Centre::new();
    centre.poll(vec![agent("a", AgentState::Available), agent("b", AgentState::Available)]);
    let mut viewer = centre.view(ADMIN, None);
    viewer.drain();
    centre.pass_s(1);

    let read_again = AgentSnapshot { observed_at: centre.now(), ..agent("a", AgentState::Paused) };
    let absorbed = centre.hub.publish_agent(TENANT, FIRST, read_again);
    let Event::Delta(delta) = read(&viewer.take().unwrap()) else { panic!("a step was due") };

    assert_eq!(absorbed.events.len(), 1);
    assert_eq!(delta.rows.change.len(), 1);
    assert!(delta.connections.is_empty());
}

#[test]
fn a_tenant_without_connections_has_an_empty_board() {
    let centre = Centre::new();
    let newcomer = domain::id::TenantId(uuid::Uuid::from_u128(3));

    let board = centre.hub.board(newcomer, &ADMIN, None, START).unwrap();

    assert_eq!((board.epoch, board.seq, board.rows.len()), (7, 0, 0));
    centre.hub.publish_health(newcomer, FIRST, good(START, 0));
    assert_eq!(centre.hub.board(newcomer, &ADMIN, None, START).unwrap(), board);
}

#[test]
fn x14_the_same_person_at_two_connections_is_two_rows() {
    let centre = Centre::new();
    centre.connect(TENANT, SECOND, Vec::new());
    let of = |agents| Snapshot { agents, ..Snapshot::new(START) };

    centre.poll_whole(FIRST, of(vec![agent("lan", AgentState::Available)]));
    centre.poll_whole(SECOND, of(vec![agent("lan", AgentState::Paused)]));

    let rows = centre.board(ADMIN).rows;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[&RowId(0)].external_id, rows[&RowId(1)].external_id);
    assert_ne!(rows[&RowId(0)].connection, rows[&RowId(1)].connection);
}
