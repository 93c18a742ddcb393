//! `callboard simulate`.

use std::net::SocketAddr;

use simulator::SimulatorConfig;

use crate::failure::Failure;
use crate::out;
use crate::shutdown::Ending;

/// Its first line of output is JSON: the arguments and environment with which `callboard poll` reads each provider.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR:PORT")]
    listen: SocketAddr,
    /// Agents at each of the five providers
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    agents: u32,
    /// Everything that looks like chance follows from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let mut ending = Ending::listen();
    let config = SimulatorConfig {
        listen: args.listen,
        seed: args.seed,
        agents_per_provider: usize::try_from(args.agents).expect("at most 10,000"),
        ..SimulatorConfig::default()
    };
    let simulator = simulator::start(config).await.map_err(|error| Failure::Listen { addr: args.listen, error })?;
    out::line(&simulator::announcement(&simulator).to_string());
    ending.wait().await;
    simulator.shutdown().await;
    Ok(())
}
