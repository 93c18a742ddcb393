//! A server from its first to its last moment, for `serve` and `demo` alike.

use std::net::SocketAddr;
use std::time::Duration;

use app::api::sign_in::DemoAccount;
use backend::auth::sign_in;
use backend::runtime::Backend;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tracing::error;
use tracing::warn;

use crate::config::ListenArgs;
use crate::failure::Failure;
use crate::listener;
use crate::out;
use crate::router::router;
use crate::shutdown::Ending;
use crate::site::Site;

const PURGE_EVERY: Duration = Duration::from_secs(3600);
/// The command is over even if a part of it hangs.
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

/// A place to listen, taken before anything else is begun.
pub(crate) struct Place {
    listener: TcpListener,
    addr: SocketAddr,
    is_secure: bool,
}

impl Place {
    /// Takes the place.
    pub(crate) async fn take(args: &ListenArgs) -> Result<Self, Failure> {
        let args = args.checked()?;
        let failed = |error| Failure::Listen { addr: args.listen, error };
        let listener = TcpListener::bind(args.listen).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, addr, is_secure: !args.insecure_http })
    }

    /// What a browser on this machine opens.
    pub(crate) fn url(&self) -> String {
        let mut addr = self.addr;
        if addr.ip().is_unspecified() {
            addr.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        format!("http://{addr}")
    }
}

/// Serves until the word to end.
pub(crate) async fn serve(
    place: Place,
    backend: Backend,
    demo_accounts: Vec<DemoAccount>,
    mut ending: Ending,
) -> Result<(), Failure> {
    let url = place.url();
    let site = Site::new(backend.clone(), demo_accounts, place.is_secure)?;
    let stopping = backend.stopping();
    let listening = tokio::spawn(listener::listen(place.listener, router(site.clone()), stopping.clone()));
    let purging = tokio::spawn(purge(backend.clone()));
    backend.start_connections().await?;
    site.set_ready();
    out::line(&format!("Callboard listens on {url}"));

    ending.wait().await;

    stopping.cancel();
    purging.abort();
    if let Err(error) = listening.await {
        error!("the listener ended badly: {error}");
    }
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
    }
}
