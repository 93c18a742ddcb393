//! One agent's day on both databases: what is told, to whom it is not told, and how fast.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[allow(dead_code, unused_imports, unused_macros, reason = "a backend opens its store itself")]
#[path = "store/databases.rs"]
mod databases;
#[path = "agent_day/floor.rs"]
mod floor;
#[path = "agent_day/telling.rs"]
mod telling;
