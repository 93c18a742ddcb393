//! Whatever happens on the floor, and whenever a viewer comes, goes or dozes: the frames make the board.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::board::Board;
use domain::command::Action;
use domain::id::CommandId;
use domain::queue::FigureScope;
use domain::queue::QueueSnapshot;
use domain::snapshot::Snapshot;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use crate::fixture::ADMIN;
use crate::fixture::Centre;
use crate::fixture::FIRST;
use crate::fixture::LIMITED;
use crate::fixture::SECOND;
use crate::fixture::START;
use crate::fixture::TENANT;
use crate::fixture::Viewer;
use crate::fixture::agent;
use crate::fixture::good;
use crate::fixture::queue;
use crate::fixture::serving;
use crate::fixture::timeless;

#[derive(Clone, Debug)]
enum Step {
    Poll { second: bool, complete: bool, agents: Vec<(u8, u8, u8)>, queues: Vec<(u8, u8)> },
    Fail,
    Drop,
    Reconnect,
    Ask { agent: u8, number: u128, action: u8 },
    Settle { agent: u8, number: u128 },
    Overdue,
    Look(usize),
    Resume(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let poll = (any::<bool>(), any::<bool>(), vec((0..6u8, 0..10u8, 0..3u8), 0..6), vec((0..3u8, 0..4u8), 0..3))
        .prop_map(|(second, complete, agents, queues)| Step::Poll { second, complete, agents, queues });
    vec(
        prop_oneof![
            6 => poll,
            1 => Just(Step::Fail),
            1 => Just(Step::Drop),
            1 => Just(Step::Reconnect),
            2 => (0..6u8, 0..3u128, 0..4u8).prop_map(|(agent, number, action)| Step::Ask { agent, number, action }),
            1 => (0..6u8, 0..3u128).prop_map(|(agent, number)| Step::Settle { agent, number }),
            1 => Just(Step::Overdue),
            3 => (0..3usize).prop_map(Step::Look),
            1 => (0..3usize).prop_map(Step::Resume),
        ],
        1..60,
    )
}

fn snapshot(complete: bool, agents: &[(u8, u8, u8)], queues: &[(u8, u8)]) -> Snapshot {
    let name = |at: u8| format!("queue {at}");
    let mut rows: Vec<AgentSnapshot> = agents
        .iter()
        .map(|(id, state, at)| {
            let state = AgentState::ALL[usize::from(*state)];
            serving(agent(&id.to_string(), state), &at.to_string(), &name(*at))
        })
        .collect();
    rows.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    rows.dedup_by(|a, b| a.external_id == b.external_id);
    let queues = queues
        .iter()
        .map(|(at, waiting)| QueueSnapshot {
            waiting: Some(u32::from(*waiting)),
            ..QueueSnapshot::new(queue(&at.to_string(), &name(*at)), FigureScope::Queue, START)
        })
        .collect();
    Snapshot { complete, agents: rows, queues, ..Snapshot::new(START) }
}

fn ask(action: u8) -> Action {
    match action {
        0 => Action::LogOut,
        1 => Action::Pause,
        2 => Action::Resume,
        _ => Action::SetRecording { on: true },
    }
}

struct Seat {
    audience: Audience,
    filter: Option<ScopeFilter>,
    viewer: Viewer,
}

impl Seat {
    fn take(centre: &Centre, audience: Audience, filter: Option<ScopeFilter>) -> Self {
        let viewer = centre.view(audience, filter.as_ref());
        Self { audience, filter, viewer }
    }

    fn resume(&mut self, centre: &Centre) {
        let board = std::mem::take(&mut self.viewer.board);
        let position = Some(board.position());
        let subscription = centre.hub.subscribe(TENANT, self.audience, self.filter.clone(), position).unwrap();
        self.viewer = Viewer::of(subscription);
        self.viewer.board = board;
    }

    fn true_board(&self, centre: &Centre) -> Board {
        timeless(centre.hub.board(TENANT, &self.audience, self.filter.as_ref(), centre.now()).unwrap())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_viewer_who_applies_the_frames_sees_the_hubs_board(steps in steps()) {
        let centre = Centre::new();
        centre.connect(TENANT, SECOND, Vec::new());
        let sales = ScopeFilter { queues: vec!["1".to_owned()], ..ScopeFilter::default() };
        let mut seats = [
            Seat::take(&centre, ADMIN, None),
            Seat::take(&centre, LIMITED, Some(sales.clone())),
            Seat::take(&centre, LIMITED, Some(sales)),
        ];

        for step in steps {
            match step {
                Step::Poll { second, complete, agents, queues } => {
                    let connection = if second { SECOND } else { FIRST };
                    centre.poll_whole(connection, snapshot(complete, &agents, &queues));
                }
                Step::Fail => centre.hub.publish_health(TENANT, FIRST, good(START, 0)),
                Step::Drop => centre.hub.remove_connection(TENANT, SECOND),
                Step::Reconnect => {
                    let agents = centre.hub.agents(TENANT, SECOND, None);
                    centre.connect(TENANT, SECOND, agents);
                }
                Step::Ask { agent, number, action } => {
                    let command = CommandId(Uuid::from_u128(number));
                    centre.hub.mark_pending(TENANT, FIRST, &agent.to_string(), command, ask(action));
                }
                Step::Settle { agent, number } => {
                    let command = CommandId(Uuid::from_u128(number));
                    centre.hub.settle_pending(TENANT, FIRST, &agent.to_string(), command);
                }
                Step::Overdue => {
                    centre.pass_s(30);
                    centre.hub.forget_overdue(TENANT, FIRST);
                }
                Step::Look(at) => {
                    seats[at].viewer.drain();
                    let seen = timeless(seats[at].viewer.board.clone());
                    prop_assert_eq!(seen, seats[at].true_board(&centre));
                }
                Step::Resume(at) => seats[at].resume(&centre),
            }
        }

        for seat in &mut seats {
            seat.viewer.drain();
            prop_assert_eq!(timeless(seat.viewer.board.clone()), seat.true_board(&centre));
        }
        // Without a feed the board is made from nothing, so that it cannot repeat a feed's mistake.
        let kept = seats.map(|seat| (seat.audience, seat.filter, timeless(seat.viewer.board)));
        prop_assert_eq!(centre.hub.audiences(TENANT), 0);
        for (audience, filter, seen) in kept {
            let fresh = centre.hub.board(TENANT, &audience, filter.as_ref(), centre.now()).unwrap();
            let fresh = timeless(Board { seq: seen.seq, ..fresh });
            prop_assert_eq!(seen, fresh);
        }
    }
}
