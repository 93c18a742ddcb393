//! What a row says of its clock, its age and its change.

use domain::capability::Capabilities;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::ConnectionIndex;
use domain::zone::Zone;

use super::*;

const NOW: UnixMs = UnixMs(1_795_226_832_000);
const READER: Reader = Reader { locale: Locale::en, zone: Zone::fixed(7 * 3600) };

fn connection(read_ago_s: i64) -> ConnectionView {
    ConnectionView {
        id: ConnectionId("018f0000-0000-7000-8000-000000000001".parse().expect("a UUID")),
        kind: ProviderKind::Alohub,
        name: "AloHub".to_owned(),
        health: ConnectionHealth {
            status: HealthStatus::Ok,
            last_ok_at: Some(NOW.plus_s(-read_ago_s)),
            poll_interval_ms: 15_000,
            ..ConnectionHealth::default()
        },
        totals: None,
        capabilities: Capabilities::default(),
        allowance: None,
        unmapped: vec![],
    }
}

fn row(state: AgentState, in_state_s: i64) -> AgentRow {
    AgentRow {
        connection: ConnectionIndex(0),
        external_id: "082018".to_owned(),
        name: "huong.nguyen".to_owned(),
        login: None,
        extension: Some("082018".to_owned()),
        group: None,
        campaign: None,
        queues: vec!["CSKH".to_owned(), "VIP".to_owned()],
        skills: vec![],
        state,
        sub: None,
        pause_reason: None,
        confidence: Confidence::Reported,
        raw_status: None,
        since_s: Some(NOW.whole_s() - in_state_s),
        source: SinceSource::FirstSeen,
        is_lower_bound: false,
        precision_s: 15,
        call: None,
        calls_today: None,
        pending: None,
        enabled: None,
        read_at_s: None,
    }
}

fn model(row: &AgentRow, read_ago_s: i64) -> RowModel {
    row_model(row, &connection(read_ago_s), &Limits::default(), NOW, READER)
}

#[test]
fn an_observed_clock_says_how_far_it_may_be_off() {
    let clock = model(&row(AgentState::Unavailable, 165), 9).clock.expect("the start is known");

    assert_eq!((clock.text.as_str(), clock.note.as_str(), clock.origin), ("2:45", "±15", Some("o-seen")));
}

#[test]
fn a_clock_that_ran_before_we_looked_is_at_least_so_long() {
    let first_seen = AgentRow { is_lower_bound: true, ..row(AgentState::Unavailable, 760) };

    let clock = model(&first_seen, 9).clock.expect("the start is known");

    assert_eq!((clock.text.as_str(), clock.note.as_str()), ("≥ 12:40", ""));
}

#[test]
fn a_stale_row_stops_its_clock_at_the_time_it_was_read_and_raises_no_alarm() {
    let model = model(&row(AgentState::Paused, 5000), 61);

    let clock = model.clock.expect("the row was read once");
    assert!(model.stale);
    assert_eq!(model.level, Level::Normal);
    assert_eq!((clock.text.as_str(), clock.note.as_str()), ("09:06:11", "last"));
}

#[test]
fn a_row_over_its_alarm_limit_is_an_octagon_whatever_its_state() {
    assert_eq!(model(&row(AgentState::Paused, 901), 1).glyph, "alarm");
    assert_eq!(model(&row(AgentState::Paused, 301), 1).glyph, "attention");
    assert_eq!(model(&row(AgentState::Paused, 10), 1).glyph, "paused");
}

#[test]
fn further_queues_are_counted_behind_the_first() {
    assert_eq!(model(&row(AgentState::Available, 1), 1).queue.as_deref(), Some("CSKH +1"));
}

#[test]
fn a_changed_state_is_marked_for_two_seconds() {
    let before = model(&row(AgentState::Available, 60), 1);

    let changed = model(&row(AgentState::Paused, 0), 1).after(Some(&before), NOW);
    let soon = model(&row(AgentState::Paused, 1), 1).after(Some(&changed), NOW.plus_s(1));
    let later = model(&row(AgentState::Paused, 2), 1).after(Some(&soon), NOW.plus_s(2));
    let first_sight = model(&row(AgentState::Paused, 2), 1).after(None, NOW);

    assert!(changed.is_new && soon.is_new);
    assert!(!later.is_new && !first_sight.is_new);
}
