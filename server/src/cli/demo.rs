//! `callboard demo`.

use domain::time::UnixMs;
use simulator::SimClock;

use crate::config::DataArgs;
use crate::config::DatabaseArgs;
use crate::config::ListenArgs;
use crate::config::MailArgs;
use crate::config::sqlite_url;
use crate::demo;
use crate::failure::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    #[command(flatten)]
    mail: MailArgs,
    /// Agents at each of the five providers
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    agents: u32,
    /// Everything that looks like chance follows from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many times faster than real time the simulated floor works
    #[arg(long, default_value_t = 1.0, value_parser = speed)]
    sim_speed: f64,
    /// Hours of the past that are there at the first start; 0 is none, and large floors have fewer
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(0..=168))]
    past_hours: u32,
    /// For pictures: time stands still at this moment, and nothing is shown before the past is there
    #[arg(long, hide = true, conflicts_with = "sim_speed", value_name = "TIMESTAMP")]
    at: Option<jiff::Timestamp>,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.1..=60.0).contains(&speed) { Ok(speed) } else { Err("use 0.1 to 60".to_owned()) }
}

pub(super) async fn run(args: Args) -> Result<(), Failure> {
    let agents = usize::try_from(args.agents).expect("at most 10,000");
    let stands_at = args.at.map(|at| UnixMs(at.as_millisecond()));
    let world = demo::World {
        agents,
        seed: args.seed,
        clock: stands_at.map_or_else(|| SimClock::real_with_speed(args.sim_speed), |at| SimClock::manual(at.0)),
        past_hours: args.past_hours,
        stands_at,
        mail: args.mail.settings()?,
    };
    // A folder of its own, so that made-up companies never stand beside real ones.
    let folder = args.data.folder("callboard/demo")?;
    let url = args.database.url()?.unwrap_or_else(|| sqlite_url(&folder.join("demo.db")));
    demo::run(&args.listen, folder, url, world).await
}
