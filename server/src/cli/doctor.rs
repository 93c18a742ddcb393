//! `callboard doctor`.

use std::process::ExitCode;

use crate::cli::format::Format;
use crate::config::ServerArgs;
use crate::doctor;
use crate::doctor::Check;
use crate::doctor::Patient;
use crate::doctor::Status;
use crate::failure::Failure;

/// Give it what the server is given. It only looks, and may run beside the server. It ends with 0 when there is no problem
/// and with 1 when there is one; a warning is none.
#[derive(Debug, clap::Args)]
#[command(after_long_help = checks())]
pub(super) struct Args {
    #[command(flatten)]
    server: ServerArgs,
    /// So much should be free on the disk of the data folder
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    min_free: u64,
    #[command(flatten)]
    format: Format,
}

pub(super) async fn run(args: Args) -> Result<ExitCode, Failure> {
    let report = doctor::examine(&Patient::new(args.server, args.min_free)?).await;
    args.format.say(&report.facts(), || report.lines());
    Ok(if report.count(Status::Problem) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn checks() -> String {
    let lines = Check::ALL.iter().map(|check| format!("  {:<16} {}", check.as_str(), check.asks()));
    let lines: Vec<String> = lines.collect();
    format!(
        "Checks, by the identity that stays the same from version to version:\n{}\n\n--json prints {{\"problems\", \
         \"warnings\", \"checks\": [{{\"id\", \"status\", \"found\", \"remedy\"}}]}}; a status is ok, warning, problem or \
         skipped.",
        lines.join("\n")
    )
}
