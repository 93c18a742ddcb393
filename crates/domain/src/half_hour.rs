//! An agent's time cut at half hours, so that days, groups and connections are sums of the same pieces.
//!
//! Half hours begin at whole and half hours of UTC: wherever clocks are half an hour or an hour apart, local days consist of
//! whole ones, also on the days on which clocks change. A half hour ends up in more than one slice when the agent changed
//! group or queue in it.

use std::collections::BTreeMap;

use crate::agent::AgentState;
use crate::history::StateEvent;
use crate::history::WatchSpan;
use crate::occupancy::Tally;
use crate::time::UnixMs;
use crate::timeline::stretches;

/// How long one is.
pub const HALF_HOUR_MS: i64 = 30 * 60 * 1000;
/// What a provider tells later of an earlier time is taken back so far.
pub const REACHES_BACK_MS: i64 = 24 * 3600 * 1000;

/// The half hour in which a moment lies.
pub const fn half_hour_of(at: UnixMs) -> UnixMs {
    UnixMs(at.0 - at.0.rem_euclid(HALF_HOUR_MS))
}

/// What one agent did in one half hour while they belonged to a group and served a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Where the half hour begins.
    pub start: UnixMs,
    /// Whose it is.
    pub external_id: String,
    /// The group at that time.
    pub group: Option<String>,
    /// The queue served at that time, by the name shown.
    pub queue: Option<String>,
    /// What it adds up to.
    pub tally: Tally,
}

/// The time from which an event counts.
pub fn counts_from(event: &StateEvent) -> UnixMs {
    UnixMs(event.at.0.max(event.seen_at.0.saturating_sub(REACHES_BACK_MS)))
}

/// Cuts one agent's time from `from` up to and without `until` at half hours.
///
/// `events` are in the order in which they were seen, with the last one seen before `from` where there is one, and with
/// those seen after `until` that tell of an earlier time; `spans` are those of the connection. An agent counts from the
/// first moment that is known of them.
///
/// Calls handled are rises of the provider's own count of the day between two events. A count that falls has begun anew.
pub fn slices(mut events: Vec<StateEvent>, spans: &[WatchSpan], from: UnixMs, until: UnixMs) -> Vec<Slice> {
    for event in &mut events {
        event.at = counts_from(event);
    }
    let Some(first) = events.first() else { return Vec::new() };
    let from = first.at.max(from);
    let mut cut = Cut { events: &events, found: BTreeMap::new() };
    let mut current = 0;
    let mut begun = events[0].at;
    for stretch in stretches(&events, spans, from, until) {
        let state = stretch.doing.map(|doing| doing.state);
        // Time that nobody observed is one stretch however many events lie in it, and belongs to the group of each in turn.
        let mut begin = stretch.from;
        while begin < stretch.until {
            // An event that tells of a time before the one seen earlier begins with that one.
            while let Some(next) = events.get(current + 1).filter(|next| next.at.max(begun) <= begin) {
                begun = begun.max(next.at);
                current += 1;
            }
            let end = events.get(current + 1).map_or(stretch.until, |next| next.at.max(begun).min(stretch.until));
            cut.time(current, state, begin, end);
            begin = end;
        }
    }
    cut.calls(from, until);
    cut.found
        .into_iter()
        .map(|((start, group, queue), tally)| Slice {
            start,
            external_id: first.external_id.clone(),
            group: group.map(str::to_owned),
            queue: queue.map(str::to_owned),
            tally,
        })
        .collect()
}

type Place<'a> = (UnixMs, Option<&'a str>, Option<&'a str>);

struct Cut<'a> {
    events: &'a [StateEvent],
    found: BTreeMap<Place<'a>, Tally>,
}

impl<'a> Cut<'a> {
    fn tally(&mut self, at: UnixMs, event: &'a StateEvent) -> &mut Tally {
        self.found.entry((half_hour_of(at), event.group.as_deref(), event.queue.as_deref())).or_default()
    }

    fn time(&mut self, event: usize, state: Option<AgentState>, from: UnixMs, until: UnixMs) {
        let event = &self.events[event];
        let mut begin = from;
        while begin < until {
            let end = UnixMs(half_hour_of(begin).0 + HALF_HOUR_MS).min(until);
            self.tally(begin, event).add_ms(state, end.ms_since(begin));
            begin = end;
        }
    }

    fn calls(&mut self, from: UnixMs, until: UnixMs) {
        for (index, event) in self.events.iter().enumerate() {
            let Some(now) = event.calls_today.filter(|_| (from..until).contains(&event.seen_at)) else { continue };
            let before = index.checked_sub(1).and_then(|before| self.events[before].calls_today);
            // A first reading tells nothing of how many calls came while we looked.
            let rise = before.map_or(0, |before| if now < before { now } else { now - before });
            self.tally(event.seen_at, event).add_calls(rise);
        }
    }
}

#[cfg(test)]
mod tests;
