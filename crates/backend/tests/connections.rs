//! Connections as their admins change them, against the simulator: added, edited, tested, paused, mapped, deleted.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "connections/desk.rs"]
mod desk;
#[path = "connections/editing.rs"]
mod editing;
#[path = "runtime/installation.rs"]
#[allow(dead_code, reason = "shared with the runtime's tests, which need more of it")]
mod installation;
#[path = "connections/life.rs"]
mod life;
