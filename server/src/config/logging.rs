//! What is logged, and in which form: `CALLBOARD_LOG` and `CALLBOARD_LOG_FORMAT`. Logging begins before the command line is
//! looked at, so there are no options for it.

use std::env;
use std::io;

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::Registry;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::failure::Failure;

/// What is logged.
pub(super) const FILTER_VARIABLE: &str = "CALLBOARD_LOG";
/// In which form.
pub(super) const FORMAT_VARIABLE: &str = "CALLBOARD_LOG_FORMAT";

/// Writes what happens to the standard error stream. Libraries that speak HTTP or SQL write addresses and parameters
/// below the level of warnings, so whatever the filter asks for, those do not get there.
pub(crate) fn start_logging() -> Result<(), Failure> {
    let wanted = env::var(FILTER_VARIABLE).unwrap_or_default();
    let wanted = if wanted.trim().is_empty() { "info" } else { wanted.trim() };
    let asked = EnvFilter::try_new(wanted).map_err(|error| {
        Failure::usage("CALLBOARD_LOG", format!("{error}; write for example info or backend=debug"))
    })?;
    let discreet = filter_fn(|of| *of.level() <= Level::WARN || is_ours(of.target()));
    let layer = layer(env::var(FORMAT_VARIABLE).unwrap_or_default().trim())?;
    // Filters of the whole, not of the layer: one of those loses an event after somebody only asked whether it wants one.
    tracing_subscriber::registry().with(layer).with(asked).with(discreet).init();
    Ok(())
}

fn layer(format: &str) -> Result<Box<dyn Layer<Registry> + Send + Sync>, Failure> {
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    match format {
        "" | "text" => Ok(layer.with_target(false).boxed()),
        // A line is an object; the request, command or job that it belongs to is among its `spans`.
        "json" => Ok(layer.json().flatten_event(true).with_current_span(false).with_span_list(true).boxed()),
        _ => Err(Failure::usage("CALLBOARD_LOG_FORMAT", "write text or json")),
    }
}

fn is_ours(target: &str) -> bool {
    let krate = target.split("::").next().unwrap_or_default();
    ["callboard", "app", "backend", "domain", "providers", "simulator"].contains(&krate)
}
