//! The whole backend against the simulator: opened, polled, restarted, edited and closed.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "runtime/act.rs"]
mod act;
#[path = "runtime/agents.rs"]
mod agents;
#[path = "runtime/connections.rs"]
mod connections;
#[path = "runtime/installation.rs"]
mod installation;
#[path = "runtime/take_up.rs"]
mod take_up;
