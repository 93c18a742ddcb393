//! A server from its first to its last moment, for `serve` and `demo` alike.

use std::net::SocketAddr;
use std::time::Duration;

use app::api::sign_in::DemoAccount;
use backend::auth::sign_in;
use backend::displays;
use backend::history;
use backend::mail;
use backend::people::devices;
use backend::runtime::Backend;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tracing::error;
use tracing::warn;

use crate::config::ListenArgs;
use crate::config::Listening;
use crate::failure::Failure;
use crate::listener;
use crate::observe::Metrics;
use crate::out;
use crate::reach::Reach;
use crate::router::router;
use crate::service_manager;
use crate::shutdown::Ending;
use crate::site::Site;
use crate::tls::Tls;

const PURGE_EVERY: Duration = Duration::from_secs(3600);
/// The command is over even if a part of it hangs: ten seconds after the word to end at the latest.
const CLOSE_WITHIN: Duration = Duration::from_secs(4);

/// A place to listen, taken before anything else is begun.
pub(crate) struct Place {
    listener: TcpListener,
    addr: SocketAddr,
    tls: Option<Tls>,
    reach: Reach,
    metrics: Option<Metrics>,
}

impl Place {
    /// Takes the place.
    pub(crate) async fn take(args: &ListenArgs) -> Result<Self, Failure> {
        let Listening { addr, tls, reach, metrics } = args.checked()?;
        let tls = tls.map(Tls::load).transpose()?;
        let failed = |error| Failure::Listen { addr, error };
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let metrics = match metrics {
            Some(addr) => Some(Metrics::take(addr).await?),
            None => None,
        };
        Ok(Self { listener, addr, tls, reach, metrics })
    }

    /// Where it is.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What a browser on this machine opens.
    pub(crate) fn url(&self) -> String {
        let mut addr = self.addr;
        if addr.ip().is_unspecified() {
            addr.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        format!("{}://{addr}", if self.tls.is_some() { "https" } else { "http" })
    }

    /// What people open: the public address where there is one.
    pub(crate) fn base_url(&self) -> String {
        self.reach.public_url.as_ref().map_or_else(|| self.url(), |url| url.origin().to_string())
    }
}

/// Serves until the word to end; `once_ready` runs beside it as soon as pages are served.
pub(crate) async fn serve(
    place: Place,
    backend: Backend,
    demo_accounts: Vec<DemoAccount>,
    mut ending: Ending,
    once_ready: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let (url, base_url) = (place.url(), place.base_url());
    let site = Site::new(backend.clone(), demo_accounts, place.reach, &url)?;
    let stopping = backend.stopping();
    let renewing = place.tls.clone().map(|tls| tokio::spawn(tls.keep_fresh()));
    let listening = listener::listen(place.listener, place.tls, router(site.clone()), stopping.clone());
    let listening = tokio::spawn(listening);
    let telling = place.metrics.map(|metrics| (metrics.addr(), tokio::spawn(metrics.serve(backend.clone()))));
    let purging = tokio::spawn(purge(backend.clone()));
    let living = tokio::spawn(service_manager::give_signs_of_life());
    let looking_after = tokio::spawn(history::look_after(backend.clone()));
    backend.start_connections().await?;
    backend.start_rules(&base_url).await?;
    backend.start_changes().await?;
    site.set_ready();
    if let Some(public) = &site.reach.public_url {
        out::line(&format!("Callboard is reached at {}", public.origin()));
    }
    if let Some((addr, _)) = &telling {
        out::line(&format!("Figures for Prometheus are at http://{addr}/metrics"));
    }
    let beside = tokio::spawn(once_ready);
    out::line(&format!("Callboard listens on {url}"));

    service_manager::tell_ready();

    ending.wait().await;

    service_manager::tell_stopping();
    stopping.cancel();
    purging.abort();
    looking_after.abort();
    if let Some(renewing) = renewing {
        renewing.abort();
    }
    if let Err(error) = listening.await {
        error!("the listener ended badly: {error}");
    }
    beside.abort();
    living.abort();
    if tokio::time::timeout(CLOSE_WITHIN, backend.shutdown()).await.is_err() {
        warn!("the polls did not end in time");
    }
    Ok(())
}

async fn purge(backend: Backend) {
    let mut hour = tokio::time::interval(PURGE_EVERY);
    hour.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        hour.tick().await;
        if let Err(error) = sign_in::purge(backend.store(), backend.now()).await {
            warn!("old sessions could not be removed: {error}");
        }
        if let Err(error) = displays::purge(backend.store(), backend.now()).await {
            warn!("old displays could not be removed: {error}");
        }
        if let Err(error) = devices::purge(backend.store(), backend.now()).await {
            warn!("devices that were not seen for long could not be forgotten: {error}");
        }
        if let Err(error) = mail::purge(backend.store(), backend.now()).await {
            warn!("old mail could not be removed: {error}");
        }
        if let Err(error) = backend.purge_alarms().await {
            warn!("old alarms could not be removed: {error}");
        }
    }
}
