//! How the process is watched from outside: an identity for every request that is in its answer and in every line of the
//! log, and figures in the form of Prometheus on a listener of their own.

mod figures;
mod metrics;
mod request;

pub(crate) use metrics::Metrics;
pub(crate) use request::follow;
pub(crate) use request::note_route;
