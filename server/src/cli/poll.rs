//! `callboard poll`: one question to one provider, to try an account without setting anything up.

mod report;

use std::process::ExitCode;

use backend::hub::Clock;
use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use providers::HostGuard;
use providers::ProviderError;

use crate::cli::provider::ProviderArgs;
use crate::config::GuardArgs;
use crate::config::SecretArgs;
use crate::failure::Failure;
use crate::out;

const AUTH_FAILED: u8 = 3;
const PROVIDER_FAILED: u8 = 4;

/// The secret is read from CALLBOARD_SECRET or --secret-file. Ends with 0 after a good poll, 3 when the provider refused
/// the secret, 4 after any other error of the provider, 2 when the command cannot be understood.
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "Example:\n  CALLBOARD_SECRET=your-token callboard poll tel4vn --base-url https://api.tel4vn.com --json\n\ncallboard poll PROVIDER --help shows the flags of each provider."
)]
pub(super) struct Args {
    #[command(subcommand)]
    provider: ProviderArgs,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten)]
    secret: SecretArgs,
    /// Print JSON instead of a table
    #[arg(long, global = true)]
    json: bool,
}

pub(super) async fn run(args: Args) -> Result<ExitCode, Failure> {
    let secret = args.secret.secret()?;
    let settings = args.provider.settings();
    let guard = HostGuard { allow_private: args.guard.ranges() };
    let now = Clock::system().now();
    let outcome = match providers::connect(&settings, secret, guard) {
        Ok(provider) => provider.poll(now).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(snapshot) => {
            let health = good(&snapshot, now);
            out::line(&if args.json {
                report::json(&snapshot, &health)
            } else {
                report::table(settings.provider.kind(), &snapshot, &health)
            });
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let health = failed(&error, now);
            if args.json {
                out::line(&report::error_json(&error, &health));
            }
            out::error_line(&format!("callboard: {}: {error}", settings.provider.kind().label()));
            Ok(ExitCode::from(exit_code(&error)))
        }
    }
}

fn exit_code(error: &ProviderError) -> u8 {
    match error {
        ProviderError::AuthFailed => AUTH_FAILED,
        ProviderError::RateLimited { .. }
        | ProviderError::Forbidden { .. }
        | ProviderError::Unreachable(_)
        | ProviderError::ServerError { .. }
        | ProviderError::BadBody(_)
        | ProviderError::Refused { .. }
        | ProviderError::Misconfigured { .. }
        | ProviderError::NotOffered => PROVIDER_FAILED,
    }
}

fn good(snapshot: &Snapshot, asked_at: UnixMs) -> ConnectionHealth {
    let told = snapshot
        .warnings
        .iter()
        .find_map(|warning| if let Warning::MissingRows { told, .. } = warning { Some(*told) } else { None });
    ConnectionHealth {
        status: if snapshot.complete { HealthStatus::Ok } else { HealthStatus::Degraded },
        last_ok_at: Some(snapshot.received_at),
        last_try_at: Some(asked_at),
        agents_seen: u32::try_from(snapshot.agents.len()).unwrap_or(u32::MAX),
        agents_expected: told.or_else(|| snapshot.totals.as_ref().and_then(|totals| totals.records)),
        requests_last_sweep: snapshot.requests,
        sweep_ms: snapshot.sweep_ms,
        clock_skew_s: snapshot.clock_skew_s,
        warnings: snapshot.warnings.iter().map(ToString::to_string).collect(),
        ..ConnectionHealth::default()
    }
}

fn failed(error: &ProviderError, asked_at: UnixMs) -> ConnectionHealth {
    ConnectionHealth {
        status: error.health(asked_at),
        last_try_at: Some(asked_at),
        consecutive_failures: 1,
        ..ConnectionHealth::default()
    }
}
