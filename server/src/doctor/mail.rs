//! The mail server, where one is set up. It is greeted and signed in to; nothing is sent.

use super::Check;
use super::Patient;
use super::Report;

pub(super) async fn look(patient: &Patient, report: &mut Report) {
    let settings = match patient.args.mail.settings() {
        Ok(Some(settings)) => settings,
        Ok(None) => return report.ok(Check::Mail, "none is set up; links are shown to be copied"),
        Err(error) => {
            let remedy = "mend the --smtp options and --mail-from; callboard serve --help lists them";
            return report.problem(Check::Mail, error.to_string(), remedy);
        }
    };
    match backend::mail::greet(settings).await {
        Ok(()) => report.ok(Check::Mail, "the mail server answers"),
        Err(trouble) => {
            let remedy = "check --smtp-host, --smtp-port, --smtp-tls, user and password, and that the server runs; \
                          callboard mail test sends a message";
            report.problem(Check::Mail, trouble.to_string(), remedy);
        }
    }
}
