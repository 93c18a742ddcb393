//! The one guarded HTTP client for all providers, and for whatever else an admin names an address of.
//!
//! It asks only the host of the connection's base URL, and only at addresses that the [`HostGuard`] lets pass; it
//! follows no redirect, uses no proxy, waits at most ten seconds and reads at most 16 MiB. It deliberately logs nothing:
//! no address, no parameter and no word of an answer leaves it except through [`Reply`].

mod fault;
mod guard;
mod http_date;
mod in_process;
mod reply;
mod request;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use domain::budget::RequestCounts;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::time::UnixMs;
use tokio::time::Instant;
use url::Host;
use url::Url;

use crate::ConnectionSettings;
use crate::ProviderError;
use crate::meter::Meter;

pub use guard::HostGuard;
pub use in_process::InProcess;
pub use reply::Reply;
pub use request::Request;
pub use request::encode_segment;

/// Largest body after decompression; 10,000 agents take 5 to 9 MB.
pub const BODY_CAP_BYTES: usize = 16 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
const IDLE_CONNECTIONS: usize = 4;

/// A client bound to one connection's base URL.
#[derive(Clone)]
pub struct HttpClient {
    shared: Arc<Shared>,
}

struct Shared {
    way: Way,
    base: Url,
    guard: HostGuard,
    meter: Meter,
}

/// How a request reaches its provider.
enum Way {
    Network(reqwest::Client),
    /// A provider inside this process, which takes no time and is asked about moments of the caller's choice.
    InProcess(Arc<dyn InProcess>),
}

impl HttpClient {
    /// A client for the connection.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] when the base URL may not be asked.
    pub fn new(settings: &ConnectionSettings, guard: HostGuard) -> Result<Self, ProviderError> {
        Self::to(&settings.base_url, guard)
    }

    /// A client for an address that is no provider's, with the same guard and the same limits.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] when it may not be asked.
    pub fn to(base_url: &str, guard: HostGuard) -> Result<Self, ProviderError> {
        // The process installs the provider itself; a library user or a test may not have, and a second one changes nothing.
        drop(rustls::crypto::ring::default_provider().install_default());
        let base = checked_base(base_url, &guard)?;
        let client = reqwest::Client::builder()
            .user_agent(concat!("Callboard/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .gzip(true)
            .brotli(true)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .dns_resolver(guard::GuardedResolver::new(guard.clone(), is_plain(&base)))
            .build()
            .map_err(|_| ProviderError::misconfigured(Field::Certificates, Problem::NotInstalled))?;
        Ok(Self::of(Way::Network(client), base, guard))
    }

    /// A client for the connection whose provider is inside this process. Address and guard are looked at all the same.
    ///
    /// # Errors
    /// [`ProviderError::Misconfigured`] when the base URL may not be asked.
    pub fn in_process(
        settings: &ConnectionSettings,
        guard: HostGuard,
        provider: Arc<dyn InProcess>,
    ) -> Result<Self, ProviderError> {
        let base = checked_base(&settings.base_url, &guard)?;
        Ok(Self::of(Way::InProcess(provider), base, guard))
    }

    fn of(way: Way, base: Url, guard: HostGuard) -> Self {
        Self { shared: Arc::new(Shared { way, base, guard, meter: Meter::default() }) }
    }

    /// A GET of `path` below the base URL; segments that hold foreign text come from [`encode_segment`].
    pub fn get(&self, path: &str) -> Request {
        self.request(http::Method::GET, path)
    }

    /// A POST to `path` below the base URL.
    pub fn post(&self, path: &str) -> Request {
        self.request(http::Method::POST, path)
    }

    /// A POST to the base URL itself, as it stands.
    pub fn post_to_base(&self) -> Request {
        self.post("")
    }

    /// A PUT to `path` below the base URL.
    pub fn put(&self, path: &str) -> Request {
        self.request(http::Method::PUT, path)
    }

    /// Requests of the last 60 seconds.
    pub fn request_counts(&self) -> RequestCounts {
        self.shared.meter.counts()
    }

    /// Begins to count the time of a poll that asks now.
    pub(crate) fn stopwatch(&self, now: UnixMs) -> Stopwatch {
        self.shared.stopwatch(now)
    }

    fn request(&self, method: http::Method, path: &str) -> Request {
        Request::new(Arc::clone(&self.shared), method, path.to_owned())
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").finish_non_exhaustive()
    }
}

impl Shared {
    fn stopwatch(&self, now: UnixMs) -> Stopwatch {
        match &self.way {
            Way::Network(_) => Stopwatch::start(now),
            Way::InProcess(_) => Stopwatch { begun_at: now, begun: None },
        }
    }
}

/// The moment of asking and the time that has passed since, for polls of several requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch {
    begun_at: UnixMs,
    /// None where the time stands still.
    begun: Option<Instant>,
}

impl Stopwatch {
    pub(crate) fn start(now: UnixMs) -> Self {
        Self { begun_at: now, begun: Some(Instant::now()) }
    }

    /// The present moment, counted from the caller's.
    pub(crate) fn now(&self) -> UnixMs {
        UnixMs(self.begun_at.0.saturating_add(i64::from(self.elapsed_ms())))
    }

    pub(crate) fn elapsed_ms(&self) -> u32 {
        self.begun.map_or(0, |begun| u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX))
    }
}

fn is_plain(url: &Url) -> bool {
    url.scheme() == "http"
}

/// The base URL, if it may be asked as far as can be told without the resolver.
pub(crate) fn checked_base(text: &str, guard: &HostGuard) -> Result<Url, FieldError> {
    let wrong = |problem| Err(FieldError::new(Field::BaseUrl, problem));
    let Ok(base) = Url::parse(text.trim()) else { return wrong(Problem::NotAnAddress) };
    if !matches!(base.scheme(), "https" | "http") {
        return wrong(Problem::NotAnAddress);
    }
    if !base.username().is_empty() || base.password().is_some() {
        return wrong(Problem::LeaveOutLogin);
    }
    if base.query().is_some() {
        return wrong(Problem::LeaveOutQuery);
    }
    if base.fragment().is_some() {
        return wrong(Problem::LeaveOutFragment);
    }
    checked_host(&base, guard)?;
    Ok(base)
}

/// Refuses what can be told without asking the resolver: addresses written as such skip it.
fn checked_host(url: &Url, guard: &HostGuard) -> Result<(), FieldError> {
    let plain = is_plain(url);
    let checked = match url.host() {
        None => return Err(FieldError::new(Field::BaseUrl, Problem::NotAnAddress)),
        Some(Host::Domain(_)) if plain && guard.allow_private.is_empty() => Err(guard::AddressRefused { plain }),
        Some(Host::Domain(_)) => Ok(()),
        Some(Host::Ipv4(address)) => guard.check(address.into(), plain),
        Some(Host::Ipv6(address)) => guard.check(address.into(), plain),
    };
    checked.map_err(|refused| FieldError::new(Field::BaseUrl, refused.problem()))
}

#[cfg(test)]
mod tests;
