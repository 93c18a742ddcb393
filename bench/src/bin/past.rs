//! How long it takes to live through the last day of five simulated floors, from the faces to the store.
//!
//! `cargo run --release -p bench --bin past [AGENTS_PER_PROVIDER] [HOURS]`

use std::time::Instant;

use anyhow::Context;
use anyhow::Result;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::NewTenant;
use bench::PROVIDERS;
use bench::connection_at;
use bench::report;
use past::PastFloor;
use simulator::InProcess;
use simulator::WorldConfig;

const START_MS: i64 = 1_795_226_832_000;
const HOUR_MS: i64 = 3_600_000;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let agents: usize = arguments.next().map_or(Ok(60), |text| text.parse())?;
    let hours: u32 = arguments.next().map_or(Ok(24), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("bench.sqlite");
    let backend = Backend::open(BackendConfig {
        store_url: format!("sqlite:{}?mode=rwc", file.display()),
        keys: KeySource::in_folder(folder.path()),
        allow_private: vec!["127.0.0.0/8".parse()?],
        demo: true,
    })
    .await?;
    let tenant = NewTenant { slug: "bench".to_owned(), name: "Bench".to_owned(), is_demo: true };
    let tenant = setup::create_tenant(backend.store(), &tenant, backend.now()).await?;
    let lived = Some(past::lived(agents, hours, 14 * HOUR_MS).context("a floor of this size has no past")?);
    let world = WorldConfig { seed: 1, agents_per_provider: agents, start_unix_ms: START_MS, lived };
    let mut floors = Vec::new();
    for (name, kind) in PROVIDERS {
        let base_url = format!("http://127.0.0.1:9{}", name.prefix());
        let (settings, secret) = connection_at(&base_url, InProcess::before_opening(&world).credentials(name), name)?;
        let (store, keys) = (backend.store(), backend.keys());
        setup::add_connection(store, keys, "bench", kind.label(), settings, &secret, backend.now()).await?;
    }
    for connection in backend.store().connections(tenant).await? {
        floors.push(PastFloor { tenant, connection: connection.id, world: world.clone() });
    }

    let begun = Instant::now();
    let written = past::write(&backend, floors).await?;
    let seconds = begun.elapsed().as_secs_f64();
    report(&format!("floors         {} of {agents} agents, {hours} h", written.floors));
    report(&format!("seconds        {seconds:.2} (goal: at most 3 at 60 agents)"));
    report(&format!("polls          {}, and {} of a provider out of reach", written.polls, written.failed_polls));
    report(&format!("events         {}", written.events));
    report(&format!("events a second {:.0}", written.events as f64 / seconds));
    report(&format!("bytes kept     {}", std::fs::metadata(&file)?.len()));
    backend.shutdown().await;
    Ok(())
}
