//! Encryption before the router: one handshake for each connection, by a certificate that may be renewed while the
//! server runs. Which requests are taken is not decided here.

mod certificates;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring;
use tokio::net::TcpStream;
use tokio::time::MissedTickBehavior;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::TlsFiles;
use crate::failure::Failure;
use crate::tls::certificates::Certificates;

pub(crate) use certificates::CertificateError;
pub(crate) use certificates::in_pem;
pub(crate) use certificates::read;
pub(crate) use certificates::read_chain;

/// What browsers are offered, the better one first.
const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";
/// Who does not come to an end with a handshake loses the connection.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// A renewed certificate is used at most so much later.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// Shakes hands. A clone is another handle to the same.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    certificates: Arc<Certificates>,
}

impl Tls {
    /// With the certificate and key in `files`.
    pub(crate) fn load(files: TlsFiles) -> Result<Self, Failure> {
        let certificates = Certificates::load(files)
            .map_err(|error: CertificateError| Failure::usage(error.field(), error.to_string()))?;
        let certificates = Arc::new(certificates);
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider has suites for TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&certificates) as _);
        config.alpn_protocols = [HTTP_2, HTTP_1].map(<[u8]>::to_vec).to_vec();
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificates })
    }

    /// Makes a connection an encrypted one, or fails in time.
    pub(crate) async fn shake_hands(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.shake_hands_within(HANDSHAKE_WITHIN, stream).await
    }

    async fn shake_hands_within(&self, limit: Duration, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        match tokio::time::timeout(limit, self.acceptor.accept(stream)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Looks for a renewed certificate every minute, for ever.
    pub(crate) async fn keep_fresh(self) {
        let mut minute = tokio::time::interval(LOOK_EVERY);
        minute.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            minute.tick().await;
            let certificates = Arc::clone(&self.certificates);
            let looked = tokio::task::spawn_blocking(move || certificates.look_again()).await;
            match looked {
                Ok(Ok(true)) => tracing::info!("the certificate was read again"),
                Ok(Ok(false)) => {}
                Ok(Err(error)) => tracing::warn!("the certificate stays as it was: {error}"),
                Err(error) => tracing::warn!("a renewed certificate could not be looked for: {error}"),
            }
        }
    }
}

/// Whether the browser chose HTTP/2.
pub(crate) fn is_http_2(stream: &TlsStream<TcpStream>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(HTTP_2)
}

#[cfg(test)]
mod tests;
