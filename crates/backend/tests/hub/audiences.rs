//! Who sees what: numbers by role, rows, queues and counts by scope.

use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::audience::Audience;
use domain::audience::ScopeFilter;
use domain::board::CallView;
use domain::call::CurrentCall;
use domain::call::Direction;
use domain::delta::Delta;
use domain::id::ConnectionIndex;
use domain::queue::Completeness;
use domain::queue::FigureScope;
use domain::queue::QueueMembership;
use domain::queue::QueueSnapshot;
use domain::snapshot::ProviderTotals;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;

use crate::fixture::ADMIN;
use crate::fixture::Centre;
use crate::fixture::DISPLAY;
use crate::fixture::Event;
use crate::fixture::FIRST;
use crate::fixture::LIMITED;
use crate::fixture::SECOND;
use crate::fixture::START;
use crate::fixture::SUPERVISOR;
use crate::fixture::TENANT;
use crate::fixture::Viewer;
use crate::fixture::agent;
use crate::fixture::on_call;
use crate::fixture::queue;
use crate::fixture::read;
use crate::fixture::serving;

const NUMBERS: [&str; 3] = ["+84912345678", "0287654321", "0933221144"];

fn call_of(centre: &Centre, audience: Audience) -> Option<CallView> {
    centre.board(audience).rows.values().next().unwrap().call.clone()
}

fn telling(id: &str, number: &str) -> AgentSnapshot {
    let mut agent = on_call(id, number);
    let call = agent.call.as_mut().unwrap();
    call.call_id = Some(format!("call-{number}"));
    call.lead_ref = Some(number.to_owned());
    call.lead_id = Some("4711".to_owned());
    agent.provider_extra = vec![("caller".to_owned(), number.to_owned()), ("server".to_owned(), "s1".to_owned())];
    agent
}

#[test]
fn x15_a_displays_frames_contain_no_digits_of_any_customer_number() {
    let centre = Centre::new();
    let mut viewer = centre.view(DISPLAY, None);
    let mut sent = Vec::new();

    for turn in 0..4 {
        centre.poll((0..3).map(|at| telling(&format!("agent{at}"), NUMBERS[(at + turn) % 3])).collect());
        sent.extend(viewer.drain());
        sent.extend(centre.view(DISPLAY, None).drain());
    }

    assert!(sent.len() >= 8);
    for frame in sent {
        let text = std::str::from_utf8(&frame.bytes).unwrap();
        assert!(!text.contains('•'));
        for number in NUMBERS {
            // Four digits in a row of a number, wherever they begin, would narrow it down.
            let digits = number.trim_start_matches('+');
            assert!((0..=digits.len() - 4).all(|at| !text.contains(&digits[at..at + 4])), "{number} shows");
        }
    }
}

#[test]
fn a_supervisor_sees_masked_numbers_and_an_admin_whole_ones() {
    let centre = Centre::new();
    centre.poll(vec![on_call("a", "0899123456")]);

    let number = |audience| call_of(&centre, audience).unwrap().number;

    assert_eq!(number(ADMIN).as_deref(), Some("0899123456"));
    assert_eq!(number(SUPERVISOR).as_deref(), Some("0899•••456"));
    assert_eq!(number(DISPLAY), None);
}

#[test]
fn a_lead_stands_in_only_where_the_provider_reports_no_number() {
    let centre = Centre::new();
    let call =
        CurrentCall { direction: Direction::Outbound, call_log_id: Some("log 5".to_owned()), ..CurrentCall::default() };

    centre.poll(vec![AgentSnapshot { call: Some(call.clone()), ..agent("a", AgentState::OnCall) }]);
    let without_number = call_of(&centre, SUPERVISOR).unwrap();
    let on_the_wall = call_of(&centre, DISPLAY).unwrap();
    let call = CurrentCall { customer_number: Some("0899123456".to_owned()), ..call };
    centre.poll(vec![AgentSnapshot { call: Some(call), ..agent("a", AgentState::OnCall) }]);

    assert_eq!(without_number.lead.as_deref(), Some("log 5"));
    assert_eq!(on_the_wall.lead, None);
    assert_eq!(call_of(&centre, SUPERVISOR).unwrap().lead, None);
}

#[test]
fn an_agents_details_are_masked_and_a_foreign_agent_is_not_there() {
    let centre = Centre::new();
    centre.poll(vec![telling("a", "0899123456")]);
    let details = |audience: Audience, filter: Option<&ScopeFilter>| {
        centre.hub.agent_for(TENANT, &audience, filter, ConnectionIndex(0), "a").map(|(_, _, agent)| agent)
    };
    let elsewhere = ScopeFilter { groups: vec!["north".to_owned()], ..ScopeFilter::default() };

    let masked = details(SUPERVISOR, None).unwrap();
    let call = masked.call.unwrap();

    assert_eq!(call.customer_number.as_deref(), Some("0899•••456"));
    assert_eq!((call.lead_ref, call.call_id, call.lead_id.as_deref()), (None, None, Some("4711")));
    assert_eq!(masked.provider_extra, [("server".to_owned(), "s1".to_owned())]);
    assert_eq!(details(ADMIN, None), centre.hub.agent(TENANT, FIRST, "a"));
    assert!(!format!("{:?}", details(DISPLAY, None)).contains("0899"));
    assert_eq!(details(LIMITED, Some(&elsewhere)), None);
    assert_eq!(details(LIMITED, None), None);
}

#[test]
fn a_limited_audience_without_its_limits_gets_nothing() {
    let centre = Centre::new();

    assert!(centre.hub.board(TENANT, &LIMITED, None, START).is_none());
    assert!(centre.hub.subscribe(TENANT, LIMITED, None, None).is_none());
}

fn figures(id: &str, name: &str) -> QueueSnapshot {
    QueueSnapshot { waiting: Some(2), ..QueueSnapshot::new(queue(id, name), FigureScope::Queue, START) }
}

fn two_queues() -> Snapshot {
    Snapshot {
        agents: vec![
            serving(agent("a", AgentState::Available), "q1", "Sales"),
            serving(agent("b", AgentState::OnCall), "q2", "Support"),
            serving(agent("c", AgentState::Paused), "q1", "Sales"),
            serving(agent("d", AgentState::LoggedOut), "q1", "Sales"),
        ],
        queues: vec![figures("q1", "Sales"), figures("q2", "Support")],
        totals: Some(ProviderTotals::new(FigureScope::Account)),
        warnings: vec![Warning::UnknownState { raw: "X".to_owned() }],
        ..Snapshot::new(START)
    }
}

#[test]
fn a_limited_scope_filters_rows_queues_connections_and_figures() {
    let centre = Centre::new();
    centre.connect(TENANT, SECOND, vec![serving(agent("z", AgentState::Available), "q2", "Support")]);
    centre.poll_whole(FIRST, two_queues());
    let sales = ScopeFilter { queues: vec!["Sales".to_owned()], ..ScopeFilter::default() };

    let whole = centre.board(ADMIN);
    let board = centre.hub.board(TENANT, &LIMITED, Some(&sales), centre.now()).unwrap();

    assert_eq!(whole.rows.len(), 5);
    assert_eq!(whole.queues["0:q1"].agents_seen, 2);
    assert_eq!(whole.queues["0:q2"].agents_seen, 1);
    assert!(whole.connections[&ConnectionIndex(0)].totals.is_some());
    assert_eq!(whole.connections[&ConnectionIndex(0)].unmapped, ["X"]);
    assert_eq!(board.rows.values().map(|row| row.external_id.as_str()).collect::<Vec<_>>(), ["a", "c", "d"]);
    assert_eq!(board.queues.keys().collect::<Vec<_>>(), ["0:q1"]);
    assert_eq!(board.queues["0:q1"].agents_seen, 2);
    assert_eq!(board.connections.keys().collect::<Vec<_>>(), [&ConnectionIndex(0)]);
    let connection = &board.connections[&ConnectionIndex(0)];
    assert_eq!(connection.totals, None);
    assert_eq!(connection.health.agents_seen, 3);
    assert!(connection.unmapped.is_empty());
}

#[test]
fn every_list_of_a_scope_must_name_the_row() {
    let centre = Centre::new();
    let of = |id: &str, group: &str| AgentSnapshot {
        group: Some(group.to_owned()),
        ..serving(agent(id, AgentState::Available), "q1", "Sales")
    };
    centre.poll(vec![of("a", "north"), of("b", "south"), agent("c", AgentState::Available)]);
    let filter =
        ScopeFilter { connections: vec![FIRST], groups: vec!["north".to_owned()], queues: vec!["q1".to_owned()] };
    let elsewhere = ScopeFilter { connections: vec![SECOND], ..filter.clone() };

    let board = |filter| centre.hub.board(TENANT, &LIMITED, Some(filter), centre.now()).unwrap();

    assert_eq!(board(&filter).rows.values().map(|row| row.external_id.as_str()).collect::<Vec<_>>(), ["a"]);
    assert!(board(&elsewhere).rows.is_empty());
    assert!(board(&elsewhere).connections.is_empty());
}

#[test]
fn moving_out_of_a_scope_is_a_row_gone_and_moving_in_is_a_row_put() {
    let centre = Centre::new();
    let sales = ScopeFilter { queues: vec!["q1".to_owned()], ..ScopeFilter::default() };
    let in_queue = |id: &str, queue: &str| serving(agent(id, AgentState::Available), queue, queue);
    centre.poll(vec![in_queue("a", "q1"), in_queue("b", "q1")]);
    let mut viewer = centre.view(LIMITED, Some(&sales));
    viewer.drain();
    let step = |viewer: &mut Viewer| -> Delta {
        match read(&viewer.take().unwrap()) {
            Event::Delta(delta) => delta,
            Event::Snapshot(_) => panic!("a step was due"),
        }
    };

    centre.poll(vec![in_queue("a", "q2"), in_queue("b", "q1")]);
    let out = step(&mut viewer);
    centre.poll(vec![in_queue("a", "q1"), in_queue("b", "q1")]);
    let back = step(&mut viewer);

    assert_eq!((out.rows.gone.len(), out.rows.put.len()), (1, 0));
    assert_eq!((back.rows.gone.len(), back.rows.put.len()), (0, 1));
    assert_eq!(out.rows.gone[0], back.rows.put[0].0);
    assert_eq!(viewer.board.connections[&ConnectionIndex(0)].health.agents_seen, 2);
}

#[test]
fn a_limit_to_a_queue_hides_the_names_of_other_queues_of_the_same_agent() {
    let centre = Centre::new();
    let both = QueueMembership {
        items: vec![queue("q1", "Sales"), queue("q2", "Support")],
        completeness: Completeness::Complete,
        ..QueueMembership::default()
    };
    let extra = vec![("queue_assignment".to_owned(), "Support".to_owned())];
    let idle = AgentSnapshot { callin: both.clone(), provider_extra: extra, ..agent("a", AgentState::Available) };
    let elsewhere = AgentSnapshot {
        callin: both,
        callout: Some(queue("q3", "Billing")),
        ..serving(agent("b", AgentState::OnCall), "q2", "Support")
    };
    centre.poll(vec![idle, elsewhere]);
    let sales = ScopeFilter { queues: vec!["q1".to_owned()], ..ScopeFilter::default() };

    let board = centre.hub.board(TENANT, &LIMITED, Some(&sales), centre.now()).unwrap();
    let details = |id| centre.hub.agent_for(TENANT, &LIMITED, Some(&sales), ConnectionIndex(0), id).unwrap().2;

    let queues: Vec<&[String]> = board.rows.values().map(|row| row.queues.as_slice()).collect();
    assert_eq!(queues, [&["Sales".to_owned()][..], &[]]);
    assert_eq!(details("a").callin.completeness, Completeness::AtLeast);
    for text in [format!("{board:?}"), format!("{:?}", details("a")), format!("{:?}", details("b"))] {
        for word in ["Support", "q2", "Billing", "q3"] {
            assert!(!text.contains(word), "{word} shows in {text}");
        }
    }
}

#[test]
fn figures_of_a_whole_connection_are_for_who_sees_all_of_it() {
    let centre = Centre::new();
    centre.poll_whole(FIRST, two_queues());
    let whole = ScopeFilter { connections: vec![FIRST], ..ScopeFilter::default() };
    let part = ScopeFilter { queues: vec!["Sales".to_owned()], ..whole.clone() };
    let totals = |filter: &ScopeFilter| {
        let board = centre.hub.board(TENANT, &LIMITED, Some(filter), centre.now()).unwrap();
        let connection = &board.connections[&ConnectionIndex(0)];
        (connection.totals.is_some(), connection.unmapped.len(), board.rows.len())
    };

    assert_eq!(totals(&whole), (true, 1, 4));
    assert_eq!(totals(&part), (false, 0, 3));
}
