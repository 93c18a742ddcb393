//! Commands: who may, what is written down, and that nothing is sent twice.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "store/databases.rs"]
mod databases;
#[path = "commands/desk.rs"]
mod desk;
#[path = "commands/execute.rs"]
mod execute;
#[path = "commands/phone_system.rs"]
mod phone_system;
