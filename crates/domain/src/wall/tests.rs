use std::collections::BTreeMap;

use super::figure::Amount;
use super::figure::FigureSource;
use super::figure::FigureValue;
use super::figure::WallFigure;
use super::program::Who;
use super::*;
use crate::agent::Confidence;
use crate::board::ConnectionView;
use crate::board::QueueView;
use crate::capability::Capabilities;
use crate::clock::SinceSource;
use crate::health::ConnectionHealth;
use crate::id::ConnectionId;
use crate::provider::ProviderKind;
use crate::queue::FigureScope;
use crate::queue::NamedRef;
use crate::queue::QueueSnapshot;
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

fn board(rows: Vec<AgentRow>) -> Board {
    Board {
        now: NOW,
        connections: BTreeMap::from([(ConnectionIndex(0), connection(2)), (ConnectionIndex(1), connection(600))]),
        rows: rows.into_iter().zip(0..).map(|(row, id)| (RowId(id), row)).collect(),
        ..Board::default()
    }
}

/// Connection 0 is fresh and connection 1 brings nothing.
fn floor(rows: Vec<AgentRow>, view: &View) -> (WallFloor, Vec<String>) {
    let board = board(rows);
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
fn a_view_of_a_group_is_a_floor_of_its_own() {
    let sales = AgentRow { group: Some("Sales".to_owned()), ..row("Sells", AgentState::Available, 5, 0) };
    let rows = vec![sales, row("Helps", AgentState::Available, 5, 0), row("Talks", AgentState::OnCall, 5, 0)];

    let (floor, names) = floor(rows, &View { group: Some("Sales".to_owned()), ..View::default() });

    assert_eq!(names, ["Sells"]);
    assert_eq!(floor.counts, [0, 0, 0, 1, 0, 0]);
}

fn queue(name: &str, connection: u16, waiting: Option<u32>, longest_wait_s: Option<u32>) -> (String, QueueView) {
    let named = NamedRef { id: name.to_lowercase(), name: Some(name.to_owned()) };
    let reported = QueueSnapshot { waiting, longest_wait_s, ..QueueSnapshot::new(named, FigureScope::Queue, NOW) };
    (name.to_owned(), QueueView { connection: ConnectionIndex(connection), reported, agents_seen: 0 })
}

fn figures(rows: Vec<AgentRow>, queues: Vec<(String, QueueView)>, who: &Who) -> FigureSource {
    let board = Board { queues: queues.into_iter().collect(), ..board(rows) };
    FigureSource::of(&board, who, &Limits::default(), NOW)
}

#[test]
fn figures_count_what_is_known_and_say_where_it_may_be_more() {
    let rows = vec![
        row("Lunch", AgentState::Paused, 3000, 0),
        row("Ready", AgentState::Available, 5, 0),
        row("Lost", AgentState::Available, 5, 1),
        row("Home", AgentState::LoggedOut, 5, 0),
    ];
    let queues = vec![
        queue("Sales", 0, Some(3), Some(168)),
        queue("Care", 0, Some(2), Some(31)),
        queue("Returns", 0, None, None),
        queue("Gone", 1, Some(99), Some(9999)),
    ];

    let source = figures(rows, queues.clone(), &Who::default());
    let of_sales = figures(Vec::new(), queues, &Who { queue: Some("Sales".to_owned()), ..Who::default() });

    let least = |amount| FigureValue { amount, is_least: true };
    assert_eq!(source.value(WallFigure::Available), least(Amount::Count(1)), "who was lost is in no count");
    assert_eq!(source.value(WallFigure::LoggedIn), least(Amount::Count(2)));
    assert_eq!(source.value(WallFigure::Paused), least(Amount::Count(1)));
    assert_eq!(source.value(WallFigure::OverLimit), least(Amount::Count(1)));
    assert_eq!(source.value(WallFigure::Waiting), least(Amount::Count(5)), "a stale queue is not added");
    assert_eq!(source.value(WallFigure::LongestWait), least(Amount::Seconds(168)));
    let exactly = |amount| FigureValue { amount, is_least: false };
    assert_eq!(of_sales.value(WallFigure::Waiting), exactly(Amount::Count(3)));
}

#[test]
fn what_nobody_reports_is_no_figure_and_where_nobody_waits_nobody_waits_long() {
    let unknown = figures(Vec::new(), vec![queue("Returns", 0, None, None)], &Who::default());
    let quiet = figures(Vec::new(), vec![queue("Sales", 0, Some(0), None)], &Who::default());
    let none = figures(Vec::new(), Vec::new(), &Who::default());

    for source in [unknown, none] {
        for figure in [WallFigure::Waiting, WallFigure::LongestWait] {
            assert_eq!(source.value(figure).amount, Amount::NotReported);
        }
    }
    assert_eq!(quiet.value(WallFigure::Waiting).amount, Amount::Count(0));
    assert_eq!(quiet.value(WallFigure::LongestWait).amount, Amount::Seconds(0));
}

#[test]
fn a_figures_word_reads_back() {
    for figure in WallFigure::ALL {
        assert_eq!(WallFigure::from_slug(figure.slug()), Some(figure));
        assert_eq!(serde_json::to_value(figure).unwrap(), figure.slug());
    }
}

#[test]
fn a_long_name_keeps_its_last_word() {
    for (name, short) in [
        ("Nguyễn Thị Hà", "N. Thị Hà"),
        ("Nguyễn Thị Thu Hà", "N. T. T. Hà"),
        ("Đặng Quốc Phương", "Đ. Phương"),
        ("James Okafor", "J. Okafor"),
        ("Michael Šťastný", "M. Šťastný"),
        ("  Lan   Phạm ", "Lan Phạm"),
        ("1001", "1001"),
        ("Bartholomewson", "Bartholomewson"),
        ("AloHub.hung14", "A. hung14"),
        ("AloHub.tu7", "AloHub.tu7"),
        ("lan_pham.support", "l. p. support"),
        ("______________", "______________"),
        ("", ""),
    ] {
        assert_eq!(short_name(name), short);
    }
}
