//! Provider requests a minute against 0, 50 and 500 viewers of one board: the slope must be 0.
//!
//! `cargo run --release -p bench --bin viewers [SECONDS_EACH]`

use std::time::Duration;

use anyhow::Context;
use anyhow::Result;
use backend::runtime::Backend;
use backend::runtime::BackendConfig;
use backend::secrets::KeySource;
use backend::setup;
use backend::store::NewTenant;
use bench::PROVIDERS;
use bench::connection;
use bench::report;
use domain::audience::Audience;
use domain::audience::Numbers;
use domain::audience::Scope;
use simulator::Simulator;
use simulator::SimulatorConfig;
use tokio::task::JoinSet;

const VIEWERS: [usize; 3] = [0, 50, 500];

#[tokio::main]
async fn main() -> Result<()> {
    drop(rustls::crypto::ring::default_provider().install_default());
    let seconds: u64 = std::env::args().nth(1).map_or(Ok(60), |text| text.parse())?;
    let simulator = simulator::start(SimulatorConfig::default()).await?;
    let folder = tempfile::tempdir()?;
    let backend = Backend::open(BackendConfig {
        store_url: format!("sqlite:{}?mode=rwc", folder.path().join("bench.sqlite").display()),
        keys: KeySource::in_folder(folder.path()),
        allow_private: vec!["127.0.0.0/8".parse()?],
        demo: true,
    })
    .await?;
    let tenant = NewTenant { slug: "bench".to_owned(), name: "Bench".to_owned(), is_demo: true };
    let tenant = setup::create_tenant(backend.store(), &tenant, backend.now()).await?;
    for (name, kind) in PROVIDERS {
        let (settings, secret) = connection(&simulator, name)?;
        setup::add_connection(backend.store(), backend.keys(), "bench", kind.label(), settings, &secret, backend.now())
            .await?;
    }
    backend.start_connections().await?;

    let mut measured = Vec::new();
    for viewers in VIEWERS {
        let audience = Audience { scope: Scope::All, numbers: Numbers::Masked };
        let mut open = JoinSet::new();
        for _ in 0..viewers {
            let mut viewer = backend.hub().subscribe(tenant, audience, None, None).context("there is a board")?;
            open.spawn(async move {
                loop {
                    drop(viewer.next().await);
                }
            });
        }
        // Let the first polls pass, so that each stretch begins in the middle of the usual rhythm.
        tokio::time::sleep(Duration::from_secs(5)).await;
        let before = requests(&simulator);
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let per_minute = (requests(&simulator) - before) as f64 * 60.0 / seconds as f64;
        report(&format!("{viewers:>4} viewers   {per_minute:.1} provider requests a minute"));
        measured.push((viewers as f64, per_minute));
        open.shutdown().await;
    }
    let (first, last) = (measured[0], measured[measured.len() - 1]);
    let slope = (last.1 - first.1) / (last.0 - first.0);
    report(&format!("slope         {slope:.4} requests a minute for each viewer (goal: 0)"));
    report(&format!("ratio         {:.3} of the requests without a viewer (goal: 1)", last.1 / first.1));
    backend.shutdown().await;
    simulator.shutdown().await;
    Ok(())
}

fn requests(simulator: &Simulator) -> u64 {
    PROVIDERS.iter().map(|(name, _)| simulator.requests(*name)).sum()
}
