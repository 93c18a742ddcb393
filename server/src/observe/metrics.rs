//! `/metrics`, for Prometheus. It has a listener of its own, which is not for everybody, and nothing is measured without one.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use backend::poller::POLL_SECONDS;
use backend::runtime::Backend;
use metrics_exporter_prometheus::BuildError;
use metrics_exporter_prometheus::Matcher;
use metrics_exporter_prometheus::PrometheusBuilder;
use metrics_exporter_prometheus::PrometheusHandle;
use metrics_process::Collector;
use metrics_util::MetricKindMask;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tracing::warn;

use crate::failure::Failure;
use crate::listener;
use crate::observe::figures;

/// What was not measured for so long is not told any more: a connection that was deleted, a route that nobody asks for.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3600);
/// Single values are put into their buckets so often, so that they do not pile up while nobody asks.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A place for `/metrics`, taken before anything is measured.
pub(crate) struct Metrics {
    listener: TcpListener,
    addr: SocketAddr,
    handle: PrometheusHandle,
}

#[derive(Clone)]
struct Told {
    backend: Backend,
    handle: PrometheusHandle,
    process: Collector,
}

impl Metrics {
    /// Takes the place, and measures from now on.
    pub(crate) async fn take(addr: SocketAddr) -> Result<Self, Failure> {
        let failed = |error| Failure::Listen { addr, error };
        let listener = TcpListener::bind(addr).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let handle = measure().map_err(|error| Failure::usage("metrics-listen", error.to_string()))?;
        Ok(Self { listener, addr, handle })
    }

    /// Where it listens.
    pub(crate) const fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Answers until the product stops.
    pub(crate) async fn serve(self, backend: Backend) {
        let stopping = backend.stopping();
        let process = Collector::default();
        process.describe();
        let told = Told { backend, handle: self.handle.clone(), process };
        let router = Router::new().route("/metrics", get(tell)).with_state(told);
        tokio::select! {
            () = listener::listen(self.listener, None, router, stopping) => {}
            () = keep_up(self.handle) => {}
        }
    }
}

fn measure() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(POLL_SECONDS.to_owned()), &figures::POLL_BUCKETS_S)?
        .set_buckets_for_metric(Matcher::Full(figures::REQUEST_SECONDS.to_owned()), &figures::REQUEST_BUCKETS_S)?
        .idle_timeout(MetricKindMask::ALL, Some(FORGOTTEN_AFTER))
        .install_recorder()?;
    figures::describe();
    Ok(handle)
}

async fn tell(State(told): State<Told>) -> impl IntoResponse {
    told.process.collect();
    match told.backend.vitals().await {
        Ok(vitals) => {
            figures::set_process(true);
            figures::set(&vitals);
        }
        Err(error) => {
            warn!("figures of tenants are not told: {error}");
            figures::set_process(false);
        }
    }
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], told.handle.render())
}

async fn keep_up(handle: PrometheusHandle) {
    let mut upkeep = tokio::time::interval(UPKEEP_EVERY);
    upkeep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        upkeep.tick().await;
        handle.run_upkeep();
    }
}
