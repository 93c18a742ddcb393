//! How a rule behaves through time.

use domain::agent::AgentState;
use domain::rule::Cause;
use domain::rule::Change;
use domain::rule::Clearing;
use domain::rule::LocalTime;
use domain::rule::QuietHours;
use domain::rule::Reading;
use domain::rule::RuleSpec;
use domain::rule::Verdict;
use domain::rule::Watch;
use domain::rule::Weekdays;
use domain::rule::Zone;
use domain::time::UnixMs;
use proptest::prelude::*;

use crate::floor::NOW;
use crate::floor::at_least;
use crate::floor::board;
use crate::floor::paused_for_longer_than;
use crate::floor::row;

fn known(zone: Zone) -> Reading {
    Reading::Known { zone, value: 0, subjects: Vec::new() }
}

fn patient(hold_s: u32, clear_after_s: u32) -> RuleSpec {
    RuleSpec { hold_s, clearing: Clearing { slack: 0, after_s: clear_after_s }, ..at_least(1) }
}

#[test]
fn a_sixth_of_the_floor_pausing_at_once_is_one_alarm() {
    let rows = |paused: usize| {
        (0..216)
            .map(|n| row(&format!("A{n:03}"), if n < paused { AgentState::Paused } else { AgentState::OnCall }, 60, 0))
            .collect()
    };
    let spec = paused_for_longer_than(30);
    let mut watch = Watch::default();
    let mut look = |paused| watch.look(&spec, &board(rows(paused)), NOW, LocalTime::default());

    let changes = [look(0), look(36), look(36), look(40)];

    assert_eq!(changes, [None, Some(Change::Raised), None, Some(Change::Updated)]);
    let Verdict::Firing { subjects, value, .. } = watch.verdict() else { panic!("it fires") };
    assert_eq!((subjects.len(), value), (40, 40));
}

#[test]
fn what_does_not_last_raises_nothing() {
    let spec = patient(30, 10);
    let mut watch = Watch::default();
    let mut take = |zone, at_s| watch.take(&spec, known(zone), NOW.plus_s(at_s), false);

    assert_eq!(take(Zone::Over, 0), None);
    assert_eq!(take(Zone::Over, 29), None);
    assert_eq!(take(Zone::Between, 30), None);
    assert_eq!(take(Zone::Over, 31), None);
    assert_eq!(take(Zone::Over, 61), Some(Change::Raised));
    assert_eq!(take(Zone::Under, 62), None);
    assert_eq!(take(Zone::Between, 71), None);
    assert_eq!(take(Zone::Under, 72), None);
    assert_eq!(take(Zone::Under, 82), Some(Change::Cleared));
}

#[test]
fn a_firing_alarm_whose_data_stop_goes_on_and_says_so() {
    let spec = patient(0, 0);
    let mut watch = Watch::default();
    watch.take(&spec, known(Zone::Over), NOW, false);

    let lost = watch.take(&spec, Reading::Unknown(Cause::StaleConnection), NOW.plus_s(60), false);

    assert_eq!(lost, Some(Change::Updated));
    let Verdict::Firing { since, unknown, .. } = watch.verdict() else { panic!("it fires") };
    assert_eq!((since, unknown), (NOW, Some(Cause::StaleConnection)));
    assert_eq!(watch.take(&spec, known(Zone::Over), NOW.plus_s(61), false), Some(Change::Updated));
    assert_eq!(watch.take(&spec, known(Zone::Under), NOW.plus_s(62), false), Some(Change::Cleared));
}

#[test]
fn unknown_is_never_ok() {
    let mut watch = Watch::default();

    let lost = watch.take(&patient(0, 0), Reading::Unknown(Cause::NotReported), NOW, true);

    assert_eq!(lost, Some(Change::Lost));
    assert_eq!(watch.verdict(), Verdict::Unknown { cause: Cause::NotReported });
    assert_eq!(watch.take(&patient(0, 0), known(Zone::Under), NOW, false), Some(Change::Found));
    assert_eq!(watch.verdict(), Verdict::Ok);
}

#[test]
fn an_alarm_from_before_a_restart_is_not_raised_again() {
    let spec = patient(0, 0);
    let mut watch = Watch::firing(NOW, 3, Vec::new());

    assert_eq!(
        watch.take(&spec, Reading::Unknown(Cause::StaleConnection), NOW.plus_s(5), false),
        Some(Change::Updated)
    );
    assert_eq!(watch.take(&spec, known(Zone::Over), NOW.plus_s(9), false), Some(Change::Updated));
    assert!(matches!(watch.verdict(), Verdict::Firing { since: NOW, unknown: None, .. }));
}

#[test]
fn quiet_hours_hold_back_what_begins_in_them_and_not_what_was_open() {
    let quiet_hours = Some(QuietHours { days: Weekdays::ALL, from_min: 22 * 60, until_min: 6 * 60 });
    let spec = RuleSpec { quiet_hours, hold_s: 10, ..paused_for_longer_than(0) };
    let floor = |state| board(vec![row("A", state, 60, 0)]);
    let (night, morning) = (LocalTime { weekday: 0, minute: 23 * 60 }, LocalTime { weekday: 1, minute: 6 * 60 });
    let mut watch = Watch::default();

    watch.look(&spec, &floor(AgentState::Paused), NOW, night);
    let at_night = watch.look(&spec, &floor(AgentState::Paused), NOW.plus_s(11), night);

    assert_eq!((at_night, watch.verdict()), (None, Verdict::Quiet));
    assert_eq!(watch.look(&spec, &floor(AgentState::Paused), NOW.plus_s(12), morning), Some(Change::Raised));
    assert_eq!(watch.look(&spec, &floor(AgentState::Available), NOW.plus_s(13), night), Some(Change::Cleared));
}

fn readings() -> impl Strategy<Value = Vec<(Reading, i64, bool)>> {
    let reading = prop_oneof![
        Just(known(Zone::Under)),
        Just(known(Zone::Between)),
        Just(known(Zone::Over)),
        Just(Reading::Unknown(Cause::StaleConnection)),
        Just(Reading::Unknown(Cause::AgentsUnknown)),
    ];
    proptest::collection::vec((reading, 0..20_000i64, proptest::bool::weighted(0.1)), 0..120)
}

/// The changes with their times, and what was read at them.
fn run(spec: &RuleSpec, readings: &[(Reading, i64, bool)]) -> Vec<(UnixMs, Reading, Option<Change>, Verdict)> {
    let mut watch = Watch::default();
    let mut now = NOW;
    readings
        .iter()
        .map(|(reading, after_ms, is_quiet)| {
            now = UnixMs(now.0 + after_ms);
            let change = watch.take(spec, reading.clone(), now, *is_quiet);
            (now, reading.clone(), change, watch.verdict())
        })
        .collect()
}

fn is_zone(reading: &Reading, wanted: Zone) -> bool {
    matches!(reading, Reading::Known { zone, .. } if *zone == wanted)
}

proptest! {
    #[test]
    fn it_never_flaps_faster_than_it_holds_and_clears(
        readings in readings(),
        hold_s in 0u32..60,
        after_s in 0u32..60,
    ) {
        let spec = patient(hold_s, after_s);
        let steps = run(&spec, &readings);
        let mut raised_last = false;
        for (at, (now, reading, change, _)) in steps.iter().enumerate() {
            let (wanted, lasts_s, raises) = match change {
                Some(Change::Raised) => (Zone::Over, hold_s, true),
                Some(Change::Cleared) => (Zone::Under, after_s, false),
                Some(Change::Updated | Change::Lost | Change::Found) | None => continue,
            };
            prop_assert!(raises != raised_last, "raised and cleared take turns");
            raised_last = raises;
            prop_assert!(is_zone(reading, wanted));
            let since = steps[..=at].iter().rev().take_while(|(_, reading, ..)| is_zone(reading, wanted)).last();
            prop_assert!(now.ms_since(since.unwrap().0) >= i64::from(lasts_s) * 1000);
        }
    }

    #[test]
    fn unknown_neither_raises_nor_clears_and_is_never_shown_as_ok(readings in readings()) {
        let mut was_firing = false;
        for (_, reading, change, verdict) in run(&patient(5, 5), &readings) {
            let fires = matches!(verdict, Verdict::Firing { .. });
            if let Reading::Unknown(cause) = reading {
                prop_assert_eq!(fires, was_firing);
                prop_assert!(!matches!(change, Some(Change::Raised | Change::Cleared | Change::Found)));
                let shown = match verdict {
                    Verdict::Firing { unknown, .. } => unknown,
                    Verdict::Unknown { cause } => Some(cause),
                    Verdict::Ok | Verdict::Pending { .. } | Verdict::Quiet => None,
                };
                prop_assert_eq!(shown, Some(cause));
            }
            was_firing = fires;
        }
    }

    #[test]
    fn the_same_day_gives_the_same_alarms(readings in readings(), hold_s in 0u32..60) {
        let spec = patient(hold_s, 10);
        prop_assert_eq!(run(&spec, &readings), run(&spec, &readings));
    }

    #[test]
    fn it_can_look_at_any_floor_at_any_time(
        agents in proptest::collection::vec((0..10usize, any::<i32>(), 0u16..3), 0..20),
        now in any::<i32>(),
        threshold in any::<u32>(),
        slack in any::<u32>(),
    ) {
        let rows = agents
            .iter()
            .map(|(state, in_state_s, connection)| row("A", AgentState::ALL[*state], i64::from(*in_state_s), *connection))
            .collect();
        let mut spec = at_least(threshold);
        spec.clearing.slack = slack;
        let mut watch = Watch::default();
        let at = NOW.plus_s(i64::from(now));

        let change = watch.look(&spec, &board(rows), at, LocalTime::default());

        prop_assert_eq!(change == Some(Change::Raised), matches!(watch.verdict(), Verdict::Firing { .. }));
    }
}
