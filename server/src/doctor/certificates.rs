//! The certificate with which the server speaks https itself.

use std::fs;
use std::os::unix::fs::MetadataExt;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use webpki::EndEntityCert;
use x509_parser::parse_x509_certificate;

use super::Check;
use super::Patient;
use super::Report;
use super::listening::https_host;
use crate::config::TlsFiles;
use crate::tls;
use crate::tls::CertificateError;

/// Whoever renews certificates by a program does so earlier than this.
const SOON_DAYS: i64 = 14;
const DAY_S: i64 = 24 * 3600;

const ALL: [Check; 4] = [Check::TlsFiles, Check::TlsMatch, Check::TlsDates, Check::TlsHost];

pub(super) fn look(patient: &Patient, report: &mut Report) {
    let files = match patient.args.listen.tls_files() {
        Ok(Some(files)) => files,
        Ok(None) => return skip(&ALL, "this server speaks no https itself", report),
        Err(error) => {
            report.problem(Check::TlsFiles, error.to_string(), "give --tls-cert and --tls-key together");
            return skip(&ALL[1..], "the files are not both named", report);
        }
    };
    if !pair(&files, report) {
        return;
    }
    let Ok(chain) = tls::read_chain(&files.cert) else {
        return skip(&ALL[2..], "the certificate cannot be read", report);
    };
    // A chain that was read is never empty.
    let Some(own) = chain.first() else { return };
    dates(own, report);
    host(own, https_host(&patient.args.listen).as_deref(), report);
}

fn skip(checks: &[Check], why: &str, report: &mut Report) {
    for check in checks {
        report.skipped(*check, why);
    }
}

/// Whether there is a certificate to go on with.
fn pair(files: &TlsFiles, report: &mut Report) -> bool {
    let found = format!("{} and {}", files.cert.display(), files.key.display());
    match tls::read(files) {
        Ok(_) => {
            is_private(files, found, report);
            report.ok(Check::TlsMatch, "they belong together");
            true
        }
        Err(error @ CertificateError::Mismatch { .. }) => {
            is_private(files, found, report);
            let remedy =
                "name the key with which this certificate was asked for, or ask for a certificate for this key";
            report.problem(Check::TlsMatch, error.to_string(), remedy);
            true
        }
        Err(error) => {
            let remedy = match &error {
                CertificateError::CertUnreadable { .. } | CertificateError::KeyUnreadable { .. } => {
                    "mend the path (--tls-cert, --tls-key), and let the server's user read the file"
                }
                CertificateError::NoCertificate(_) | CertificateError::NoKey(_) | CertificateError::Mismatch { .. } => {
                    "write both files in PEM form, the key without a password"
                }
            };
            report.problem(Check::TlsFiles, error.to_string(), remedy);
            skip(&ALL[1..], "the files cannot be read", report);
            false
        }
    }
}

fn is_private(files: &TlsFiles, found: String, report: &mut Report) {
    let key = files.key.display();
    match fs::metadata(&files.key) {
        // A group of its own for keys is usual.
        Ok(metadata) if metadata.mode() & 0o007 != 0 => report.warning(
            Check::TlsFiles,
            format!("{key} has the mode {:04o}: everybody on this machine can read it", metadata.mode() & 0o7777),
            format!("chmod 640 {key}, with a group that the server's user is in"),
        ),
        Ok(_) | Err(_) => report.ok(Check::TlsFiles, found),
    }
}

fn dates(own: &CertificateDer<'_>, report: &mut Report) {
    let Ok((_, certificate)) = parse_x509_certificate(own) else {
        return report.skipped(Check::TlsDates, "the certificate does not tell");
    };
    let validity = certificate.validity();
    let now = jiff::Timestamp::now().as_second();
    let (from, until) = (validity.not_before.timestamp(), validity.not_after.timestamp());
    let day = |at| jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string();
    let renew = "renew it and put it in the place of this one; the server reads it again within a minute";
    if until < now {
        report.problem(Check::TlsDates, format!("the certificate ended at {}", day(until)), renew);
    } else if from > now {
        let remedy = "wait until then, use the one before, or set this machine's clock";
        report.problem(Check::TlsDates, format!("the certificate begins only at {}", day(from)), remedy);
    } else if until - now < SOON_DAYS * DAY_S {
        report.warning(Check::TlsDates, format!("the certificate ends at {}", day(until)), renew);
    } else {
        report.ok(Check::TlsDates, format!("good until {}", day(until)));
    }
}

fn host(own: &CertificateDer<'_>, host: Option<&str>, report: &mut Report) {
    let Some(host) = host else { return report.skipped(Check::TlsHost, "no public address by https is given") };
    let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']'));
    let is_for = EndEntityCert::try_from(own).ok().zip(name.ok());
    if is_for.is_some_and(|(certificate, name)| certificate.verify_is_valid_for_subject_name(&name).is_ok()) {
        return report.ok(Check::TlsHost, format!("it is for {host}"));
    }
    let remedy = format!("ask for a certificate with {host} among its names, or mend --public-url");
    report.problem(Check::TlsHost, format!("the certificate is not for {host}, and browsers refuse it there"), remedy);
}
