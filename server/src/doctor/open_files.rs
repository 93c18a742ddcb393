//! How many files may be open at once: each screen, desk and provider holds one.

use std::fs;

use rustix::process::Resource;
use rustix::process::getrlimit;

use super::Check;
use super::Patient;
use super::Report;

/// Fewer than this is too few for the desks of one company.
const AT_LEAST: u64 = 1_024;
/// With this many nobody has to think of it.
const PLENTY: u64 = 4_096;

pub(super) fn look(patient: &Patient, report: &mut Report) {
    let of_server = patient.server.and_then(|server| limit_of(server.pid));
    let whose = if of_server.is_some() { "the server" } else { "a server started from here" };
    // No limit is more than any.
    let limit = of_server.unwrap_or_else(|| getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX));
    let found = format!("{whose} may have {limit} files open at once");
    let remedy = "raise it: LimitNOFILE=65536 in the unit of systemd, or ulimit -n 65536 before the start";
    if limit < AT_LEAST {
        report.problem(Check::OpenFiles, found, remedy);
    } else if limit < PLENTY {
        report.warning(Check::OpenFiles, found, remedy);
    } else {
        report.ok(Check::OpenFiles, found);
    }
}

/// The limit under which a process runs, where the system tells.
fn limit_of(pid: u32) -> Option<u64> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let soft = line.split_whitespace().next()?;
    if soft == "unlimited" { Some(u64::MAX) } else { soft.parse().ok() }
}
