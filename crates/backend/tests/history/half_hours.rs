//! Half hours that are kept are those that counting anew brings, whatever was written down in between.

use std::collections::BTreeMap;

use backend::history::half_hours;
use backend::store::HalfHour;
use domain::agent::AgentState;
use domain::half_hour::HALF_HOUR_MS;
use domain::half_hour::Slice;
use domain::half_hour::slices;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::time::UnixMs;

use crate::past::Past;
use crate::past::START;
use crate::past::event;
use crate::past::with_a_past;

const LENGTH_S: i64 = 6 * 3600;

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn below_s(&mut self, limit_s: i64) -> i64 {
        i64::try_from(self.below(u64::try_from(limit_s).unwrap())).unwrap()
    }

    /// What three agents do, in the order in which it is seen; some of it is told late.
    fn history(&mut self) -> Vec<StateEvent> {
        let mut seen_s = 0;
        let mut events = Vec::new();
        while seen_s < LENGTH_S {
            let back_s = if self.below(8) == 0 { self.below_s(7200) } else { self.below_s(10) };
            let state = AgentState::ALL[usize::try_from(self.below(10)).unwrap()];
            events.push(StateEvent {
                seen_at: START.plus_s(seen_s),
                group: (self.below(3) > 0).then(|| "Care".to_owned()),
                calls_today: Some(u32::try_from(seen_s / 600).unwrap()),
                ..event(&self.below(3).to_string(), state, seen_s - back_s)
            });
            seen_s += 1 + self.below_s(400);
        }
        events
    }
}

fn counted_anew(events: &[StateEvent], spans: &[WatchSpan], from: UnixMs, until: UnixMs) -> Vec<HalfHour> {
    let mut of_agents: BTreeMap<&str, Vec<StateEvent>> = BTreeMap::new();
    for event in events {
        of_agents.entry(&event.external_id).or_default().push(event.clone());
    }
    let mut found: BTreeMap<UnixMs, Vec<Slice>> = BTreeMap::new();
    let mut start = from;
    while start < until {
        found.insert(start, Vec::new());
        start = UnixMs(start.0 + HALF_HOUR_MS);
    }
    for events in of_agents.into_values() {
        for slice in slices(events, spans, from, until) {
            found.get_mut(&slice.start).unwrap().push(slice);
        }
    }
    found.into_iter().map(|(start, slices)| HalfHour { start, slices }).collect()
}

async fn what_is_kept_is_what_counting_anew_brings(past: Past) {
    let mut chance = Chance(7);
    let events = chance.history();
    let (tenant, store) = (past.company.mine, past.store().clone());
    let begin = UnixMs(START.0 - 4 * HALF_HOUR_MS);
    let mut span = WatchSpan::begin(START, 1000);
    let mut spans = vec![span];
    let mut known = 0;

    for step in 1..=12 {
        let now = START.plus_s(step * LENGTH_S / 12);
        let fresh = &events[known..events.partition_point(|event| event.seen_at < now)];
        known += fresh.len();
        past.happened(fresh).await;
        // The stretch is written down late, now and then a new one begins.
        let until = UnixMs(now.0 - chance.below_s(900) * 1000).max(span.until);
        span =
            if chance.below(3) == 0 && until < now { WatchSpan::begin(now, 1000) } else { WatchSpan { until, ..span } };
        spans.retain(|known| known.from != span.from);
        spans.push(span);
        store.keep_watch_spans(tenant, past.connection, &[span]).await.unwrap();

        let found = half_hours(&store, tenant, past.connection, (begin, now), now).await.unwrap();
        assert_eq!(found, counted_anew(&events[..known], &spans, begin, now), "after step {step}");
    }

    let kept = store.kept_half_hours(tenant, past.connection, begin, START.plus_s(LENGTH_S)).await.unwrap();
    assert!(kept.len() > 8, "{}", kept.len());
    let theirs = half_hours(&store, past.company.theirs, past.connection, (begin, span.until), span.until).await;
    assert_eq!(theirs, Ok(Vec::new()));
    assert_eq!(store.half_hours(past.company.theirs, past.connection, begin, span.until).await, Ok(Vec::new()));
    past.close().await;
}

async fn a_half_hour_is_kept_once_it_is_over_and_settled(past: Past) {
    let (tenant, store) = (past.company.mine, past.store().clone());
    past.happened(&[event("7", AgentState::Available, 0)]).await;
    past.watched(0, 9000).await;
    let kept = async |now: UnixMs| {
        half_hours(&store, tenant, past.connection, (START, now), now).await.unwrap();
        store.kept_half_hours(tenant, past.connection, START, START.plus_s(9000)).await.unwrap().len()
    };

    assert_eq!(kept(START.plus_s(1800 + 299)).await, 0, "the last poll of it may not be written down yet");
    assert_eq!(kept(START.plus_s(1800 + 300)).await, 1);
    assert_eq!(kept(START.plus_s(3600 + 300)).await, 2);
    past.happened(&[event("7", AgentState::Paused, 1900)]).await;
    let left = store.kept_half_hours(tenant, past.connection, START, START.plus_s(9000)).await.unwrap();
    assert_eq!(left, [START], "what was told of the second half hour takes it away");
    past.close().await;
}

with_a_past! {
    what_is_kept_is_what_counting_anew_brings,
    a_half_hour_is_kept_once_it_is_over_and_settled,
}
