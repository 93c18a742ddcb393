//! A connection's condition after a poll, good or not.

use domain::health::ConnectionHealth;
use domain::health::HealthStatus;
use domain::snapshot::Snapshot;
use domain::snapshot::Warning;
use domain::time::UnixMs;
use providers::ProviderError;

/// Warnings shown at most: a broken export has one for every row.
const WARNINGS: usize = 20;

/// When the poll was, and when the next one is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) asked_at: UnixMs,
    pub(crate) next_try_at: Option<UnixMs>,
    pub(crate) interval_ms: u32,
}

/// After a good poll.
pub(crate) fn good(snapshot: &Snapshot, times: Times) -> ConnectionHealth {
    let status = if is_whole(snapshot) { HealthStatus::Ok } else { HealthStatus::Degraded };
    ConnectionHealth {
        status,
        last_ok_at: Some(snapshot.received_at),
        last_try_at: Some(times.asked_at),
        next_try_at: times.next_try_at,
        consecutive_failures: 0,
        agents_seen: u32::try_from(snapshot.agents.len()).unwrap_or(u32::MAX),
        agents_expected: agents_expected(snapshot),
        requests_last_sweep: snapshot.requests,
        sweep_ms: snapshot.sweep_ms,
        poll_interval_ms: times.interval_ms,
        clock_skew_s: snapshot.clock_skew_s,
        warnings: shown(&snapshot.warnings),
    }
}

/// After a failed one: the cause is new, what was last known of the floor is not.
pub(crate) fn failed(
    before: &ConnectionHealth,
    error: &ProviderError,
    failed_at: UnixMs,
    times: Times,
) -> ConnectionHealth {
    ConnectionHealth {
        status: error.health(failed_at),
        last_try_at: Some(times.asked_at),
        next_try_at: times.next_try_at,
        consecutive_failures: before.consecutive_failures.saturating_add(1),
        poll_interval_ms: times.interval_ms,
        ..before.clone()
    }
}

fn is_whole(snapshot: &Snapshot) -> bool {
    snapshot.complete
        && snapshot.warnings.iter().all(|warning| match warning {
            Warning::BadRow { .. }
            | Warning::ForeignRow { .. }
            | Warning::MissingRows { .. }
            | Warning::PartFailed { .. } => false,
            Warning::DuplicateAgent { .. }
            | Warning::CaseOnlyDuplicate { .. }
            | Warning::UnknownState { .. }
            | Warning::ClockSkew { .. }
            | Warning::NoSuchAgent { .. }
            | Warning::LeadingZeroMayBeLost { .. }
            | Warning::BadFigure { .. } => true,
        })
}

fn agents_expected(snapshot: &Snapshot) -> Option<u32> {
    let told = snapshot
        .warnings
        .iter()
        .find_map(|warning| if let Warning::MissingRows { told, .. } = warning { Some(*told) } else { None });
    told.or_else(|| snapshot.totals.as_ref().and_then(|totals| totals.records))
}

/// In words, without what has a field of its own.
fn shown(warnings: &[Warning]) -> Vec<String> {
    let mut shown: Vec<String> = warnings
        .iter()
        .filter(|warning| !matches!(warning, Warning::UnknownState { .. } | Warning::ClockSkew { .. }))
        .take(WARNINGS + 1)
        .map(ToString::to_string)
        .collect();
    if shown.len() > WARNINGS {
        let more = warnings.len() - WARNINGS;
        shown.truncate(WARNINGS);
        shown.push(format!("and {more} more"));
    }
    shown
}
