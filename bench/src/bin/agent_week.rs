//! How long it takes to look back on a week on SQLite: one agent's timeline, and a report of a thousand agents, counted from
//! the changes of state and from half hours that are kept.
//!
//! `cargo run --release -p bench --bin agent_week [AGENTS]`

use std::time::Duration;
use std::time::Instant;

use anyhow::Result;
use backend::history::half_hours;
use backend::store::AgentStamp;
use backend::store::NewConnection;
use backend::store::NewTenant;
use backend::store::Store;
use backend::store::StoredAgent;
use bench::report;
use domain::agent::AgentSnapshot;
use domain::agent::AgentState;
use domain::agent::IdKind;
use domain::half_hour::half_hour_of;
use domain::history::StateEvent;
use domain::history::WatchSpan;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::occupancy::Tally;
use domain::time::UnixMs;
use domain::timeline::stretches;
use domain::timeline::totals;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::config::Tel4vnConfig;

const START: UnixMs = UnixMs(1_795_132_800_000);
const DAYS: i64 = 7;
const DAY_S: i64 = 86_400;
/// A shift of nine hours, and a call every ten minutes: ringing, on call, wrap-up, available.
const SHIFT_S: i64 = 9 * 3600;
const CALL_EVERY_S: usize = 600;
const AGENTS_READ: usize = 300;

#[tokio::main]
async fn main() -> Result<()> {
    let agents: usize = std::env::args().nth(1).map_or(Ok(1000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(&format!("sqlite:{}?mode=rwc", folder.path().join("week.db").display())).await?;
    let new = NewTenant { slug: "bench".to_owned(), name: "Bench".to_owned(), is_demo: false };
    let tenant = store.create_tenant(&new, START).await?;
    let config = ProviderConfig::Tel4vn(Tel4vnConfig::default());
    let new = NewConnection::new("Floor", ConnectionSettings::new("https://one.example".to_owned(), config), START);
    store.add_connection(tenant, &new, START).await?;
    let week = (START, START.plus_s(DAYS * DAY_S));
    let changes = seed(&store, tenant, new.id, agents).await?;
    report(&format!("{agents} agents, {DAYS} days, {changes} changes of state, SQLite"));

    let mut took = Vec::new();
    for agent in 0..AGENTS_READ.min(agents) {
        let begun = Instant::now();
        one_agent(&store, tenant, new.id, &(agent * agents / AGENTS_READ.min(agents)).to_string(), week).await?;
        took.push(begun.elapsed());
    }
    took.sort();
    let at = |part: usize| took[(took.len() * part / 100).min(took.len() - 1)];
    report(&format!("one agent's week      p50 {}  p99 {}  (goal: p99 at most 20 ms)", ms(at(50)), ms(at(99))));

    let now = week.1.plus_s(3600);
    let (first, again) =
        (whole(&store, tenant, new.id, week, now).await?, whole(&store, tenant, new.id, week, now).await?);
    report(&format!("everybody's week      from the changes {}  from half hours {}", ms(first.0), ms(again.0)));
    report(&format!(
        "                      {:.1} times as fast; both add up to {} ms",
        ratio(first.0, again.0),
        again.1
    ));
    anyhow::ensure!(first.1 == again.1, "both ways must add up to the same");
    Ok(())
}

/// As the agent's page reads it: their changes, the stretches of reading, and what those come to.
async fn one_agent(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    agent: &str,
    (from, until): (UnixMs, UnixMs),
) -> Result<()> {
    let mut events = store.last_state_events(tenant, connection, Some(agent), from).await?;
    events.append(&mut store.state_events(tenant, connection, agent, from, until).await?);
    let spans = store.watch_spans(tenant, connection, from, until).await?;
    let totals = totals(&stretches(&events, &spans, from, until));
    anyhow::ensure!(!totals.is_empty(), "the agent has a week");
    Ok(())
}

/// As a report reads it, a day at a time.
async fn whole(
    store: &Store,
    tenant: TenantId,
    connection: ConnectionId,
    (from, until): (UnixMs, UnixMs),
    now: UnixMs,
) -> Result<(Duration, i64)> {
    let begun = Instant::now();
    let mut sum = Tally::default();
    let mut day = half_hour_of(from);
    while day < until {
        let next = day.plus_s(DAY_S);
        for half in half_hours(store, tenant, connection, (day, next), now).await? {
            for slice in &half.slices {
                sum.add(&slice.tally);
            }
        }
        day = next;
    }
    Ok((begun.elapsed(), sum.total_ms()))
}

async fn seed(store: &Store, tenant: TenantId, connection: ConnectionId, agents: usize) -> Result<usize> {
    let ids: Vec<String> = (0..agents).map(|agent| agent.to_string()).collect();
    let roster: Vec<StoredAgent> = ids.iter().map(|id| last_seen(id)).collect();
    store.upsert_agents(tenant, connection, &roster).await?;
    let mut changes = 0;
    for day in 0..DAYS {
        let mut events: Vec<StateEvent> = ids.iter().enumerate().flat_map(|(at, id)| shift(id, at, day)).collect();
        events.sort_by_key(|event| event.seen_at);
        changes += events.len();
        store.append_state_events(tenant, connection, &events).await?;
        let from = START.plus_s(day * DAY_S);
        // Read without a gap but for a few minutes each night.
        let span = WatchSpan { until: from.plus_s(DAY_S - 300), ..WatchSpan::begin(from, 5000) };
        store.keep_watch_spans(tenant, connection, &[span]).await?;
    }
    Ok(changes)
}

fn shift(id: &str, at: usize, day: i64) -> Vec<StateEvent> {
    // Shifts begin within two hours, so that not everything happens in the same second.
    let late_s = i64::try_from(at).unwrap_or(0) * 7919 % 7200;
    let begin = START.plus_s(day * DAY_S + 8 * 3600 + late_s);
    let mut events = vec![StateEvent::new(id, AgentState::Available, begin)];
    for (calls, call) in (0_u32..).zip((0..SHIFT_S).step_by(CALL_EVERY_S)) {
        let steps = [
            (60, AgentState::Ringing),
            (70, AgentState::OnCall),
            (430, AgentState::WrapUp),
            (500, AgentState::Available),
        ];
        events.extend(steps.into_iter().map(|(after_s, state)| StateEvent {
            group: Some(format!("Team {}", at % 20)),
            queue: (state == AgentState::OnCall).then(|| format!("Queue {}", at % 12)),
            calls_today: Some(calls),
            ..StateEvent::new(id, state, begin.plus_s(call + after_s))
        }));
    }
    events.push(StateEvent::new(id, AgentState::LoggedOut, begin.plus_s(SHIFT_S + 600)));
    events
}

fn last_seen(id: &str) -> StoredAgent {
    let seen = StateEvent::new(id, AgentState::LoggedOut, START.plus_s(DAYS * DAY_S));
    StoredAgent {
        external_id: id.to_owned(),
        stamp: AgentStamp {
            state: seen.to,
            sub: None,
            clock: seen.clock(),
            raw_status: String::new(),
            pause_reason: None,
        },
        snapshot: Some(AgentSnapshot::new(id, IdKind::UserId, seen.to, seen.at)),
        last_seen: seen.at,
    }
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(f64::EPSILON)
}
