//! The data folder: whether it is there, who may open it, and whether there is room.

use std::fs;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::StatVfsMountFlags;
use rustix::fs::statvfs;
use rustix::process::geteuid;

use super::Check;
use super::Folder;
use super::NO_FOLDER;
use super::Patient;
use super::Report;

const MIB: u64 = 1024 * 1024;
/// The part of a mode that is about anybody but the owner.
const OF_OTHERS: u32 = 0o077;
/// What the owner needs: to list, to write and to enter.
const OF_OWNER: u32 = 0o700;

pub(super) fn look(patient: &Patient, report: &mut Report) -> Folder {
    let folder = &patient.folder;
    let shown = folder.display();
    let found = match fs::metadata(folder) {
        Ok(found) if found.is_dir() => found,
        Ok(_) => {
            report.problem(
                Check::DataDir,
                format!("{shown} is no folder"),
                "name a folder with --data-dir or CALLBOARD_DATA_DIR",
            );
            return skip(report);
        }
        Err(error) => {
            report.problem(
                Check::DataDir,
                format!("{shown} cannot be opened: {error}"),
                "name the folder of this installation with --data-dir or CALLBOARD_DATA_DIR; a new one is made by the \
                 first callboard serve",
            );
            return skip(report);
        }
    };
    report.ok(Check::DataDir, shown.to_string());
    let is_writable = mode(folder, &found, report);
    room(folder, patient.min_free_mib, report);
    if is_writable { Folder::Good } else { Folder::Unwritable }
}

fn skip(report: &mut Report) -> Folder {
    for check in [Check::DataDirMode, Check::DiskSpace] {
        report.skipped(check, NO_FOLDER);
    }
    Folder::Missing
}

/// The bits are looked at and not whether a try succeeds: the one who looks may be root, whom nothing stops.
/// Whether the server can write there is the answer.
fn mode(folder: &Path, found: &Metadata, report: &mut Report) -> bool {
    let (shown, mode) = (folder.display(), found.mode() & 0o7777);
    let is_read_only = statvfs(folder).is_ok_and(|system| system.f_flag.contains(StatVfsMountFlags::RDONLY));
    let me = geteuid();
    if is_read_only {
        let remedy = "mount it for writing, or name another folder with --data-dir";
        report.problem(Check::DataDirMode, format!("{shown} lies on a file system that is only read"), remedy);
        return false;
    } else if mode & OF_OWNER != OF_OWNER {
        let found = format!("{shown} has the mode {mode:04o}: its owner cannot write there");
        report.problem(Check::DataDirMode, found, format!("chmod 700 {shown}"));
        return false;
    } else if !me.is_root() && found.uid() != me.as_raw() {
        let found = format!("{shown} belongs to user {}, and this is user {}", found.uid(), me.as_raw());
        let remedy = format!("run this as the user of the server, or: chown -R {} {shown}", me.as_raw());
        report.problem(Check::DataDirMode, found, remedy);
        return false;
    } else if mode & OF_OTHERS != 0 {
        let found = format!("{shown} has the mode {mode:04o}: others than its owner can open it");
        report.problem(Check::DataDirMode, found, format!("chmod 700 {shown}"));
    } else {
        report.ok(Check::DataDirMode, format!("mode {mode:04o}"));
    }
    true
}

fn room(folder: &Path, min_free_mib: u64, report: &mut Report) {
    let system = match statvfs(folder) {
        Ok(system) => system,
        Err(error) => return report.skipped(Check::DiskSpace, format!("the file system does not tell: {error}")),
    };
    let free_mib = system.f_bavail.saturating_mul(system.f_frsize) / MIB;
    let found = format!("{free_mib} MiB are free");
    if free_mib < min_free_mib {
        let remedy = format!(
            "make room on the disk of {}, or keep the history for fewer days (Settings, History); at least {min_free_mib} \
             MiB should be free (--min-free)",
            folder.display()
        );
        report.problem(Check::DiskSpace, found, remedy);
    } else {
        report.ok(Check::DiskSpace, found);
    }
}
