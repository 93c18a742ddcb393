//! Certificates that come, change and are wrong.

use std::fs;
use std::path::PathBuf;

use rcgen::CertifiedKey;
use rcgen::KeyPair;
use rcgen::generate_simple_self_signed;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsConnector;

use super::*;

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn files(&self) -> TlsFiles {
        TlsFiles { cert: self.0.path().join("cert.pem"), key: self.0.path().join("key.pem") }
    }

    fn write(&self, pair: &CertifiedKey<KeyPair>) {
        fs::write(self.files().cert, pair.cert.pem()).unwrap();
        fs::write(self.files().key, pair.signing_key.serialize_pem()).unwrap();
    }

    fn refusal(&self) -> String {
        Tls::load(self.files()).map(|_| ()).unwrap_err().to_string()
    }
}

fn pair() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}

/// Whether a browser that knows only `certificate` is content with what it is shown.
async fn is_shown(tls: &Tls, certificate: &CertificateDer<'static>) -> bool {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (accepted, _) = listener.accept().await.unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let name = ServerName::try_from("localhost").unwrap();
    let (_, outcome) = tokio::join!(tls.shake_hands(accepted), connector.connect(name, stream));
    outcome.is_ok()
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_and_a_bad_one_is_not() {
    let place = Place::new();
    let (first, second, third) = (pair(), pair(), pair());
    place.write(&first);
    let tls = Tls::load(place.files()).unwrap();

    assert!(!tls.certificates.look_again().unwrap(), "nothing has changed");
    assert!(is_shown(&tls, first.cert.der()).await);

    place.write(&second);
    assert!(tls.certificates.look_again().unwrap());
    assert!(is_shown(&tls, second.cert.der()).await);
    assert!(!is_shown(&tls, first.cert.der()).await);

    fs::write(place.files().cert, third.cert.pem()).unwrap();
    let error = tls.certificates.look_again().unwrap_err().to_string();
    assert!(error.contains("key.pem does not fit"), "{error}");
    assert!(is_shown(&tls, second.cert.der()).await, "the old pair is kept");
    assert!(!tls.certificates.look_again().unwrap(), "it is complained of once");

    place.write(&third);
    assert!(tls.certificates.look_again().unwrap());
    assert!(is_shown(&tls, third.cert.der()).await);
}

#[test]
fn a_pair_that_cannot_be_used_names_the_file_and_what_is_wrong() {
    let place = Place::new();
    let good = pair();
    let write = |file: PathBuf, text: &str| fs::write(file, text).unwrap();

    let missing = place.refusal();
    assert!(missing.starts_with("tls-cert: ") && missing.contains("cert.pem cannot be read"), "{missing}");

    place.write(&good);
    fs::remove_file(place.files().key).unwrap();
    let missing = place.refusal();
    assert!(missing.starts_with("tls-key: ") && missing.contains("key.pem cannot be read"), "{missing}");

    place.write(&pair());
    write(place.files().cert, &good.cert.pem());
    let other = place.refusal();
    assert!(other.starts_with("tls-key: ") && other.contains("does not fit the certificate in"), "{other}");

    place.write(&good);
    write(place.files().cert, &good.signing_key.serialize_pem());
    assert!(place.refusal().starts_with("tls-cert: "), "a key is no certificate");
    place.write(&good);
    write(place.files().key, &good.cert.pem());
    assert!(place.refusal().contains("key.pem holds no usable private key"));
    place.write(&good);
    write(place.files().cert, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assert!(place.refusal().contains("cert.pem holds no usable certificate"));
}

#[tokio::test]
async fn a_handshake_that_never_comes_is_given_up() {
    let place = Place::new();
    place.write(&pair());
    let tls = Tls::load(place.files()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (accepted, _) = listener.accept().await.unwrap();

    let error = tls.shake_hands_within(Duration::from_millis(20), accepted).await.unwrap_err();

    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    drop(silent);
}
