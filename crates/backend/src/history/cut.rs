//! Half hours of a connection: the ones that are kept, and the others added up from the changes of state. Those that are over
//! are kept from then on.

use std::collections::BTreeMap;
use std::collections::HashMap;

use domain::half_hour::HALF_HOUR_MS;
use domain::half_hour::REACHES_BACK_MS;
use domain::half_hour::Slice;
use domain::half_hour::half_hour_of;
use domain::half_hour::slices;
use domain::history::StateEvent;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;

use crate::store::HalfHour;
use crate::store::Store;
use crate::store::StoreResult;

/// What was read just before the end of a half hour is written down by then.
const SETTLED_AFTER_MS: i64 = 5 * 60 * 1000;
/// So many are added up in one go: a busy floor changes state a hundred thousand times a day.
const AT_ONCE: i64 = 8;

/// The half hours of a connection from `from` up to and without `until`, as far as they have begun by `now`. None where
/// nothing is kept of that time.
///
/// # Errors
/// When the database cannot answer.
pub async fn half_hours(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    (from, until): (UnixMs, UnixMs),
    now: UnixMs,
) -> StoreResult<Vec<HalfHour>> {
    let Some(from) = first_start(store, tenant, connection, from).await? else { return Ok(Vec::new()) };
    let until = until.min(now);
    let mut found = store.half_hours(tenant, connection, from, until).await?;
    let kept: Vec<UnixMs> = found.iter().map(|half| half.start).collect();
    for (from, until) in gaps(&kept, from, until) {
        found.append(&mut added_up(store, tenant, connection, from, until, now).await?);
    }
    found.sort_by_key(|half| half.start);
    Ok(found)
}

/// Adds up every half hour that is over and not kept yet; how many there were.
///
/// # Errors
/// When the database cannot answer.
pub(super) async fn catch_up(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    border: UnixMs,
    now: UnixMs,
) -> StoreResult<usize> {
    let Some(from) = first_start(store, tenant, connection, border).await? else { return Ok(0) };
    let until = half_hour_of(UnixMs(now.0 - SETTLED_AFTER_MS));
    let kept = store.kept_half_hours(tenant, connection, from, until).await?;
    let mut caught_up = 0;
    for (from, until) in gaps(&kept, from, until) {
        caught_up += added_up(store, tenant, connection, from, until, now).await?.len();
        // Weeks may be missing after an update; polls come first.
        tokio::task::yield_now().await;
    }
    Ok(caught_up)
}

/// The first half hour at or after `from` in which there can be anything; none when nothing is kept.
async fn first_start(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    from: UnixMs,
) -> StoreResult<Option<UnixMs>> {
    let first = store.first_state_event_at(tenant, connection).await?;
    Ok(first.map(|first| half_hour_of(UnixMs(first.0 - REACHES_BACK_MS)).max(half_hour_of(from))))
}

/// The stretches between the half hours that are kept, cut into pieces of a few.
fn gaps(kept: &[UnixMs], from: UnixMs, until: UnixMs) -> Vec<(UnixMs, UnixMs)> {
    let mut gaps = Vec::new();
    let mut begin = from;
    let mut close = |begin: UnixMs, end: UnixMs| {
        let mut at = begin;
        while at < end {
            let next = UnixMs(at.0 + AT_ONCE * HALF_HOUR_MS).min(end);
            gaps.push((at, next));
            at = next;
        }
    };
    for start in kept {
        close(begin, *start);
        begin = UnixMs(start.0 + HALF_HOUR_MS);
    }
    close(begin, until);
    gaps
}

async fn added_up(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    from: UnixMs,
    until: UnixMs,
    now: UnixMs,
) -> StoreResult<Vec<HalfHour>> {
    // Something seen later may tell of this time, and what was seen in between stands before it.
    let told_within = UnixMs(until.0.saturating_add(REACHES_BACK_MS));
    let told_until = store.reached_back_until(tenant, connection, until, told_within).await?;
    let seen_until = told_until.map_or(until, |seen| UnixMs(seen.0 + 1));
    let mut events = store.last_state_events(tenant, connection, None, from).await?;
    events.append(&mut store.state_events_of_all(tenant, connection, from, seen_until).await?);
    let mut spans = store.last_watch_span(tenant, connection, from).await?.into_iter().collect::<Vec<_>>();
    spans.append(&mut store.watch_spans(tenant, connection, from, until).await?);
    spans.dedup_by_key(|span| span.from);

    let mut of_agents: HashMap<String, Vec<StateEvent>> = HashMap::new();
    for event in events {
        match of_agents.get_mut(&event.external_id) {
            Some(events) => events.push(event),
            None => drop(of_agents.insert(event.external_id.clone(), vec![event])),
        }
    }
    let starts = (from.0..until.0).step_by(usize::try_from(HALF_HOUR_MS).unwrap_or(1)).map(UnixMs);
    let mut found: BTreeMap<UnixMs, Vec<Slice>> = starts.map(|start| (start, Vec::new())).collect();
    for events in of_agents.into_values() {
        for slice in slices(events, &spans, from, until) {
            found.entry(slice.start).or_default().push(slice);
        }
    }
    let mut found: Vec<HalfHour> = found
        .into_iter()
        .map(|(start, mut slices)| {
            slices.sort_by(|a, b| (&a.external_id, &a.group, &a.queue).cmp(&(&b.external_id, &b.group, &b.queue)));
            HalfHour { start, slices }
        })
        .collect();
    let open = found.partition_point(|half| half.start.0 + HALF_HOUR_MS + SETTLED_AFTER_MS <= now.0);
    let mut still_open = found.split_off(open);
    store.keep_half_hours(tenant, connection, &found).await?;
    found.append(&mut still_open);
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_leave_out_what_is_kept_and_are_never_long() {
        let at = |index: i64| UnixMs(index * HALF_HOUR_MS);

        assert_eq!(gaps(&[at(1), at(2)], at(0), at(4)), [(at(0), at(1)), (at(3), at(4))]);
        assert_eq!(gaps(&[], at(0), at(9)), [(at(0), at(8)), (at(8), at(9))]);
        assert_eq!(gaps(&[at(0)], at(0), at(1)), []);
        assert_eq!(gaps(&[], at(0), UnixMs(90)), [(at(0), UnixMs(90))]);
    }
}
