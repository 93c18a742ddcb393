//! What is wrong with certificates.

use std::fs;

use rcgen::date_time_ymd;

use super::Findings;
use super::HOST;
use super::Healthy;
use super::Pair;
use super::files::set_mode;

fn examined(pair: &Pair, host: &str) -> Findings {
    let args = pair.args();
    let url = format!("https://{host}");
    let mut args: Vec<&str> = args.iter().map(String::as_str).collect();
    args.extend(["--public-url", &url]);
    Healthy::new().examined(&args)
}

#[test]
fn a_certificate_file_that_is_missing() {
    let pair = Pair::new(HOST, |_| {});
    fs::remove_file(pair.path("cert.pem")).unwrap();

    examined(&pair, HOST).only("tls-files", "cert.pem cannot be read", "mend the path");
}

#[test]
fn a_key_file_that_holds_none() {
    let pair = Pair::new(HOST, |_| {});
    fs::write(pair.path("key.pem"), "no key").unwrap();

    examined(&pair, HOST).only("tls-files", "no usable private key", "PEM");
}

#[test]
fn a_key_without_its_certificate() {
    let pair = Pair::new(HOST, |_| {});
    let key = pair.args();

    Healthy::new().examined(&[&key[2], &key[3]]).only("tls-files", "tls-cert", "together");
}

#[test]
fn a_key_that_is_not_the_certificates() {
    let (pair, other) = (Pair::new(HOST, |_| {}), Pair::new(HOST, |_| {}));
    fs::copy(other.path("key.pem"), pair.path("key.pem")).unwrap();

    examined(&pair, HOST).only("tls-match", "does not fit", "name the key");
}

#[test]
fn a_certificate_that_has_ended() {
    let pair = Pair::new(HOST, |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });

    examined(&pair, HOST).only("tls-dates", "2021-01-01", "renew it");
}

#[test]
fn a_certificate_that_has_not_begun() {
    let pair = Pair::new(HOST, |params| {
        params.not_before = date_time_ymd(3000, 1, 1);
        params.not_after = date_time_ymd(3001, 1, 1);
    });

    examined(&pair, HOST).only("tls-dates", "begins only", "clock");
}

#[test]
fn a_certificate_that_ends_soon_is_a_warning() {
    let pair = Pair::new(HOST, |params| params.not_after = time::OffsetDateTime::now_utc() + time::Duration::days(3));

    let found = examined(&pair, HOST);

    assert_eq!((found.code, found.with("problem"), found.warnings()), (0, vec![], vec!["tls-dates"]), "{found:#?}");
}

#[test]
fn a_certificate_for_another_host() {
    let pair = Pair::new("other.example.com", |_| {});

    examined(&pair, HOST).only("tls-host", HOST, "among its names");
}

#[test]
fn a_certificate_for_every_host_of_the_domain_is_good() {
    let pair = Pair::new("*.example.com", |_| {});

    examined(&pair, HOST).none();
}

#[test]
fn a_private_key_that_everybody_can_read_is_a_warning() {
    let pair = Pair::new(HOST, |_| {});
    set_mode(&pair.path("key.pem"), 0o644);

    let found = examined(&pair, HOST);

    assert_eq!((found.code, found.with("problem"), found.warnings()), (0, vec![], vec!["tls-files"]), "{found:#?}");
}
