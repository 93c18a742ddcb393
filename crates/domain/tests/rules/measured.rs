//! What one look at a board shows.

use domain::agent::AgentState;
use domain::form::Field;
use domain::health::HealthStatus;
use domain::id::ConnectionIndex;
use domain::rule::Bound;
use domain::rule::Cause;
use domain::rule::Condition;
use domain::rule::Figure;
use domain::rule::Measure;
use domain::rule::QuietHours;
use domain::rule::Reading;
use domain::rule::Trouble;
use domain::rule::Who;
use domain::rule::Zone;
use domain::rule::measure;

use crate::floor::NOW;
use crate::floor::at_least;
use crate::floor::board;
use crate::floor::half_blind;
use crate::floor::paused;
use crate::floor::paused_for_longer_than;
use crate::floor::queue;
use crate::floor::row;
use crate::floor::rule;

fn zone(reading: &Reading) -> Option<Zone> {
    match reading {
        Reading::Known { zone, .. } => Some(*zone),
        Reading::Unknown(_) => None,
    }
}

fn names(reading: &Reading) -> Vec<String> {
    match reading {
        Reading::Known { subjects, .. } => subjects.iter().map(|subject| subject.name().to_owned()).collect(),
        Reading::Unknown(_) => Vec::new(),
    }
}

#[test]
fn all_agents_over_a_limit_are_found_in_one_look_the_longest_first() {
    let floor = board(vec![
        row("Brief", AgentState::Paused, 60, 0),
        row("Long", AgentState::Paused, 400, 0),
        row("Longest", AgentState::Paused, 900, 0),
        row("Talks", AgentState::OnCall, 900, 0),
    ]);

    let found = measure(&paused_for_longer_than(300), &floor, NOW);

    assert_eq!(names(&found), ["Longest", "Long"]);
}

#[test]
fn a_reason_is_the_same_with_or_without_its_accents() {
    let reasons = ["Ăn trưa", "AN TRUA", "Training"];
    let rows = reasons.map(|reason| {
        let pause_reason = Some(reason.to_owned());
        domain::board::AgentRow { pause_reason, ..row(reason, AgentState::Paused, 60, 0) }
    });
    let who = Who { pause_reason: Some("ăn trưa ".to_owned()), ..paused() };

    let found = measure(&rule(Condition::AgentInState { who, longer_than_s: 0 }), &board(rows.into()), NOW);

    assert_eq!(names(&found), ["AN TRUA", "Ăn trưa"]);
}

#[test]
fn a_silent_connection_makes_a_good_count_unknown_and_leaves_a_bad_one_bad() {
    let two = || vec![row("A", AgentState::Paused, 60, 0), row("B", AgentState::Paused, 60, 0)];

    assert_eq!(zone(&measure(&at_least(3), &board(two()), NOW)), Some(Zone::Under));
    assert_eq!(measure(&at_least(3), &half_blind(two()), NOW), Reading::Unknown(Cause::StaleConnection));
    assert_eq!(zone(&measure(&at_least(2), &half_blind(two()), NOW)), Some(Zone::Over));
}

#[test]
fn too_few_are_not_found_where_others_may_be_unseen() {
    let few = rule(Condition::AgentCount {
        who: Who { states: vec![AgentState::Available], pause_reason: None },
        measure: Measure::Agents,
        bound: Bound::AtMost,
        threshold: 1,
    });
    let one = || vec![row("A", AgentState::Available, 60, 0)];

    assert_eq!(zone(&measure(&few, &board(one()), NOW)), Some(Zone::Over));
    assert_eq!(measure(&few, &half_blind(one()), NOW), Reading::Unknown(Cause::StaleConnection));
}

#[test]
fn an_agent_in_a_state_without_a_word_may_be_in_any() {
    let floor = board(vec![row("A", AgentState::Paused, 60, 0), row("Odd", AgentState::Unknown, 60, 0)]);

    assert_eq!(zone(&measure(&at_least(1), &floor, NOW)), Some(Zone::Over));
    assert_eq!(measure(&at_least(2), &floor, NOW), Reading::Unknown(Cause::AgentsUnknown));
    assert_eq!(zone(&measure(&at_least(3), &floor, NOW)), Some(Zone::Under));
}

#[test]
fn a_rule_looks_only_where_its_scope_lies() {
    let mut sales = row("Sells", AgentState::Paused, 60, 0);
    sales.group = Some("Sales".to_owned());
    let mut care = row("Cares", AgentState::Paused, 60, 0);
    care.group = Some("Care".to_owned());
    let elsewhere = row("Elsewhere", AgentState::Paused, 60, 1);
    let mut watched = paused_for_longer_than(0);
    watched.scope.groups = vec!["Sales".to_owned()];

    // Connection 1 is silent, but none of its agents was ever in the group.
    let found = measure(&watched, &half_blind(vec![sales, care, elsewhere]), NOW);

    assert_eq!(names(&found), ["Sells"]);
    watched.scope.groups = vec!["Nobody's".to_owned()];
    assert_eq!(zone(&measure(&watched, &board(vec![]), NOW)), Some(Zone::Under));
}

#[test]
fn a_share_is_taken_of_those_who_are_logged_in() {
    let sixth = |threshold| {
        rule(Condition::AgentCount { who: paused(), measure: Measure::Percent, bound: Bound::AtLeast, threshold })
    };
    let mut rows: Vec<_> = (0..30).map(|n| row(&format!("A{n}"), AgentState::OnCall, 60, 0)).collect();
    rows.extend((0..6).map(|n| row(&format!("P{n}"), AgentState::Paused, 60, 0)));
    rows.extend((0..99).map(|n| row(&format!("L{n}"), AgentState::LoggedOut, 60, 0)));

    let found = measure(&sixth(16), &board(rows.clone()), NOW);

    assert_eq!(zone(&found), Some(Zone::Over));
    assert_eq!(names(&found).len(), 6);
    assert_eq!(zone(&measure(&sixth(17), &board(rows), NOW)), Some(Zone::Under));
    assert_eq!(zone(&measure(&sixth(1), &board(vec![]), NOW)), Some(Zone::Under));
}

#[test]
fn a_figure_that_nobody_reports_is_unknown_and_one_that_is_old_is_too() {
    let mut waiting = rule(Condition::QueueFigure { figure: Figure::Waiting, at_least: 5 });
    waiting.clearing.slack = 2;
    let floor = |queues: Vec<_>| domain::board::Board { queues: queues.into_iter().collect(), ..board(vec![]) };
    let look = |floor| measure(&waiting, &floor, NOW);

    let busy = look(floor(vec![queue(0, "1", Some(5), 2), queue(0, "2", Some(9), 2), queue(0, "3", None, 2)]));

    assert_eq!(names(&busy), ["Queue 2", "Queue 1"]);
    assert_eq!(zone(&look(floor(vec![queue(0, "1", Some(4), 2)]))), Some(Zone::Between));
    assert_eq!(zone(&look(floor(vec![queue(0, "1", Some(2), 2), queue(0, "2", None, 2)]))), Some(Zone::Under));
    assert_eq!(look(floor(vec![queue(0, "1", None, 2)])), Reading::Unknown(Cause::NotReported));
    assert_eq!(look(floor(vec![])), Reading::Unknown(Cause::NotReported));
    let one_is_old = floor(vec![queue(0, "1", Some(0), 2), queue(0, "2", Some(0), 600)]);
    assert_eq!(look(one_is_old), Reading::Unknown(Cause::StaleConnection));
}

#[test]
fn a_queue_that_is_named_has_to_report() {
    let mut waiting = rule(Condition::QueueFigure { figure: Figure::Waiting, at_least: 5 });
    waiting.scope.queues = vec!["Queue 1".to_owned(), "2".to_owned()];
    let both =
        domain::board::Board { queues: [queue(0, "1", Some(0), 2), queue(0, "2", Some(0), 2)].into(), ..board(vec![]) };
    let one = domain::board::Board { queues: [queue(0, "1", Some(0), 2)].into(), ..board(vec![]) };

    assert_eq!(zone(&measure(&waiting, &both, NOW)), Some(Zone::Under));
    assert_eq!(measure(&waiting, &one, NOW), Reading::Unknown(Cause::NotReported));
}

#[test]
fn a_connection_that_is_switched_off_is_not_watched() {
    let stale = rule(Condition::Connection { trouble: Trouble::Stale });
    let mut floor = half_blind(vec![]);

    assert_eq!(names(&measure(&stale, &floor, NOW)), ["Floor 1"]);
    for connection in floor.connections.values_mut() {
        connection.health.status = HealthStatus::Disabled;
    }
    assert_eq!(measure(&stale, &floor, NOW), Reading::Unknown(Cause::NothingToWatch));
}

#[test]
fn a_connection_that_was_never_tried_is_neither_good_nor_bad() {
    let stale = rule(Condition::Connection { trouble: Trouble::Stale });
    let mut floor = board(vec![]);
    let connection = floor.connections.get_mut(&ConnectionIndex(0)).unwrap();
    connection.health.last_try_at = None;
    connection.health.last_ok_at = None;

    assert_eq!(measure(&stale, &floor, NOW), Reading::Unknown(Cause::StaleConnection));
}

#[test]
fn what_is_wrong_with_a_rule_is_told_field_by_field() {
    let mut bad = rule(Condition::QueueFigure { figure: Figure::Waiting, at_least: 3 });
    bad.name = "  ".to_owned();
    bad.clearing.slack = 3;
    bad.scope.groups = vec!["Sales".to_owned()];
    bad.quiet_hours = Some(QuietHours::default());
    bad.hold_s = 100_000;

    let fields: Vec<_> = bad.check().into_iter().map(|error| error.field).collect();

    assert_eq!(fields, [Field::Name, Field::Slack, Field::Scope, Field::Hold, Field::QuietHours]);
    assert_eq!(at_least(3).check(), []);
}
