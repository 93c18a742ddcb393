//! What one step of the feed touches.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use domain::agent::AgentState;
use domain::agent::Confidence;
use domain::alarm::Alarms;
use domain::arrange::Arrangement;
use domain::board::AgentRow;
use domain::board::Board;
use domain::board::RowPatch;
use domain::clock::SinceSource;
use domain::counts::Counts;
use domain::delta::Changes;
use domain::delta::Delta;
use domain::delta::Position;
use domain::id::ConnectionIndex;
use domain::id::RowId;
use domain::limits::Limit;
use domain::limits::LimitTable;
use domain::limits::Limited;
use domain::limits::Limits;
use domain::role::Role;
use domain::time::UnixMs;
use domain::zone::Zone;
use leptos::prelude::*;

use super::LiveBoard;
use crate::api::FirstPaint;
use crate::api::Me;

fn row(id: u32) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(0),
        external_id: format!("agent{id}"),
        name: format!("Agent {id}"),
        login: None,
        extension: None,
        group: None,
        campaign: None,
        queues: vec![],
        skills: vec![],
        state: AgentState::Available,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(1000),
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

fn board_of(rows: u32) -> LiveBoard {
    let board = Board {
        epoch: 1,
        seq: 1,
        now: UnixMs(2_000_000),
        rows: (0..rows).map(|id| (RowId(id), row(id))).collect(),
        ..Board::default()
    };
    LiveBoard::new(FirstPaint {
        me: Me {
            name: "Lan".to_owned(),
            role: Role::Supervisor,
            tenant: ("demo".to_owned(), "Demo".to_owned()),
            tenants: vec![],
            demo: true,
        },
        board,
        whole: true,
        arrangement: Arrangement::default(),
        counts: Counts::default(),
        exceptions: vec![],
        alarms: Alarms::default(),
        single_keys: true,
        zone: Zone::UTC,
    })
}

fn pause(id: u32, seq: u64) -> Delta {
    let patch = RowPatch { state: Some(AgentState::Paused), ..RowPatch::default() };
    Delta {
        at: Position { epoch: 1, seq },
        prev: seq - 1,
        now: UnixMs(2_001_000),
        rows: Changes { change: vec![(RowId(id), patch)], ..Changes::default() },
        ..Delta::default()
    }
}

/// Memos that count how often each row's signal made them look again.
fn watched(board: &LiveBoard, rows: u32) -> (Vec<Memo<AgentState>>, Vec<Arc<AtomicUsize>>) {
    (0..rows)
        .map(|id| {
            let looks = Arc::new(AtomicUsize::new(0));
            let counting = Arc::clone(&looks);
            let signal = board.row(RowId(id)).expect("the row is there");
            let memo = Memo::new(move |_| {
                counting.fetch_add(1, Ordering::Relaxed);
                signal.read().state
            });
            (memo, looks)
        })
        .unzip()
}

#[test]
fn one_agents_update_does_not_touch_the_other_rows() {
    let owner = Owner::new();
    owner.with(|| {
        let board = board_of(3);
        let (memos, looks) = watched(&board, 3);
        for memo in &memos {
            assert_eq!(memo.get_untracked(), AgentState::Available);
        }

        assert!(board.step(pause(1, 2)));
        board.show_pending();
        let states: Vec<AgentState> = memos.iter().map(|memo| memo.get_untracked()).collect();

        assert_eq!(states, [AgentState::Available, AgentState::Paused, AgentState::Available]);
        let looks: Vec<usize> = looks.iter().map(|looks| looks.load(Ordering::Relaxed)).collect();
        assert_eq!(looks, [1, 2, 1]);
    });
}

#[test]
fn a_paused_picture_stands_still_and_says_how_much_waits() {
    let owner = Owner::new();
    owner.with(|| {
        let board = board_of(3);
        board.toggle_pause();

        assert!(board.step(pause(0, 2)));
        assert!(board.step(pause(2, 3)));
        board.show_pending();
        let shown_while_paused = board.row(RowId(0)).expect("the row is there").get_untracked().state;
        let waiting = board.waiting.get_untracked().count();
        let counted_while_paused = board.with_board(|board| board.rows[&RowId(0)].state);
        board.toggle_pause();

        assert_eq!(shown_while_paused, AgentState::Available);
        assert_eq!(counted_while_paused, AgentState::Available, "counts belong to the picture that is held");
        assert_eq!(waiting, 2);
        assert_eq!(board.waiting.get_untracked().count(), 0);
        assert_eq!(board.row(RowId(0)).expect("the row is there").get_untracked().state, AgentState::Paused);
        assert_eq!(board.seq.get_untracked(), 3);
    });
}

#[test]
fn a_whole_board_that_comes_while_the_picture_is_held_waits_too() {
    let owner = Owner::new();
    owner.with(|| {
        let board = board_of(3);
        board.toggle_pause();
        let mut whole = board.with_board(Clone::clone);
        (whole.epoch, whole.seq) = (2, 1);
        whole.rows.insert(RowId(3), row(3));
        whole.rows.get_mut(&RowId(0)).expect("the row is there").state = AgentState::OnCall;

        board.replace(whole);
        let shown_while_paused = board.row(RowId(0)).expect("the row is there").get_untracked().state;
        let waiting = board.waiting.get_untracked().count();
        board.toggle_pause();

        assert_eq!(shown_while_paused, AgentState::Available);
        assert_eq!(waiting, 2);
        assert!(board.row(RowId(3)).is_some());
    });
}

#[test]
fn what_came_in_before_the_pause_belongs_to_the_picture() {
    let owner = Owner::new();
    owner.with(|| {
        let board = board_of(1);

        assert!(board.step(pause(0, 2)));
        board.toggle_pause();

        assert_eq!(board.row(RowId(0)).expect("the row is there").get_untracked().state, AgentState::Paused);
        assert_eq!(board.waiting.get_untracked().count(), 0);
    });
}

#[test]
fn limits_that_change_come_with_a_step_and_wait_while_the_picture_stands_still() {
    let owner = Owner::new();
    owner.with(|| {
        let board = board_of(1);
        let everywhere = LimitTable::default().with_state(Limited::Available, Limit::of(1, 2));
        let limits = Limits { everywhere, ..Limits::default() };
        let step = |seq, limits| Delta {
            at: Position { epoch: 1, seq },
            prev: seq - 1,
            limits: Some(limits),
            ..Delta::default()
        };

        assert!(board.step(step(2, limits.clone())));
        board.show_pending();
        let shown = board.limits.get_untracked();
        board.toggle_pause();
        assert!(board.step(step(3, Limits::default())));
        board.show_pending();
        let shown_while_paused = board.limits.get_untracked();
        board.toggle_pause();

        assert_eq!((&shown, &shown_while_paused), (&limits, &limits));
        assert_eq!(board.limits.get_untracked(), Limits::default());
    });
}

#[test]
fn a_missing_step_is_noticed() {
    let owner = Owner::new();
    owner.with(|| {
        let board = board_of(1);

        assert!(!board.step(pause(0, 9)));
        board.show_pending();

        assert_eq!(board.row(RowId(0)).expect("the row is there").get_untracked().state, AgentState::Available);
    });
}
