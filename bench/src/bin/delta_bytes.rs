//! Bytes of a changed row, and of a delta against a whole snapshot, over ten minutes of five simulated floors.
//!
//! `cargo run --release -p bench --bin delta_bytes [AGENTS_PER_PROVIDER]`

use std::time::Duration;

use anyhow::Context;
use anyhow::Result;
use backend::hub::Clock;
use backend::hub::ConnectionSeed;
use backend::hub::Hub;
use bench::PROVIDERS;
use bench::connection;
use bench::report;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use domain::delta::Delta;
use domain::floor::Floor;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::id::ConnectionId;
use domain::id::TenantId;
use domain::time::UnixMs;
use futures::FutureExt;
use providers::HostGuard;
use simulator::SimClock;
use simulator::SimulatorConfig;
use uuid::Uuid;

const START_MS: i64 = 1_795_226_832_000;
const STEPS: i64 = 60;
const STEP_MS: i64 = 10_000;

#[tokio::main]
async fn main() -> Result<()> {
    drop(rustls::crypto::ring::default_provider().install_default());
    let agents = std::env::args().nth(1).map_or(Ok(200), |text| text.parse())?;
    let clock = SimClock::manual(START_MS);
    let config = SimulatorConfig { agents_per_provider: agents, clock: clock.clone(), ..SimulatorConfig::default() };
    let simulator = simulator::start(config).await?;
    simulator.set_options(|options| {
        options.alohub.tenant_limit = u32::MAX;
        options.alohub.route_limit = u32::MAX;
    });
    let ticking = clock.clone();
    let hub = Hub::with_clock(1, Clock::of(move || UnixMs(ticking.now_unix_ms())));
    let tenant = TenantId(Uuid::now_v7());
    let mut connections = Vec::new();
    for (name, kind) in PROVIDERS {
        let (settings, secret) = connection(&simulator, name)?;
        let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse()?] };
        let provider = providers::connect(&settings, secret, guard)?;
        let id = ConnectionId(Uuid::now_v7());
        hub.add_connection(
            tenant,
            ConnectionSeed {
                id,
                kind,
                name: kind.label().to_owned(),
                capabilities: provider.capabilities(),
                poll_interval_ms: 10_000,
                floor: Floor::default(),
                health: ConnectionHealth::default(),
            },
        );
        connections.push((id, provider));
    }
    let audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
    let mut viewer = hub.subscribe(tenant, audience, None, None).context("there is a board")?;
    drop(viewer.next().await);

    let (mut deltas, mut delta_bytes, mut changed, mut changed_bytes) = (0u64, 0u64, 0u64, 0u64);
    for step in 0..STEPS {
        clock.advance_ms(STEP_MS);
        let now = UnixMs(clock.now_unix_ms());
        for (id, provider) in &connections {
            let snapshot = provider.poll(now).await?;
            let health = ConnectionHealth {
                status: HealthStatus::Ok,
                last_ok_at: Some(now),
                last_try_at: Some(now),
                poll_interval_ms: 10_000,
                ..ConnectionHealth::default()
            };
            hub.publish(tenant, *id, snapshot, health);
            while let Some(frame) = viewer.next().now_or_never() {
                let text = std::str::from_utf8(&frame.bytes)?;
                let Some(delta) = delta_of(text) else { continue };
                if step == 0 {
                    continue;
                }
                deltas += 1;
                delta_bytes += u64::try_from(frame.bytes.len())?;
                changed += u64::try_from(delta.rows.change.len())?;
                changed_bytes += u64::try_from(serde_json::to_vec(&delta.rows.change)?.len())?;
            }
        }
    }
    let board = hub.board(tenant, &audience, None, UnixMs(clock.now_unix_ms())).context("there is a board")?;
    let snapshot_bytes = serde_json::to_vec(&board)?.len() as f64;
    let per_row = changed_bytes as f64 / changed.max(1) as f64;
    let per_delta = delta_bytes as f64 / deltas.max(1) as f64;
    report(&format!("rows on the board          {}", board.rows.len()));
    report(&format!("deltas                     {deltas} in {} simulated minutes", STEPS * STEP_MS / 60_000));
    report(&format!("changed rows               {changed}"));
    report(&format!("bytes of a changed row     {per_row:.1} (goal: at most 70)"));
    report(&format!(
        "snapshot                   {snapshot_bytes} bytes, {:.1} a row",
        snapshot_bytes / board.rows.len() as f64
    ));
    report(&format!("a whole delta : snapshot   {per_delta:.0} bytes, {:.2} %", 100.0 * per_delta / snapshot_bytes));
    report(&format!("a changed row : snapshot   {:.4} % (goal: at most 0.5)", 100.0 * per_row / snapshot_bytes));
    tokio::time::timeout(Duration::from_secs(5), simulator.shutdown()).await?;
    Ok(())
}

fn delta_of(frame: &str) -> Option<Delta> {
    let mut lines = frame.lines();
    lines.clone().any(|line| line == "event: delta").then_some(())?;
    serde_json::from_str(lines.find_map(|line| line.strip_prefix("data: "))?).ok()
}
