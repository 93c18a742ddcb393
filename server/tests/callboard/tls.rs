//! Callboard's own https: HTTP/2 and HTTP/1.1, and connections that are not what they should be.

use std::fs;
use std::sync::Arc;

use reqwest::Certificate;
use rustls::ClientConfig;
use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use tempfile::TempDir;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::Demo;
use crate::support::Visitor;
use crate::support::client_builder;

/// A demonstration with a certificate of its own.
struct Encrypted {
    demo: Demo,
    certificate: CertificateDer<'static>,
    _files: TempDir,
}

impl Encrypted {
    fn start() -> Self {
        let files = tempfile::tempdir().unwrap();
        let pair = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let (cert, key) = (files.path().join("cert.pem"), files.path().join("key.pem"));
        fs::write(&cert, pair.cert.pem()).unwrap();
        fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
        let more = ["--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
        let demo = Demo::start_as("127.0.0.1:0", &more);
        Self { demo, certificate: pair.cert.der().clone(), _files: files }
    }

    fn host(&self) -> &str {
        self.demo.url.strip_prefix("https://").unwrap()
    }

    fn visitor(&self) -> Visitor {
        let certificate = Certificate::from_der(&self.certificate).unwrap();
        Visitor::by(client_builder().tls_certs_only([certificate]).build().unwrap(), &self.demo.url)
    }

    async fn connect(&self, protocol: &[u8]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let stream = TcpStream::connect(self.host()).await.unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }
}

#[tokio::test]
async fn people_sign_in_and_watch_over_https() {
    let mut server = Encrypted::start();
    let mut visitor = server.visitor();

    visitor.sign_in(&server.demo.account("supervisor")).await;
    let board = visitor.get("/t/demo/board").await;
    let mut stream = visitor.stream("demo", "").await;

    assert_eq!(board.status(), 200);
    assert_eq!(board.headers()["strict-transport-security"], "max-age=31536000");
    stream.until("snapshot").await;
    assert!(server.demo.program.end().success(), "an open stream keeps the server from ending");
    while stream.next().await.is_some() {}
}

#[tokio::test]
async fn a_browser_that_offers_http_2_gets_it() {
    let server = Encrypted::start();
    let stream = server.connect(b"h2").await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut requests, connection) = h2::client::handshake(stream).await.unwrap();
    let driver = tokio::spawn(connection);

    let mut ask = |path: &str| {
        let request = http::Request::get(format!("{}{path}", server.demo.url)).body(()).unwrap();
        requests.send_request(request, true).unwrap().0
    };
    // Both at once over one connection.
    let (first, second) = (ask("/healthz"), ask("/sign-in"));
    let (first, second) = (first.await.unwrap(), second.await.unwrap());

    assert_eq!((first.status(), second.status()), (200.try_into().unwrap(), 200.try_into().unwrap()));
    assert_eq!(second.headers()["x-content-type-options"], "nosniff");
    driver.abort();
}

#[tokio::test]
async fn a_write_over_http_2_is_judged_by_its_origin() {
    let server = Encrypted::start();
    let (mut requests, connection) = h2::client::handshake(server.connect(b"h2").await).await.unwrap();
    let driver = tokio::spawn(connection);

    let mut write = |origin: &str| {
        let request = http::Request::post(format!("{}/sign-out", server.demo.url)).header("origin", origin);
        requests.send_request(request.body(()).unwrap(), true).unwrap().0
    };
    let (ours, foreign) = (write(&server.demo.url), write("https://evil.example"));

    assert_eq!(ours.await.unwrap().status(), 303);
    assert_eq!(foreign.await.unwrap().status(), 403);
    driver.abort();
}

#[tokio::test]
async fn who_does_not_shake_hands_keeps_nobody_waiting_and_gets_no_answer() {
    let server = Encrypted::start();
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(server.host()).await.unwrap());
    }
    let mut plain = TcpStream::connect(server.host()).await.unwrap();

    plain.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // The end may come as a reset.
    let _ = plain.read_to_end(&mut answer).await;

    assert!(!answer.starts_with(b"HTTP"), "plain http is answered");
    assert_eq!(server.visitor().get("/healthz").await.status(), 200);
    drop(silent);
}

#[tokio::test]
async fn the_certificate_is_shown_to_a_browser_of_http_1_too() {
    let server = Encrypted::start();
    let mut stream = server.connect(b"http/1.1").await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));

    let ask = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", server.host());
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();

    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok\n"), "{answer}");
}
