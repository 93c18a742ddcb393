//! Sums, borders and counts of half hours.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::timeline::totals;

/// Half past some hour.
const START: UnixMs = UnixMs(1_800_000_000_000);

fn event(to: AgentState, at_s: i64) -> StateEvent {
    StateEvent::new("a", to, START.plus_s(at_s))
}

fn watched(from_s: i64, until_s: i64) -> WatchSpan {
    WatchSpan { from: START.plus_s(from_s), until: START.plus_s(until_s), interval_ms: 1, cause: None }
}

fn sum(slices: &[Slice]) -> Tally {
    let mut sum = Tally::default();
    for slice in slices {
        sum.add(&slice.tally);
    }
    sum
}

#[test]
fn a_state_that_lasts_over_a_border_is_in_both_half_hours() {
    assert_eq!(half_hour_of(START), START);
    let events = vec![event(AgentState::OnCall, 1700), event(AgentState::Available, 1900)];

    let found = slices(events, &[watched(0, 4000)], START, START.plus_s(3600));

    let on_call: Vec<i64> = found.iter().map(|slice| slice.tally.in_state_ms(AgentState::OnCall)).collect();
    assert_eq!(on_call, [100_000, 100_000]);
    assert_eq!(sum(&found).total_ms(), 1_900_000, "nothing is known of the time before they were first seen");
    assert_eq!(found[1].start, START.plus_s(1800));
}

#[test]
fn who_has_not_been_seen_yet_has_no_time() {
    let found = slices(vec![event(AgentState::Available, 4000)], &[watched(0, 9000)], START, START.plus_s(7200));

    let starts: Vec<i64> = found.iter().map(|slice| slice.start.seconds_since(START)).collect();
    assert_eq!(starts, [3600, 5400]);
    assert_eq!(slices(Vec::new(), &[watched(0, 9000)], START, START.plus_s(3600)), []);
}

#[test]
fn a_change_of_group_cuts_the_half_hour() {
    let care = StateEvent { group: Some("Care".to_owned()), ..event(AgentState::Available, 0) };
    let sales = StateEvent { group: Some("Sales".to_owned()), ..event(AgentState::Available, 600) };

    let found = slices(vec![care, sales], &[watched(0, 2000)], START, START.plus_s(1800));

    let of: Vec<(Option<&str>, i64)> =
        found.iter().map(|slice| (slice.group.as_deref(), slice.tally.total_ms())).collect();
    assert_eq!(of, [(Some("Care"), 600_000), (Some("Sales"), 1_200_000)]);
}

#[test]
fn a_change_of_group_in_time_that_nobody_observed_counts_from_then() {
    let care = StateEvent { group: Some("Care".to_owned()), ..event(AgentState::Available, 0) };
    let sales = StateEvent { group: Some("Sales".to_owned()), ..event(AgentState::Available, 600) };

    let found = slices(vec![care, sales], &[], START, START.plus_s(3600));

    let of: Vec<(Option<&str>, i64)> =
        found.iter().map(|slice| (slice.group.as_deref(), slice.tally.not_observed_ms)).collect();
    assert_eq!(of, [(Some("Care"), 600_000), (Some("Sales"), 1_200_000), (Some("Sales"), 1_800_000)]);
}

#[test]
fn calls_are_what_the_providers_count_rises_by() {
    let counted = |to, at_s, calls| StateEvent { calls_today: calls, ..event(to, at_s) };
    let events = vec![
        counted(AgentState::Available, -60, Some(12)),
        counted(AgentState::OnCall, 60, Some(12)),
        counted(AgentState::Available, 90, Some(13)),
        counted(AgentState::Available, 2000, Some(15)),
        // The provider's day ends here, and its count begins anew.
        counted(AgentState::Available, 3000, Some(1)),
    ];

    let found = slices(events, &[watched(0, 4000)], START, START.plus_s(3600));

    assert_eq!(found.iter().map(|slice| slice.tally.calls).collect::<Vec<_>>(), [Some(1), Some(3)]);
    let uncounted = slices(vec![event(AgentState::OnCall, 0)], &[watched(0, 4000)], START, START.plus_s(3600));
    assert_eq!(sum(&uncounted).calls, None);
}

#[test]
fn what_is_told_later_than_a_day_afterwards_is_not_taken_back_further() {
    let told = StateEvent { seen_at: START.plus_s(86_400), ..event(AgentState::Paused, -7200) };

    let found = slices(vec![told], &[], START.plus_s(-7200), START.plus_s(86_400));

    assert_eq!(found.first().map(|slice| slice.start), Some(START));
    assert_eq!(sum(&found).in_state_ms(AgentState::Paused), 86_400_000);
}

prop_compose! {
    /// Events in the order in which they were seen, of which some tell of an earlier time.
    fn history()(
        moments in vec((0_i64..20_000, 0_i64..6000, 0_usize..AgentState::ALL.len(), 0_u8..3, 0_u32..9), 0..40),
    ) -> Vec<StateEvent> {
        let mut events: Vec<StateEvent> = moments
            .into_iter()
            .map(|(seen_s, back_s, state, group, calls)| StateEvent {
                seen_at: START.plus_s(seen_s),
                group: (group > 0).then(|| format!("group {group}")),
                queue: (group > 1).then(|| "queue".to_owned()),
                calls_today: (calls > 0).then_some(calls),
                ..event(AgentState::ALL[state], seen_s - back_s)
            })
            .collect();
        events.sort_by_key(|event| event.seen_at);
        events
    }
}

prop_compose! {
    fn watching()(stretches in vec((0_i64..20_000, 0_i64..3000), 0..8)) -> Vec<WatchSpan> {
        let mut spans: Vec<WatchSpan> =
            stretches.into_iter().map(|(from_s, length_s)| watched(from_s, from_s + length_s)).collect();
        spans.sort_by_key(|span| span.from);
        spans
    }
}

proptest! {
    #[test]
    fn half_hours_hold_every_second_of_the_timeline_once(
        events in history(), spans in watching(), length_s in 1_i64..20_000,
    ) {
        let until = START.plus_s(length_s);
        let found = slices(events.clone(), &spans, START, until);

        let mut per_half_hour: BTreeMap<UnixMs, i64> = BTreeMap::new();
        for slice in &found {
            *per_half_hour.entry(slice.start).or_default() += slice.tally.total_ms();
        }
        prop_assert!(per_half_hour.values().all(|ms| *ms <= HALF_HOUR_MS));
        let Some(first) = events.first().map(|event| event.at.max(START)).filter(|first| *first < until) else {
            prop_assert!(found.is_empty());
            return Ok(());
        };
        let whole = totals(&stretches(&events, &spans, first, until));
        let sum = sum(&found);
        for total in whole {
            let mine = total.state.map_or(sum.not_observed_ms, |state| sum.in_state_ms(state));
            prop_assert_eq!(mine, total.ms);
        }
        prop_assert_eq!(sum.total_ms(), until.ms_since(first));
    }

    #[test]
    fn a_half_hour_on_its_own_is_what_it_is_within_the_whole(events in history(), spans in watching()) {
        let half_hours = 12;
        let until = UnixMs(START.0 + half_hours * HALF_HOUR_MS);
        let whole = slices(events.clone(), &spans, START, until);

        let mut apart = Vec::new();
        for index in 0..half_hours {
            let from = UnixMs(START.0 + index * HALF_HOUR_MS);
            let to = UnixMs(from.0 + HALF_HOUR_MS);
            let known = events.partition_point(|event| event.seen_at < from).saturating_sub(1);
            let reach = events.iter().rposition(|event| event.at < to).map_or(0, |last| last + 1);
            apart.extend(slices(events.get(known..reach).unwrap_or_default().to_vec(), &spans, from, to));
        }

        prop_assert_eq!(apart, whole);
    }
}
