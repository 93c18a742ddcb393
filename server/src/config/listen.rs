//! Where the server listens and how it is reached. Combinations in which somebody could read along, or which contradict
//! each other, are refused before anything is begun.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use ipnet::IpNet;

use super::Ranges;
use crate::client_address::TrustedProxies;
use crate::failure::Failure;
use crate::reach::PublicUrl;
use crate::reach::Reach;

/// Where the server listens, and how others reach it.
#[derive(Clone, Debug, Args)]
pub(crate) struct ListenArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "CALLBOARD_LISTEN", default_value = "127.0.0.1:4600", value_name = "ADDR:PORT")]
    listen: SocketAddr,

    /// The address people open, scheme and host: decides on cookies, links and whose forms are taken
    #[arg(long, env = "CALLBOARD_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,

    /// File of the certificate chain (PEM); with --tls-key, https is served here
    #[arg(long, env = "CALLBOARD_TLS_CERT", value_name = "FILE", value_parser = clap::value_parser!(OsString))]
    tls_cert: Option<OsString>,

    /// File of the certificate's private key (PEM)
    #[arg(long, env = "CALLBOARD_TLS_KEY", value_name = "FILE", value_parser = clap::value_parser!(OsString))]
    tls_key: Option<OsString>,

    /// Addresses of proxies whose X-Forwarded-For is believed; comma-separated or repeated
    #[arg(long, env = "CALLBOARD_TRUSTED_PROXY", value_name = "CIDR")]
    trusted_proxy: Vec<Ranges>,

    /// Where to tell Prometheus how it goes, at /metrics without encryption or sign-in; for a network of one's own
    #[arg(long, env = "CALLBOARD_METRICS_LISTEN", value_name = "ADDR:PORT", value_parser = given_address)]
    metrics_listen: Option<Given>,

    /// Let other machines in although nothing is encrypted; pages then say what does not work
    #[arg(long)]
    insecure_http: bool,
}

/// What the arguments come to.
#[derive(Debug)]
pub(crate) struct Listening {
    /// Where.
    pub(crate) addr: SocketAddr,
    /// With which certificate; none is plain http.
    pub(crate) tls: Option<TlsFiles>,
    /// How others reach it.
    pub(crate) reach: Reach,
    /// Where to tell how it goes, if anywhere.
    pub(crate) metrics: Option<SocketAddr>,
}

/// An address that may be left empty: an environment often has the variable without a value.
#[derive(Clone, Copy, Debug)]
struct Given(Option<SocketAddr>);

fn given_address(text: &str) -> Result<Given, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Given(None));
    }
    text.parse().map(|addr| Given(Some(addr))).map_err(|_| "write an address and a port, as 127.0.0.1:9464".to_owned())
}

/// Where the certificate and its key are.
#[derive(Clone, Debug)]
pub(crate) struct TlsFiles {
    /// The certificate chain.
    pub(crate) cert: PathBuf,
    /// The private key.
    pub(crate) key: PathBuf,
}

impl ListenArgs {
    /// Passwords and cookies must not travel readable, so other machines are let in only by https or on request.
    pub(crate) fn checked(&self) -> Result<Listening, Failure> {
        let public_url = self.public_url()?;
        let tls = self.tls_files()?;
        let trusted_proxies = self.trusted_proxies()?;
        let is_https = tls.is_some() || public_url.as_ref().is_some_and(PublicUrl::is_https);
        if let Some(url) = &public_url {
            check_public(url, tls.is_some(), self.insecure_http)?;
        }
        if self.insecure_http && is_https {
            let remedy = "leave it out: this server is reached over https. A proxy on another machine is named with \
                          --trusted-proxy";
            return Err(Failure::usage("insecure-http", remedy));
        }
        let is_open = !self.listen.ip().to_canonical().is_loopback();
        let is_plain = tls.is_none();
        let only_proxies = is_open && is_plain && is_https && !trusted_proxies.is_empty();
        if is_open && is_plain && !self.insecure_http && !only_proxies {
            return Err(Failure::usage("listen", refusal(self.listen)));
        }
        let is_secure = is_https || public_url.as_ref().map_or(!self.insecure_http, PublicUrl::is_loopback);
        let reach = Reach { public_url, trusted_proxies, only_proxies, is_secure, is_https };
        let metrics = self.metrics_listen.and_then(|given| given.0);
        Ok(Listening { addr: self.listen, tls, reach, metrics })
    }

    /// Where it listens.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.listen
    }

    /// Whether other machines are let in without encryption.
    pub(crate) const fn insecure_http(&self) -> bool {
        self.insecure_http
    }

    /// The ranges of the proxies that are believed, as they were given.
    pub(crate) fn proxy_ranges(&self) -> Vec<IpNet> {
        self.trusted_proxy.iter().flat_map(|ranges| ranges.0.iter().copied()).collect()
    }

    /// The address people open.
    ///
    /// # Errors
    /// What to write instead.
    pub(crate) fn public_url(&self) -> Result<Option<PublicUrl>, Failure> {
        // An environment often has the variable without a value.
        let given = self.public_url.as_deref().filter(|text| !text.trim().is_empty());
        given.map(|text| text.parse().map_err(|remedy: &str| Failure::usage("public-url", remedy))).transpose()
    }

    /// The certificate and its key, where https is served here.
    ///
    /// # Errors
    /// Which of the two is missing.
    pub(crate) fn tls_files(&self) -> Result<Option<TlsFiles>, Failure> {
        let file = |given: &Option<OsString>| given.clone().filter(|name| !name.is_empty()).map(PathBuf::from);
        match (file(&self.tls_cert), file(&self.tls_key)) {
            (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert, key })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(Failure::usage("tls-key", "name the file of the certificate's private key as well")),
            (None, Some(_)) => Err(Failure::usage("tls-cert", "name the file of the certificate as well")),
        }
    }

    fn trusted_proxies(&self) -> Result<TrustedProxies, Failure> {
        let ranges = self.proxy_ranges();
        if ranges.iter().any(|range| range.prefix_len() == 0) {
            let remedy = "name the address of the proxy itself; if everybody is trusted, anybody can claim any address";
            return Err(Failure::usage("trusted-proxy", remedy));
        }
        Ok(TrustedProxies::new(ranges))
    }
}

/// Whether people may be sent to this address.
///
/// # Errors
/// What to write instead.
pub(crate) fn check_public(url: &PublicUrl, is_tls: bool, insecure_http: bool) -> Result<(), Failure> {
    if url.is_https() {
        return Ok(());
    }
    if is_tls {
        return Err(Failure::usage("public-url", "write https://…, which is what is served with --tls-cert"));
    }
    if url.is_loopback() || insecure_http {
        return Ok(());
    }
    let remedy = "http to another machine is not encrypted; write https://…, or add --insecure-http";
    Err(Failure::usage("public-url", remedy))
}

fn refusal(listen: SocketAddr) -> String {
    format!(
        "{listen} can be reached from other machines and http is not encrypted; give --tls-cert and --tls-key, or \
         listen on 127.0.0.1 behind a TLS proxy on this machine, or name a TLS proxy on another with --public-url \
         https://… and --trusted-proxy, or add --insecure-http"
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: ListenArgs,
    }

    fn checked(line: &str) -> Result<Listening, String> {
        let words = ["callboard"].into_iter().chain(line.split_whitespace());
        Line::try_parse_from(words).unwrap().args.checked().map_err(|error| error.to_string())
    }

    fn is_secure(line: &str) -> bool {
        checked(line).unwrap().reach.is_secure
    }

    fn refused(line: &str, field: &str) {
        let error = checked(line).map(|_| ()).unwrap_err();
        assert!(error.starts_with(&format!("{field}: ")), "{line}: {error}");
    }

    const TLS: &str = "--tls-cert c.pem --tls-key k.pem";

    #[test]
    fn another_machine_is_let_in_only_by_https_or_on_request() {
        assert!(checked("--listen 127.0.0.1:0").is_ok());
        assert!(checked("--listen [::1]:0").is_ok());
        refused("--listen 0.0.0.0:4600", "listen");
        refused("--listen 192.168.1.5:4600", "listen");
        assert!(checked("--listen 0.0.0.0:4600 --insecure-http").is_ok());
        assert!(checked(&format!("--listen 0.0.0.0:4600 {TLS}")).is_ok());
    }

    #[test]
    fn a_proxy_on_another_machine_needs_its_address_and_https_before_it() {
        let both =
            checked("--listen 0.0.0.0:4600 --public-url https://board.example --trusted-proxy 10.0.0.2/32").unwrap();

        assert!(both.reach.only_proxies && both.reach.is_secure && both.reach.is_https);
        refused("--listen 0.0.0.0:4600 --public-url https://board.example", "listen");
        refused("--listen 0.0.0.0:4600 --trusted-proxy 10.0.0.2/32", "listen");
        refused("--public-url https://board.example --trusted-proxy 0.0.0.0/0", "trusted-proxy");
        let local = checked("--public-url https://board.example --trusted-proxy 127.0.0.1/32").unwrap();
        assert!(!local.reach.only_proxies, "who is on this machine may look past the proxy");
        let tls = format!("--listen 0.0.0.0:4600 {TLS} --trusted-proxy 10.0.0.2/32");
        assert!(!checked(&tls).unwrap().reach.only_proxies);
    }

    #[test]
    fn the_public_address_decides_on_cookies() {
        assert!(is_secure("--listen 127.0.0.1:0"));
        assert!(is_secure(&format!("--listen 0.0.0.0:0 {TLS}")));
        assert!(is_secure("--public-url https://board.example"));
        assert!(is_secure("--public-url http://localhost:4600"));
        assert!(!is_secure("--insecure-http"));
        assert!(!is_secure("--insecure-http --public-url http://board.lan"));
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_the_field() {
        refused("--tls-cert c.pem", "tls-key");
        refused("--tls-key k.pem", "tls-cert");
        refused("--public-url http://board.lan", "public-url");
        refused("--public-url https://board.example/x", "public-url");
        refused(&format!("{TLS} --public-url http://localhost"), "public-url");
        refused(&format!("{TLS} --insecure-http"), "insecure-http");
        refused("--public-url https://board.example --insecure-http", "insecure-http");
    }

    #[test]
    fn a_variable_without_a_value_is_as_if_it_were_not_there() {
        let args = ListenArgs {
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: Some(String::new()),
            tls_cert: Some(OsString::new()),
            tls_key: Some(OsString::new()),
            trusted_proxy: vec!["".parse().unwrap()],
            metrics_listen: None,
            insecure_http: false,
        };

        let listening = args.checked().unwrap();

        assert!(listening.tls.is_none() && listening.reach.public_url.is_none());
    }
}
