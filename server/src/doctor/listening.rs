//! Where the server listens and how it is reached.

use std::io;
use std::net::SocketAddr;
use std::net::TcpListener;

use super::Check;
use super::Patient;
use super::Report;
use crate::config::ListenArgs;
use crate::config::check_public;
use crate::failure::listen_remedy;
use crate::reach::PublicUrl;
use crate::running::RunningServer;

pub(super) fn look(patient: &Patient, report: &mut Report) {
    let args = &patient.args.listen;
    let refusals: Vec<String> = [public_url(args), proxies(args), tls_files(args)].into_iter().flatten().collect();
    listen(patient, refusals.is_empty(), report);
    public(args, report);
    trusted(args, report);
}

fn public_url(args: &ListenArgs) -> Option<String> {
    let url = args.public_url();
    url.and_then(|url| url.map_or(Ok(()), |url| check_public(&url, is_tls(args), args.insecure_http())))
        .err()
        .map(|error| error.to_string())
}

fn proxies(args: &ListenArgs) -> Option<String> {
    let everybody = args.proxy_ranges().into_iter().find(|range| range.prefix_len() == 0);
    everybody.map(|range| format!("{range} is everybody"))
}

fn tls_files(args: &ListenArgs) -> Option<String> {
    args.tls_files().err().map(|error| error.to_string())
}

fn is_tls(args: &ListenArgs) -> bool {
    matches!(args.tls_files(), Ok(Some(_)))
}

/// `is_clear`: nothing else is wrong with how it is reached, so that what is left to say is about this address.
fn listen(patient: &Patient, is_clear: bool, report: &mut Report) {
    let args = &patient.args.listen;
    if is_clear && let Err(error) = args.checked() {
        let remedy = "listen on 127.0.0.1 behind a proxy, or give a certificate; callboard serve --help tells how";
        return report.problem(Check::Listen, error.to_string(), remedy);
    }
    let addr = args.addr();
    if let Some(server) = patient.server.filter(|server| is_there(server, addr)) {
        return report
            .ok(Check::Listen, format!("the server of this folder (process {}) listens on {addr}", server.pid));
    }
    match TcpListener::bind(addr) {
        Ok(_) => report.ok(Check::Listen, format!("{addr} is free")),
        Err(error) => {
            let found = if error.kind() == io::ErrorKind::AddrInUse {
                format!("another program listens on {addr}")
            } else {
                format!("nobody can listen on {addr}: {error}")
            };
            report.problem(Check::Listen, found, listen_remedy(&error));
        }
    }
}

fn is_there(server: &RunningServer, addr: SocketAddr) -> bool {
    server.listen.port() == addr.port() && (server.listen.ip() == addr.ip() || server.listen.ip().is_unspecified())
}

fn public(args: &ListenArgs, report: &mut Report) {
    if let Some(error) = public_url(args) {
        let remedy = "write https, the host and a port if it has one, and nothing more: --public-url \
                      https://board.example.com";
        return report.problem(Check::PublicUrl, error, remedy);
    }
    match args.public_url().ok().flatten() {
        Some(url) if !url.is_https() && !url.is_loopback() => report.warning(
            Check::PublicUrl,
            format!("{} is not encrypted: passwords travel readable", url.origin()),
            "serve https (--tls-cert, --tls-key), or put a TLS proxy before it",
        ),
        Some(url) => report.ok(Check::PublicUrl, url.origin().to_string()),
        None if args.addr().ip().to_canonical().is_loopback() && !is_tls(args) => {
            report.ok(Check::PublicUrl, "none; pages are opened on this machine");
        }
        None => report.warning(
            Check::PublicUrl,
            "none is given: links in mail and invitations name the address it listens on",
            "give the address people open: --public-url https://board.example.com",
        ),
    }
}

/// The host of the public address, where it is encrypted.
pub(super) fn https_host(args: &ListenArgs) -> Option<String> {
    let url = args.public_url().ok().flatten().filter(PublicUrl::is_https)?;
    let url = url::Url::parse(url.origin()).ok()?;
    url.host_str().map(str::to_owned)
}

fn trusted(args: &ListenArgs, report: &mut Report) {
    let ranges = args.proxy_ranges();
    if let Some(range) = ranges.iter().find(|range| range.prefix_len() == 0) {
        let remedy = "name the address of the proxy itself: --trusted-proxy 127.0.0.1/32";
        let found = format!("{range} believes everybody, so that anybody can claim any address");
        return report.problem(Check::TrustedProxy, found, remedy);
    }
    if ranges.is_empty() {
        return report.ok(Check::TrustedProxy, "none");
    }
    report.ok(Check::TrustedProxy, ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
}
