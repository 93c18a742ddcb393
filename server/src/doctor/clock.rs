//! The clock. Everything that is kept is in the order of the clock, so one that was set back hides what comes.

use backend::hub::Clock;
use backend::store::Store;

use super::Check;
use super::NO_STORE;
use super::Report;

/// Two machines are never quite agreed.
const TOLERATED_S: i64 = 30;

pub(super) async fn look(store: Option<&Store>, report: &mut Report) {
    let Some(store) = store else { return report.skipped(Check::Clock, NO_STORE) };
    let newest = match store.newest_audit_at().await {
        Ok(newest) => newest,
        Err(error) => return report.skipped(Check::Clock, error.to_string()),
    };
    let Some(newest) = newest else { return report.ok(Check::Clock, "nothing was written down yet") };
    let behind_s = newest.seconds_since(Clock::system().now());
    if behind_s > TOLERATED_S {
        let found = format!("the clock is {behind_s} s behind the newest line of the audit log");
        report.problem(Check::Clock, found, "set this machine's clock by NTP (timedatectl set-ntp true)");
    } else {
        report.ok(Check::Clock, "not behind the newest line of the audit log");
    }
}
