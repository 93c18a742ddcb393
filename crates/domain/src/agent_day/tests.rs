//! What a day tells: limits, gaps with their cause, reasons, calls, and clocks that are put back.

use super::*;

const MIDNIGHT: UnixMs = UnixMs(1_800_000_000_000);
const HOUR_S: i64 = 3600;

fn at(hours: i64, minutes: i64) -> UnixMs {
    MIDNIGHT.plus_s(hours * HOUR_S + minutes * 60)
}

fn day() -> Day {
    Day {
        date: "2027-01-15".to_owned(),
        previous: "2027-01-14".to_owned(),
        next: None,
        zone: None,
        clocks: Zone::UTC,
        from: MIDNIGHT,
        until: at(24, 0),
    }
}

fn event(to: AgentState, at: UnixMs) -> StateEvent {
    StateEvent::new("7", to, at)
}

fn span(from: UnixMs, until: UnixMs, cause: Option<HealthStatus>) -> WatchSpan {
    WatchSpan { from, until, interval_ms: 5000, cause }
}

fn watched(events: Vec<StateEvent>) -> Kept {
    Kept { events, spans: vec![span(at(-1, 0), at(24, 0), None)], marks: Vec::new() }
}

#[test]
fn a_pause_is_over_its_limit_from_the_alarm_limit_on_also_when_it_began_the_day_before() {
    let kept = watched(vec![
        event(AgentState::Paused, at(0, -10)),
        event(AgentState::Available, at(0, 20)),
        event(AgentState::Paused, at(1, 0)),
        event(AgentState::Available, at(1, 15)),
    ]);

    let day = AgentDay::of(day(), kept, &LimitTable::default(), at(24, 0));

    let over: Vec<Option<UnixMs>> = day.stretches.iter().map(|stretch| stretch.over_from).collect();
    assert_eq!(over, [Some(at(0, 5)), None, None, None]);
}

#[test]
fn a_gap_names_what_ended_the_reading_and_counts_as_no_state() {
    let kept = Kept {
        events: vec![event(AgentState::Available, at(8, 0))],
        spans: vec![
            span(at(7, 0), at(10, 36), Some(HealthStatus::ServerError)),
            span(at(10, 42), at(12, 0), None),
            span(at(13, 0), at(14, 0), None),
        ],
        marks: Vec::new(),
    };

    let day = AgentDay::of(day(), kept, &LimitTable::default(), at(14, 0));

    let causes: Vec<(UnixMs, GapCause)> = day.gaps.iter().map(|gap| (gap.from, gap.cause)).collect();
    let after_a_poll = |at: UnixMs| at.plus_s(5);
    assert_eq!(
        causes,
        [
            (MIDNIGHT, GapCause::NothingKept),
            (after_a_poll(at(10, 36)), GapCause::Provider(HealthStatus::ServerError)),
            (after_a_poll(at(12, 0)), GapCause::NotRunning),
        ]
    );
    assert_eq!(day.logged_in_ms, (6 * HOUR_S - 66 * 60 + 10) * 1000);
}

#[test]
fn an_agent_who_was_not_among_those_told_of_was_not_listed() {
    let kept = watched(vec![event(AgentState::Available, at(9, 0))]);

    let day = AgentDay::of(day(), kept, &LimitTable::default(), at(10, 0));

    assert_eq!(day.gaps, [Gap { from: MIDNIGHT, until: at(9, 0), cause: GapCause::NotListed }]);
}

#[test]
fn reasons_split_a_state_the_longest_first_and_what_was_not_given_is_one_of_them() {
    let paused = |reason: Option<&str>, at| StateEvent {
        pause_reason: reason.map(str::to_owned),
        ..event(AgentState::Paused, at)
    };
    let kept = watched(vec![
        paused(Some("Lunch"), at(0, 0)),
        paused(None, at(0, 10)),
        paused(Some("Lunch"), at(0, 12)),
        event(AgentState::Available, at(0, 20)),
    ]);

    let day = AgentDay::of(day(), kept, &LimitTable::default(), at(1, 0));

    let total = |reason: Option<&str>, minutes: i64, times| ReasonTotal {
        reason: reason.map(str::to_owned),
        ms: minutes * 60_000,
        times,
    };
    assert_eq!(day.totals[0].reasons, []);
    assert_eq!(day.totals[1].reasons, [total(Some("Lunch"), 18, 2), total(None, 2, 1)]);
}

#[test]
fn calls_are_what_the_providers_count_rose_by_and_none_where_it_counts_none() {
    let counted = |calls, at| StateEvent { calls_today: calls, ..event(AgentState::Available, at) };
    let of = |events| AgentDay::of(day(), watched(events), &LimitTable::default(), at(12, 0)).calls;

    // The evening before ended with forty; the count then began anew.
    assert_eq!(of(vec![counted(Some(40), at(-2, 0)), counted(Some(1), at(8, 0)), counted(Some(4), at(9, 0))]), Some(4));
    assert_eq!(of(vec![counted(Some(40), at(-2, 0)), counted(None, at(8, 0))]), None);
    assert_eq!(of(vec![counted(None, at(8, 0))]), None);
    assert_eq!(of(vec![counted(Some(5), at(8, 0))]), None, "how many of the five were taken on this day, nobody knows");
}

#[test]
fn a_day_that_goes_on_grows_at_its_end_only() {
    let kept = watched(vec![event(AgentState::Available, at(8, 0)), event(AgentState::Paused, at(9, 0))]);
    let early = AgentDay::of(day(), kept.clone(), &LimitTable::default(), at(9, 10));

    let grown = early.grown(&LimitTable::default(), at(9, 20));

    assert_eq!(grown, AgentDay::of(day(), kept, &LimitTable::default(), at(9, 20)));
    assert_eq!(grown.stretches.last().unwrap().over_from, Some(at(9, 15)));
    assert_eq!(early.grown(&LimitTable::default(), at(8, 0)), early, "time does not run back");
}

#[test]
fn hours_are_those_of_the_wall_also_when_clocks_are_put_back_and_in_a_zone_of_half_hours() {
    // At 03:00 clocks go back to 02:00, so the day has 25 hours.
    let back = Day { clocks: Zone::changing(7200, &[(at(3, 0), 3600)]), until: at(25, 0), ..day() };
    let half = Day { clocks: Zone::fixed(19_800), ..day() };

    assert_eq!(back.clock_steps(MIDNIGHT, at(25, 0), HOUR_S).len(), 26);
    assert_eq!(half.clock_steps(MIDNIGHT, at(2, 0), HOUR_S), [at(0, 30), at(1, 30)]);
}
