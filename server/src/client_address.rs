//! From where somebody calls: found out once for each request, before anything else wants to know. What a request says
//! of itself counts only as far as trusted proxies vouch for it.

use std::net::IpAddr;
use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::extract::Request;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use backend::auth::ClientAddress;
use ipnet::IpNet;

use crate::site::Site;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Puts the [`ClientAddress`] into the request's extensions. Where only proxies may connect, nobody else gets further.
pub(crate) async fn find(
    State(site): State<Site>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let trusted = &site.reach.trusted_proxies;
    if site.reach.only_proxies && !trusted.contains(peer.ip()) {
        let text = format!("Callboard is reached through its proxy. Open {} instead.\n", site.link("/"));
        return (StatusCode::MISDIRECTED_REQUEST, text).into_response();
    }
    let lines = request.headers().get_all(FORWARDED_FOR).iter();
    // A line that is no text stops the walk, as every other entry that is no address.
    let client = client(peer.ip(), lines.map(|line| line.to_str().unwrap_or_default()), trusted);
    request.extensions_mut().insert(ClientAddress(client));
    next.run(request).await
}

/// The proxies whose word is taken.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Those in `ranges`.
    pub(crate) fn new(ranges: Vec<IpNet>) -> Self {
        Self(ranges)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is the address of one of them.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.contains(&address))
    }
}

/// The right-most address that is no trusted proxy's. Each proxy appends whom it heard, so what stands further left is
/// only what that one said of itself.
fn client<'a>(peer: IpAddr, lines: impl DoubleEndedIterator<Item = &'a str>, trusted: &TrustedProxies) -> IpAddr {
    let mut client = peer.to_canonical();
    for entry in lines.rev().flat_map(|line| line.rsplit(',')) {
        if !trusted.contains(client) {
            break;
        }
        let Some(address) = address(entry.trim()) else { break };
        client = address.to_canonical();
    }
    client
}

fn address(entry: &str) -> Option<IpAddr> {
    let bare = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || entry.parse::<SocketAddr>().ok().map(|with_port| with_port.ip());
    entry.parse().ok().or_else(with_port).or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|range| range.parse().unwrap()).to_vec();
        client(peer.parse().unwrap(), lines.iter().copied(), &TrustedProxies::new(trusted)).to_string()
    }

    #[test]
    fn the_client_is_whom_the_first_trusted_proxy_heard() {
        for (peer, lines, expected) in [
            ("10.0.0.1", &["203.0.113.7"][..], "203.0.113.7"),
            ("fd00::1", &["203.0.113.7"], "203.0.113.7"),
            ("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
            // Several proxies, in one line or in several.
            ("10.0.0.1", &["203.0.113.7, 10.0.0.3, 10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["203.0.113.7", "10.0.0.3, 10.0.0.2"], "203.0.113.7"),
            // What the client itself sent stands further left.
            ("10.0.0.1", &["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["198.51.100.1", "203.0.113.7", "10.0.0.2"], "203.0.113.7"),
            // A client within the trusted network.
            ("10.0.0.1", &["10.1.1.1, 10.0.0.2"], "10.1.1.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
        ] {
            assert_eq!(found(peer, lines), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn an_untrusted_peer_is_itself_whatever_it_says() {
        assert_eq!(found("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(found("203.0.113.9", &["198.51.100.1, 10.0.0.1"]), "203.0.113.9");
        assert_eq!(found("::ffff:203.0.113.9", &["10.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn an_entry_that_is_no_address_ends_the_walk_at_the_last_good_one() {
        for (entries, expected) in [
            ("203.0.113.7, unknown, 10.0.0.2", "10.0.0.2"),
            ("203.0.113.7, , 10.0.0.2", "10.0.0.2"),
            ("203.0.113.7, unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
            ("203.0.113.7, 10.0.0.2, 999.1.1.1", "10.0.0.1"),
            ("203.0.113.7;10.0.0.2", "10.0.0.1"),
        ] {
            assert_eq!(found("10.0.0.1", &[entries]), expected, "{entries:?}");
        }
    }

    #[test]
    fn every_way_of_writing_an_address_is_understood() {
        for (entry, expected) in [
            ("203.0.113.7:4711", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("[::ffff:203.0.113.7]:4711", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:4711", "2001:db8::7"),
            ("  203.0.113.7\t", "203.0.113.7"),
        ] {
            assert_eq!(found("10.0.0.1", &[entry]), expected, "{entry:?}");
        }
    }
}
