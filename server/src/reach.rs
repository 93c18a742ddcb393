//! How others reach this server: under which address, through whom, and whether anybody could read along. Decided once,
//! by `config`; nothing here looks at a request.

use std::str::FromStr;
use std::sync::Arc;

use url::Host;
use url::Url;

use crate::client_address::TrustedProxies;

const REMEDY: &str = "write scheme and host, and a port if it has one, and nothing more: https://board.example.com";

/// How this server is reached.
#[derive(Debug)]
pub(crate) struct Reach {
    /// The address people open, where the operator has told it.
    pub(crate) public_url: Option<PublicUrl>,
    /// Whose word on the client is taken.
    pub(crate) trusted_proxies: TrustedProxies,
    /// Whether anybody else is turned away, because there is no encryption before the proxy.
    pub(crate) only_proxies: bool,
    /// Whether cookies are for https and the machine itself only.
    pub(crate) is_secure: bool,
    /// Whether people come over https, here or at the proxy.
    pub(crate) is_https: bool,
}

/// The address people open: an origin, as browsers write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicUrl {
    origin: Arc<str>,
    is_https: bool,
    is_loopback: bool,
}

impl PublicUrl {
    /// Scheme, host and, if it is not the usual one, port; without a slash at the end.
    pub(crate) fn origin(&self) -> &Arc<str> {
        &self.origin
    }

    /// Whether it is encrypted.
    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it names the machine itself, which browsers trust without encryption.
    pub(crate) fn is_loopback(&self) -> bool {
        self.is_loopback
    }
}

impl FromStr for PublicUrl {
    /// What to do; without what was typed, which may hold a password.
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text.trim()).map_err(|_| REMEDY)?;
        let is_bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let is_https = url.scheme() == "https";
        if !is_bare || !(is_https || url.scheme() == "http") {
            return Err(REMEDY);
        }
        let is_loopback = match url.host().ok_or(REMEDY)? {
            Host::Domain(name) => is_localhost(name),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(Self { origin: url.origin().ascii_serialization().into(), is_https, is_loopback })
    }
}

fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> PublicUrl {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_kept_as_browsers_write_an_origin() {
        for (text, origin) in [
            ("https://board.example", "https://board.example"),
            ("https://Board.Example/", "https://board.example"),
            ("https://board.example:443", "https://board.example"),
            ("https://board.example:8443", "https://board.example:8443"),
            (" http://192.168.1.5:4600\n", "http://192.168.1.5:4600"),
            ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
            ("https://bảng.example", "https://xn--bng-0gz.example"),
        ] {
            assert_eq!(&**parsed(text).origin(), origin, "{text}");
        }
    }

    #[test]
    fn anything_beyond_scheme_and_host_is_refused() {
        for text in [
            "",
            "board.example",
            "board.example:4600",
            "//board.example",
            "ftp://board.example",
            "https://",
            "https://board.example/callboard",
            "https://board.example/?a=b",
            "https://board.example?",
            "https://board.example#top",
            "https://lan:secret@board.example",
            "https://lan@board.example",
        ] {
            assert_eq!(text.parse::<PublicUrl>(), Err(REMEDY), "{text}");
        }
    }

    #[test]
    fn the_machine_itself_is_told_from_others() {
        for text in ["http://localhost:4600", "http://board.localhost", "http://127.0.0.9", "http://[::1]:4600"] {
            assert!(parsed(text).is_loopback(), "{text}");
        }
        for text in ["http://board.lan", "http://localhost.example", "http://192.168.1.5", "http://[fd00::1]"] {
            assert!(!parsed(text).is_loopback(), "{text}");
        }
    }
}
