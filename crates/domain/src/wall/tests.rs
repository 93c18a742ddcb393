use std::collections::BTreeMap;

use super::*;
use crate::agent::Confidence;
use crate::board::ConnectionView;
use crate::capability::Capabilities;
use crate::clock::SinceSource;
use crate::health::ConnectionHealth;
use crate::id::ConnectionId;
use crate::provider::ProviderKind;
use crate::view::Show;

const NOW: UnixMs = UnixMs(1_795_226_832_000);

fn row(name: &str, state: AgentState, in_state_s: i64, connection: u16) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(connection),
        external_id: name.to_lowercase(),
        name: name.to_owned(),
        login: None,
        extension: None,
        group: None,
        campaign: None,
        queues: Vec::new(),
        skills: Vec::new(),
        state,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(NOW.whole_s() - in_state_s),
        source: SinceSource::ProviderDuration,
        is_lower_bound: false,
        precision_s: 0,
        call: None,
        calls_today: None,
        pending: None,
        enabled: None,
        read_at_s: None,
    }
}

fn connection(read_ago_s: i64) -> ConnectionView {
    ConnectionView {
        id: ConnectionId("018f0000-0000-7000-8000-000000000001".parse().unwrap()),
        kind: ProviderKind::Tel4vn,
        name: "Floor".to_owned(),
        health: ConnectionHealth {
            last_ok_at: Some(NOW.plus_s(-read_ago_s)),
            poll_interval_ms: 5000,
            ..ConnectionHealth::default()
        },
        totals: None,
        capabilities: Capabilities::default(),
        allowance: None,
        unmapped: Vec::new(),
    }
}

/// Connection 0 is fresh and connection 1 brings nothing.
fn floor(rows: Vec<AgentRow>, view: &View) -> (WallFloor, Vec<String>) {
    let board = Board {
        now: NOW,
        connections: BTreeMap::from([(ConnectionIndex(0), connection(2)), (ConnectionIndex(1), connection(600))]),
        rows: rows.into_iter().zip(0..).map(|(row, id)| (RowId(id), row)).collect(),
        ..Board::default()
    };
    let floor = WallFloor::of(&board, view, &Limits::default(), NOW);
    let names = floor.tiles.iter().map(|tile| board.rows[&tile.row].name.clone()).collect();
    (floor, names)
}

#[test]
fn those_farthest_from_serving_a_caller_come_first_and_the_longest_among_them() {
    let rows = vec![
        row("Talks", AgentState::OnCall, 60, 0),
        row("Ready", AgentState::Available, 5, 0),
        row("Waits", AgentState::Available, 50, 0),
        row("Away", AgentState::Paused, 30, 0),
        row("Home", AgentState::LoggedOut, 9000, 0),
        row("Odd", AgentState::Unknown, 5, 0),
        row("Lunch", AgentState::Paused, 3000, 0),
        row("Longest", AgentState::Paused, 4000, 0),
    ];

    let (floor, names) = floor(rows, &View::default());

    assert_eq!(names, ["Away", "Odd", "Waits", "Ready", "Talks"]);
    assert_eq!(floor.pinned.iter().map(|tile| tile.row.0).collect::<Vec<_>>(), [7, 6]);
    assert_eq!(floor.counts, [2, 1, 1, 2, 1, 1]);
}

#[test]
fn who_was_read_too_long_ago_stays_on_the_wall_and_is_in_no_count() {
    let rows = vec![row("Seen", AgentState::Available, 5, 0), row("Lost", AgentState::Paused, 4000, 1)];

    let (floor, names) = floor(rows, &View::default());

    assert_eq!(names, ["Lost", "Seen"]);
    assert!(floor.tiles[0].is_stale && !floor.tiles[1].is_stale);
    assert_eq!(floor.tiles[0].group, WallGroup::NotReady);
    assert!(floor.pinned.is_empty(), "its clock stands, so it cannot be over a limit");
    assert_eq!((floor.counts, floor.unseen), ([0, 0, 0, 1, 0, 0], 1));
    assert_eq!(floor.silent, [(ConnectionIndex(1), 1)]);
}

#[test]
fn a_call_the_customer_has_left_is_pinned_at_once() {
    let mut dead = row("Dead", AgentState::WrapUp, 1, 0);
    dead.sub = Some(SubState::Dead);

    let (floor, _) = floor(vec![dead], &View::default());

    assert_eq!(floor.pinned.len(), 1);
    assert_eq!(floor.count(WallGroup::OverLimit), 1);
}

#[test]
fn a_view_hides_tiles_and_no_counts() {
    let rows = vec![row("Talks", AgentState::OnCall, 60, 0), row("Home", AgentState::LoggedOut, 9000, 0)];

    let (shown, names) = floor(rows, &View { show: Show::Everyone, ..View::default() });

    assert_eq!(names, ["Talks", "Home"]);
    assert_eq!(shown.count(WallGroup::Offline), 1);
}

#[test]
fn a_long_name_keeps_its_last_word() {
    for (name, short) in [
        ("Nguyễn Thị Hà", "N. Thị Hà"),
        ("Nguyễn Thị Thu Hà", "N. T. Thu Hà"),
        ("James Okafor", "James Okafor"),
        ("Michael Šťastný", "M. Šťastný"),
        ("  Lan   Phạm ", "Lan Phạm"),
        ("1001", "1001"),
        ("Bartholomewson", "Bartholomewson"),
        ("", ""),
    ] {
        assert_eq!(short_name(name), short);
    }
}
