//! Which packages are compiled together, and with which features.
//!
//! `ssr` and `hydrate` must never meet in one cargo invocation; everything that calls cargo takes its list from here.
//! The host packages always go together, so that clippy, tests and the debug binary agree on the features of what they share.

/// Arguments that select every package of the host: the server's side of the workspace.
pub(crate) const HOST: &[&str] = &[
    "-p",
    "domain",
    "-p",
    "providers",
    "-p",
    "backend",
    "-p",
    "simulator",
    "-p",
    "past",
    "-p",
    "app",
    "-p",
    "server",
    "-p",
    "bench",
    "--features",
    "app/ssr",
];

/// Arguments that select this crate: alone, as the alias runs it, so that its libraries are compiled once.
pub(crate) const TOOLS: &[&str] = &["-p", "xtask"];

/// Arguments that select what is compiled for the browser.
pub(crate) const BROWSER: &[&str] =
    &["-p", "frontend", "-p", "app", "--lib", "--features", "app/hydrate", "--target", WASM_TARGET];

/// The target of what runs in the browser.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Packages that must never reach the browser: they hold sockets, secrets or the store.
pub(crate) const NEVER_IN_THE_BROWSER: &[&str] = &[
    "argon2",
    "axum",
    "backend",
    "chacha20poly1305",
    "hyper",
    "leptos_axum",
    "mio",
    "providers",
    "reqwest",
    "ring",
    "rustls",
    "simulator",
    "sqlx",
    "sqlx-core",
    "tokio",
    "tower-sessions",
];
