//! Connections: whether the guard lets the server ask where they lead. No provider is asked anything.

use std::net::IpAddr;
use std::time::Duration;

use backend::store::Store;
use backend::store::StoreResult;
use domain::form::Problem;
use futures::future::join_all;
use providers::HostGuard;
use tokio::net::lookup_host;
use url::Host;
use url::Url;

use super::Check;
use super::NO_STORE;
use super::Patient;
use super::Report;

/// A name that nobody tells the address of in time is left alone: the poll itself says so.
const LOOKED_UP_WITHIN: Duration = Duration::from_secs(3);

/// Where a connection leads, and what it is called.
struct Place {
    name: String,
    url: Url,
}

pub(super) async fn look(patient: &Patient, store: Option<&Store>, report: &mut Report) {
    let Some(store) = store else { return report.skipped(Check::ConnectionHost, NO_STORE) };
    let places = match places(store).await {
        Ok(places) => places,
        Err(error) => return report.skipped(Check::ConnectionHost, error.to_string()),
    };
    let guard = HostGuard { allow_private: patient.args.guard.ranges() };
    let refused: Vec<(String, IpAddr)> =
        join_all(places.iter().map(|place| refusal(place, &guard))).await.into_iter().flatten().collect();
    let Some((_, first)) = refused.first() else {
        return report.ok(Check::ConnectionHost, format!("{} connections", places.len()));
    };
    let range = if first.is_ipv4() { 32 } else { 128 };
    let remedy = format!(
        "allow the provider's range if it is meant to be there: --allow-private {first}/{range}; else mend the connection's \
         address"
    );
    let found: Vec<&str> = refused.iter().map(|(found, _)| found.as_str()).collect();
    report.problem(Check::ConnectionHost, found.join("; "), remedy);
}

async fn places(store: &Store) -> StoreResult<Vec<Place>> {
    let mut places = Vec::new();
    for tenant in store.all_tenants().await? {
        for connection in store.connections(tenant.id).await? {
            let name = format!("connection {:?} of tenant {}", connection.name, tenant.slug);
            // An address that is none was never saved, and its poll says so.
            if let Ok(url) = Url::parse(&connection.settings.base_url) {
                places.push(Place { name, url });
            }
        }
    }
    Ok(places)
}

/// What the guard would say of the address, and which it is; none where it lets the server ask.
async fn refusal(place: &Place, guard: &HostGuard) -> Option<(String, IpAddr)> {
    let plain = place.url.scheme() == "http";
    let addresses = match place.url.host()? {
        Host::Ipv4(address) => vec![IpAddr::from(address)],
        Host::Ipv6(address) => vec![IpAddr::from(address)],
        Host::Domain(name) => resolved(name, place.url.port_or_known_default().unwrap_or(443)).await,
    };
    // As at the connect: one good address is enough.
    let refusals: Option<Vec<(IpAddr, Problem)>> =
        addresses.into_iter().map(|address| guard.refusal(address, plain).map(|problem| (address, problem))).collect();
    let (address, problem) = refusals?.into_iter().next()?;
    let host = place.url.host_str()?;
    let why = if problem == Problem::PlainHttp { "http is for private addresses alone" } else { "is private" };
    Some((format!("{}: {host} {why}", place.name), address))
}

async fn resolved(name: &str, port: u16) -> Vec<IpAddr> {
    match tokio::time::timeout(LOOKED_UP_WITHIN, lookup_host((name, port))).await {
        Ok(Ok(found)) => found.map(|address| address.ip()).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}
