//! The files of the pages.

use super::Check;
use super::Report;
use crate::site;

pub(super) fn look(report: &mut Report) {
    let files = match site::files() {
        Ok(files) => files,
        Err(error) => return report.skipped(Check::Site, error.to_string()),
    };
    let missing: Vec<String> =
        files.iter().filter(|file| !file.is_file()).map(|file| file.display().to_string()).collect();
    if missing.is_empty() {
        return report.ok(Check::Site, format!("{} files", files.len()));
    }
    let remedy = "put the folder site (and hash.txt, if there is one) of the same build beside the program";
    report.problem(Check::Site, format!("missing: {}", missing.join(", ")), remedy);
}
