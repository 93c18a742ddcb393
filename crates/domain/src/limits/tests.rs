use uuid::Uuid;

use super::*;
use crate::form::Field;
use crate::form::FieldError;
use crate::form::LimitPart;
use crate::form::Problem;

const HERE: ConnectionIndex = ConnectionIndex(0);
const THERE: ConnectionIndex = ConnectionIndex(1);
const ONE: ConnectionId = ConnectionId(Uuid::from_u128(1));
const TWO: ConnectionId = ConnectionId(Uuid::from_u128(2));

fn line(
    connection: Option<ConnectionId>,
    limited: Limited,
    reason: Option<&str>,
    warn: &str,
    alarm: &str,
) -> LimitLine {
    let reason = reason.map(str::to_owned);
    LimitLine { connection, limited, reason, warn: warn.to_owned(), alarm: alarm.to_owned() }
}

#[test]
fn the_most_precise_limit_holds() {
    let (state, at_connection) = (Limit::of(10, 20), Limit::of(30, 40));
    let (reason, reason_at_connection) = (Limit::of(50, 60), Limit::of(70, 80));
    let own =
        LimitTable::default().with_state(Limited::Paused, at_connection).with_reason("Lunch", reason_at_connection);
    let limits = Limits {
        everywhere: LimitTable::default().with_state(Limited::Paused, state).with_reason("Lunch", reason),
        connections: BTreeMap::from([(HERE, own)]),
    };
    let paused = |connection, reason| limits.at(&connection, Limited::Paused, reason);

    assert_eq!(paused(HERE, Some("Lunch")), reason_at_connection);
    assert_eq!(paused(THERE, Some("Lunch")), reason);
    assert_eq!(paused(HERE, Some("Toilet")), at_connection);
    assert_eq!(paused(HERE, None), at_connection);
    assert_eq!(paused(THERE, Some("Toilet")), state);
    assert_eq!(limits.at(&THERE, Limited::WrapUp, Some("Lunch")), Limited::WrapUp.default_limit());
}

#[test]
fn a_reason_everywhere_comes_before_the_state_at_a_connection() {
    let limits = Limits {
        everywhere: LimitTable::default().with_reason("Lunch", Limit::OFF),
        connections: BTreeMap::from([(HERE, LimitTable::default().with_state(Limited::Paused, Limit::of(1, 2)))]),
    };

    assert_eq!(limits.at(&HERE, Limited::Paused, Some("lunch")), Limit::OFF);
}

#[test]
fn reasons_are_the_same_however_they_are_written() {
    let limits = Limits {
        everywhere: LimitTable::default().with_reason(" Ăn trưa ", Limit::of(1, 2)),
        connections: BTreeMap::new(),
    };

    for written in ["ăn trưa", "AN TRUA", "Ăn Trưa "] {
        assert_eq!(limits.at(&HERE, Limited::Paused, Some(written)), Limit::of(1, 2), "{written}");
    }
}

#[test]
fn a_board_receives_only_what_concerns_its_own_connections() {
    let table = || LimitTable::default().with_state(Limited::Ringing, Limit::of(1, 2));
    let limits =
        TenantLimits { connections: BTreeMap::from([(ONE, table()), (TWO, table())]), ..TenantLimits::default() };

    let seen = limits.by_index([(HERE, TWO)]);

    assert_eq!(seen.connections.keys().collect::<Vec<_>>(), [&HERE]);
}

#[test]
fn a_form_reads_back_as_the_limits_it_was_opened_with() {
    let limits = TenantLimits {
        everywhere: LimitTable::default()
            .with_state(Limited::OnCall, Limit { warn_s: None, alarm_s: Some(3700) })
            .with_reason("Lunch", Limit::of(1800, 2700))
            .with_reason("Training", Limit::OFF),
        connections: BTreeMap::from([(
            ONE,
            LimitTable::default().with_state(Limited::Stale, Limit::OFF).with_reason("Lunch", Limit::of(60, 120)),
        )]),
    };

    let lines = limits.lines();

    assert_eq!(lines[..8].iter().map(|line| line.limited).collect::<Vec<_>>(), Limited::ALL);
    assert!(lines.contains(&line(None, Limited::Paused, Some("Lunch"), "30:00", "45:00")));
    assert!(lines.contains(&line(None, Limited::OnCall, None, "", "1:01:40")));
    assert_eq!(TenantLimits::of_lines(&lines, &[ONE]), Ok(limits));
}

#[test]
fn a_default_is_not_kept_as_a_choice_but_an_exception_of_a_connection_is() {
    let lines = [line(None, Limited::Ringing, None, "15", "0:30"), line(Some(ONE), Limited::Ringing, None, "15", "30")];

    let limits = TenantLimits::of_lines(&lines, &[ONE]).unwrap();

    assert!(limits.everywhere.is_empty());
    assert_eq!(limits.connections[&ONE], LimitTable::default().with_state(Limited::Ringing, Limit::of(15, 30)));
    assert_eq!(TenantLimits::of_lines(&[], &[]), Ok(TenantLimits::default()));
}

#[test]
fn every_part_that_is_wrong_is_named_by_line_and_part() {
    let lines = [
        line(None, Limited::Ringing, None, "30", "15"),
        line(None, Limited::Paused, None, "soon", "25 h"),
        line(None, Limited::WrapUp, None, "off", "Tắt"),
        line(None, Limited::Paused, Some("Lunch"), "0", "10"),
        line(None, Limited::Paused, Some(" LUNCH "), "5", "10"),
        line(None, Limited::Paused, Some("  "), "5", "10"),
        line(Some(TWO), Limited::OnCall, None, "5", "5"),
        line(Some(ONE), Limited::OnCall, None, "", ""),
        line(Some(ONE), Limited::OnCall, None, "", ""),
        line(None, Limited::OnCall, Some("Lunch"), "", ""),
    ];

    let errors = TenantLimits::of_lines(&lines, &[ONE]).unwrap_err();

    let wrong = |line, part, problem| FieldError::new(Field::Limit { line, part }, problem);
    assert_eq!(
        errors,
        [
            wrong(0, LimitPart::Warn, Problem::NotBeforeAlarm),
            wrong(1, LimitPart::Warn, Problem::NotADuration),
            wrong(1, LimitPart::Alarm, Problem::NotWithinADay),
            wrong(3, LimitPart::Warn, Problem::NotWithinADay),
            wrong(4, LimitPart::Reason, Problem::Taken),
            wrong(5, LimitPart::Reason, Problem::Required),
            wrong(6, LimitPart::Connection, Problem::NotOffered),
            wrong(6, LimitPart::Warn, Problem::NotBeforeAlarm),
            wrong(8, LimitPart::Connection, Problem::Taken),
            wrong(9, LimitPart::Reason, Problem::NotOffered),
        ]
    );
}
