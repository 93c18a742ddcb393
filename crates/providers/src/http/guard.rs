//! Which addresses may be asked (decision X9). Addresses are judged when the connection is made, so a name that is
//! re-pointed between two polls is judged again.

use std::fmt;
use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;
use std::net::SocketAddr;

use domain::form::Problem;
use ipnet::IpNet;
use ipnet::Ipv4Net;
use ipnet::Ipv6Net;
use reqwest::dns::Addrs;
use reqwest::dns::Name;
use reqwest::dns::Resolve;
use reqwest::dns::Resolving;

/// Which addresses may be asked. Public addresses over https always; others only inside the ranges the operator allows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostGuard {
    /// Private ranges that are allowed; plain http is allowed to them as well.
    pub allow_private: Vec<IpNet>,
}

/// The guard said no to every address of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AddressRefused {
    /// Whether https would have been allowed.
    pub(super) plain: bool,
}

impl fmt::Display for AddressRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem().fmt(f)
    }
}

impl std::error::Error for AddressRefused {}

impl AddressRefused {
    pub(super) const fn problem(self) -> Problem {
        if self.plain { Problem::PlainHttp } else { Problem::PrivateAddress }
    }
}

impl HostGuard {
    /// Why `address` may not be asked, `plain` telling http from https; none when it may.
    pub fn refusal(&self, address: IpAddr, plain: bool) -> Option<Problem> {
        self.check(address, plain).err().map(|refused| refused.problem())
    }

    /// Whether `address` may be asked, `plain` telling http from https.
    pub(super) fn check(&self, address: IpAddr, plain: bool) -> Result<(), AddressRefused> {
        // A mapped address reaches the IPv4 host, so it is judged as that host.
        let address = address.to_canonical();
        if address.is_unspecified() || address.is_multicast() {
            return Err(AddressRefused { plain: false });
        }
        if self.allow_private.iter().any(|range| range.contains(&address)) {
            return Ok(());
        }
        if !is_public(address) {
            return Err(AddressRefused { plain: false });
        }
        if plain { Err(AddressRefused { plain: true }) } else { Ok(()) }
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let reserved = [
        v4(0, 0, 0, 0, 8),
        v4(10, 0, 0, 0, 8),
        // Shared by the customers of one carrier; some clouds put their metadata here.
        v4(100, 64, 0, 0, 10),
        v4(127, 0, 0, 0, 8),
        // Link-local, where most clouds put their metadata.
        v4(169, 254, 0, 0, 16),
        v4(172, 16, 0, 0, 12),
        v4(192, 0, 0, 0, 24),
        v4(192, 0, 2, 0, 24),
        v4(192, 88, 99, 0, 24),
        v4(192, 168, 0, 0, 16),
        v4(198, 18, 0, 0, 15),
        v4(198, 51, 100, 0, 24),
        v4(203, 0, 113, 0, 24),
        v4(224, 0, 0, 0, 4),
        v4(240, 0, 0, 0, 4),
        // A public-looking address under which one cloud serves its machines' agents.
        v4(168, 63, 129, 16, 32),
    ];
    !reserved.iter().any(|range| range.contains(&address))
}

fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(embedded) = embedded_v4(address) {
        return is_public_v4(embedded);
    }
    // Only 2000::/3 is handed out to the public; loopback, link-local, unique-local and the rest lie outside of it.
    let reserved = [v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x3fff, 0, 20)];
    v6(0x2000, 0, 3).contains(&address) && !reserved.iter().any(|range| range.contains(&address))
}

/// The IPv4 host that a translating network (NAT64) or a 6to4 router would deliver to.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        _ => None,
    }
}

/// The system's resolver with the guard behind it.
pub(super) struct GuardedResolver {
    guard: HostGuard,
    plain: bool,
}

impl GuardedResolver {
    pub(super) const fn new(guard: HostGuard, plain: bool) -> Self {
        Self { guard, plain }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.guard.clone();
        let plain = self.plain;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let mut refusal = None;
            let mut allowed = Vec::new();
            for address in found {
                match guard.check(address.ip(), plain) {
                    Ok(()) => allowed.push(address),
                    Err(refused) => refusal = Some(refused),
                }
            }
            match refusal {
                Some(refused) if allowed.is_empty() => Err(refused.into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
