//! Boards, deltas, counts, exceptions and views.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::agent::SubState;
use domain::arrange::GroupLabel;
use domain::arrange::arrange;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::CallView;
use domain::board::ConnectionView;
use domain::board::PendingView;
use domain::board::QueueView;
use domain::call::Direction;
use domain::capability::Capabilities;
use domain::clock::SinceSource;
use domain::command::ActionKind;
use domain::counts::Counts;
use domain::counts::Kpi;
use domain::delta::Delta;
use domain::delta::diff;
use domain::exception::Exception;
use domain::exception::ExceptionKind;
use domain::exception::exceptions;
use domain::freshness::Freshness;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::Level;
use domain::limits::Limit;
use domain::limits::LimitTable;
use domain::limits::Limited;
use domain::limits::Limits;
use domain::provider::ProviderKind;
use domain::queue::FigureScope;
use domain::queue::NamedRef;
use domain::queue::QueueSnapshot;
use domain::time::UnixMs;
use domain::view::GroupBy;
use domain::view::Show;
use domain::view::SortBy;
use domain::view::View;
use proptest::prelude::*;

const NOW: UnixMs = UnixMs(1_795_226_832_000);

fn row(name: &str, state: AgentState, in_state_s: i64) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(0),
        external_id: name.to_lowercase(),
        name: name.to_owned(),
        login: None,
        extension: Some("101".to_owned()),
        group: None,
        campaign: None,
        queues: vec!["Support".to_owned()],
        skills: vec![],
        state,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(NOW.whole_s() - in_state_s),
        source: SinceSource::FirstSeen,
        is_lower_bound: false,
        precision_s: 5,
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
        name: "Floor one".to_owned(),
        health: ConnectionHealth {
            status: HealthStatus::Ok,
            last_ok_at: Some(NOW.plus_s(-read_ago_s)),
            last_try_at: Some(NOW),
            poll_interval_ms: 5000,
            ..ConnectionHealth::default()
        },
        totals: None,
        capabilities: Capabilities::default(),
        allowance: None,
        unmapped: vec![],
    }
}

fn board(rows: Vec<AgentRow>, read_ago_s: i64) -> Board {
    Board {
        epoch: 7,
        seq: 1,
        now: NOW,
        connections: BTreeMap::from([(ConnectionIndex(0), connection(read_ago_s))]),
        rows: rows.into_iter().zip(0..).map(|(row, id)| (RowId(id), row)).collect(),
        ..Board::default()
    }
}

#[test]
fn stale_rows_are_counted_apart_and_never_as_logged_out() {
    let fresh = board(vec![row("A", AgentState::Available, 5), row("B", AgentState::OnCall, 5)], 5);
    let stale = board(vec![row("A", AgentState::Available, 5), row("B", AgentState::OnCall, 5)], 21);

    let counts = Counts::of(&fresh, &Limits::default(), NOW);
    let later = Counts::of(&stale, &Limits::default(), NOW);

    assert_eq!((counts.get(Kpi::LoggedIn).fresh, counts.get(Kpi::LoggedIn).stale), (2, 0));
    assert_eq!((later.get(Kpi::LoggedIn).fresh, later.get(Kpi::LoggedIn).stale), (0, 2));
    assert_eq!(later.logged_out, 0);
}

#[test]
fn a_queues_figures_go_stale_with_their_own_reading_and_with_their_connection() {
    let queue = |waiting, read_ago_s: i64| QueueView {
        connection: ConnectionIndex(0),
        reported: QueueSnapshot {
            waiting,
            ..QueueSnapshot::new(
                NamedRef { id: "1".to_owned(), name: None },
                FigureScope::Queue,
                NOW.plus_s(-read_ago_s),
            )
        },
        agents_seen: 0,
    };

    assert_eq!(queue(Some(0), 5).freshness(&connection(5), NOW), Freshness::Fresh);
    assert_eq!(queue(Some(0), 61).freshness(&connection(5), NOW), Freshness::Stale);
    assert_eq!(queue(Some(0), 5).freshness(&connection(21), NOW), Freshness::Stale);
    assert_eq!(queue(None, 300).freshness(&connection(5), NOW), Freshness::Fresh);
}

#[test]
fn a_stale_connection_is_the_exception_not_each_of_its_rows() {
    let board = board(vec![row("A", AgentState::Paused, 5000)], 60);

    let found = exceptions(&board, &Limits::default(), NOW);

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, ExceptionKind::StaleConnection);
    assert_eq!(found[0].for_s, Some(60));
}

#[test]
fn alarms_come_before_warnings_and_a_dead_call_has_its_own_limit() {
    let mut dead = row("Dead", AgentState::WrapUp, 20);
    dead.sub = Some(SubState::Dead);
    let board = board(vec![row("Long", AgentState::Paused, 2000), dead, row("Fine", AgentState::OnCall, 20)], 1);

    let found = exceptions(&board, &Limits::default(), NOW);

    let kinds: Vec<ExceptionKind> = found.iter().map(|exception| exception.kind).collect();
    assert_eq!(kinds, [ExceptionKind::PauseOverLimit, ExceptionKind::DeadCall]);
    assert_eq!(found[1].limit_s, Some(15));
}

/// One row over the limit that is set for it, and what is raised of it.
fn raised(state: AgentState, sub: Option<SubState>, reason: Option<&str>, limits: LimitTable) -> Vec<Exception> {
    let row = AgentRow { sub, pause_reason: reason.map(str::to_owned), ..row("A", state, 100) };
    let limits = Limits { everywhere: limits, ..Limits::default() };
    exceptions(&board(vec![row], 1), &limits, NOW)
}

#[test]
fn every_exception_follows_the_limit_that_a_tenant_set_for_it() {
    for (state, sub, limited, kind) in [
        (AgentState::Ringing, None, Limited::Ringing, ExceptionKind::LongRing),
        (AgentState::Paused, None, Limited::Paused, ExceptionKind::PauseOverLimit),
        (AgentState::Unavailable, None, Limited::Unavailable, ExceptionKind::LongUnavailable),
        (AgentState::WrapUp, None, Limited::WrapUp, ExceptionKind::StuckWrapUp),
        (AgentState::OnCall, None, Limited::OnCall, ExceptionKind::LongCall),
        (AgentState::OnHold, None, Limited::OnCall, ExceptionKind::LongCall),
        (AgentState::Available, None, Limited::Available, ExceptionKind::LongIdle),
        (AgentState::WrapUp, Some(SubState::Dead), Limited::Dead, ExceptionKind::DeadCall),
    ] {
        let with = |limit| raised(state, sub, None, LimitTable::default().with_state(limited, limit));

        let (alarm, warning, quiet, off) =
            (with(Limit::of(10, 100)), with(Limit::of(99, 101)), with(Limit::of(101, 200)), with(Limit::OFF));

        let said = |found: &[Exception]| found.iter().map(|it| (it.kind, it.level, it.limit_s)).collect::<Vec<_>>();
        assert_eq!(said(&alarm), [(kind, Level::Alarm, Some(100))], "{limited:?}");
        assert_eq!(said(&warning), [(kind, Level::Attention, Some(99))], "{limited:?}");
        assert_eq!((quiet.len(), off.len()), (0, 0), "{limited:?}");
    }
}

#[test]
fn a_pause_is_measured_by_the_limit_of_its_own_reason() {
    let limits = || {
        LimitTable::default()
            .with_state(Limited::Paused, Limit::of(10, 20))
            .with_reason("Lunch", Limit::of(90, 3000))
            .with_reason("Training", Limit::OFF)
    };
    let paused = |reason| raised(AgentState::Paused, None, reason, limits());

    let lunch = paused(Some("LUNCH"));

    assert_eq!((lunch[0].level, lunch[0].limit_s), (Level::Attention, Some(90)));
    assert_eq!(paused(Some("training")), []);
    assert_eq!(paused(Some("Toilet"))[0].limit_s, Some(20));
    assert_eq!(paused(None)[0].level, Level::Alarm);
}

#[test]
fn a_stale_connection_is_as_bad_as_its_limit_says() {
    let found = |read_ago_s, limit| {
        let limits = Limits {
            connections: BTreeMap::from([(
                ConnectionIndex(0),
                LimitTable::default().with_state(Limited::Stale, limit),
            )]),
            ..Limits::default()
        };
        let found = exceptions(&board(Vec::new(), read_ago_s), &limits, NOW);
        found.into_iter().map(|exception| exception.level).collect::<Vec<_>>()
    };

    assert_eq!(found(21, Limit::of(20, 300)), [Level::Attention]);
    assert_eq!(found(300, Limit::of(20, 300)), [Level::Alarm]);
    assert_eq!(found(300, Limit::OFF), []);
    assert_eq!(found(15, Limit::of(10, 12)), [], "late is not stale yet");
}

#[test]
fn a_search_ignores_marks_and_matches_every_word() {
    let board = board(vec![row("Nguyễn Thị Hoà", AgentState::Available, 1), row("Jane", AgentState::Available, 1)], 1);
    let view = View { search: "hoa nguyen".to_owned(), group_by: GroupBy::None, ..View::default() };

    let groups = arrange(&board, &view, &Limits::default(), NOW).groups;

    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].rows, [RowId(0)]);
}

#[test]
fn logged_out_agents_are_hidden_until_they_are_asked_for() {
    let board = board(vec![row("In", AgentState::Available, 1), row("Out", AgentState::LoggedOut, 1)], 1);
    let shown = |show| {
        let view = View { show, ..View::default() };
        arrange(&board, &view, &Limits::default(), NOW).groups.iter().map(|group| group.rows.len()).sum::<usize>()
    };

    assert_eq!((shown(Show::LoggedIn), shown(Show::Everyone)), (1, 2));
}

#[test]
fn groups_by_state_carry_the_state_and_the_worst_group_is_first() {
    let board = board(vec![row("A", AgentState::Available, 1), row("B", AgentState::Paused, 2000)], 1);
    let view = View { group_by: GroupBy::State, ..View::default() };

    let groups = arrange(&board, &view, &Limits::default(), NOW).groups;

    assert_eq!(groups[0].label, GroupLabel::State(AgentState::Paused));
    assert_eq!(groups[1].label, GroupLabel::State(AgentState::Available));
}

#[test]
fn a_view_survives_the_address_and_names_what_it_could_not_read() {
    let view = View {
        show: Show::Only(Kpi::OnCall),
        queue: Some("CSKH Hà Nội".to_owned()),
        search: "a b".to_owned(),
        agents: ["0:an".to_owned(), "3:bo:1".to_owned()].into(),
        sort_by: SortBy::Name,
        group_by: GroupBy::Skill,
        ..View::default()
    };

    let params = view.to_params();
    let read = View::from_params(params.iter().map(|(name, value)| (*name, value.as_str())));
    let bad = View::from_params([("sort", "sideways"), ("utm", "x"), ("only", "an")]);

    assert_eq!(read, view);
    assert_eq!(bad.invalid, ["sort=sideways", "only=an"]);
}

#[test]
fn agents_that_are_named_are_shown_whatever_else_stands_beside_them() {
    let board = board(vec![row("An", AgentState::Paused, 10), row("Bo", AgentState::Paused, 10)], 1);
    let view = View { agents: ["0:an".to_owned()].into(), ..View::default() };

    let arrangement = arrange(&board, &view, &Limits::default(), NOW);

    let names: Vec<&str> =
        arrangement.groups.iter().flat_map(|group| &group.rows).map(|id| board.rows[id].name.as_str()).collect();
    assert_eq!(names, ["An"]);
}

#[test]
fn one_changed_row_costs_at_most_seventy_bytes() {
    let old = board(vec![row("A", AgentState::Available, 60)], 1);
    let mut new = old.clone();
    new.seq = 2;
    let row = new.rows.get_mut(&RowId(0)).unwrap();
    row.state = AgentState::OnCall;
    row.since_s = Some(NOW.whole_s());
    row.call = Some(CallView { direction: Direction::Inbound, number: None, lead: None });

    let delta = diff(&old, &new);

    let bytes = serde_json::to_string(&delta.rows.change).unwrap().len();
    assert!(bytes <= 70, "{bytes} bytes");
}

#[test]
fn a_delta_with_a_gap_is_refused_and_changes_nothing() {
    let mut board = board(vec![row("A", AgentState::Available, 60)], 1);
    let before = board.clone();
    let delta = Delta { at: domain::delta::Position { epoch: 7, seq: 9 }, prev: 8, ..Delta::default() };

    assert!(board.apply(delta).is_err());
    assert_eq!(board, before);
}

fn any_row() -> impl Strategy<Value = AgentRow> {
    (0usize..10, 0i64..5000, prop::option::of("[a-zA-Z|,'<>ạ]{0,12}"), any::<bool>(), prop::option::of(0u32..99))
        .prop_map(|(state, ago, text, flag, calls)| AgentRow {
            pause_reason: text.clone(),
            campaign: text.clone(),
            is_lower_bound: flag,
            calls_today: calls,
            pending: flag.then_some(PendingView { action: ActionKind::LogOut, since_s: ago }),
            call: flag.then(|| CallView { direction: Direction::Inbound, number: text.clone(), lead: None }),
            ..row(text.as_deref().unwrap_or("x"), AgentState::ALL[state], ago)
        })
}

fn any_board() -> impl Strategy<Value = Board> {
    let limit = prop::option::of(1u32..99);
    (prop::collection::btree_map((0u32..20).prop_map(RowId), any_row(), 0..12), 0i64..100, limit).prop_map(
        |(rows, ago, warn_s)| {
            let mut board = board(vec![], ago);
            board.rows = rows;
            if let Some(warn_s) = warn_s {
                let own = LimitTable::default().with_reason("Lunch", Limit { warn_s: Some(warn_s), alarm_s: None });
                board.limits.connections.insert(ConnectionIndex(0), own);
            }
            board
        },
    )
}

proptest! {
    #[test]
    fn old_with_the_difference_applied_is_new(old in any_board(), mut new in any_board()) {
        new.seq = old.seq + 1;
        let delta = diff(&old, &new);
        let wire = serde_json::to_string(&delta).unwrap();
        let received: Delta = serde_json::from_str(&wire).unwrap();
        prop_assert_eq!(&received, &delta);

        let mut applied = old.clone();
        applied.apply(received).unwrap();
        prop_assert_eq!(&applied, &new);
        prop_assert!(diff(&applied, &new).is_empty());
    }

    #[test]
    fn every_admitted_row_stands_in_exactly_one_group(board in any_board(), by in 0usize..7, sort in 0usize..5) {
        let view = View {
            show: Show::Everyone,
            group_by: GroupBy::ALL[by],
            sort_by: SortBy::ALL[sort],
            ..View::default()
        };
        let mut shown: Vec<RowId> =
            arrange(&board, &view, &Limits::default(), NOW).groups.into_iter().flat_map(|group| group.rows).collect();
        shown.sort();
        prop_assert_eq!(shown, board.rows.keys().copied().collect::<Vec<_>>());
    }

    #[test]
    fn counts_add_up_to_the_rows(board in any_board()) {
        let counts = Counts::of(&board, &Limits::default(), NOW);
        let logged_in = counts.get(Kpi::LoggedIn);
        prop_assert_eq!(logged_in.fresh + logged_in.stale + counts.logged_out, counts.rows);
        let parts: u32 = Kpi::ALL[1..].iter().map(|kpi| counts.get(*kpi).fresh + counts.get(*kpi).stale).sum();
        prop_assert_eq!(parts, logged_in.fresh + logged_in.stale);
    }
}
