//! Signing in, sessions and tenants, from the store up; sessions through tower-sessions itself.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "store/databases.rs"]
mod databases;
#[path = "auth/device.rs"]
mod device;
#[path = "auth/displays.rs"]
mod displays;
#[path = "auth/interleavings.rs"]
mod interleavings;
#[path = "auth/keys.rs"]
mod keys;
#[path = "auth/people.rs"]
mod people;
#[path = "auth/principal.rs"]
mod principal;
#[path = "auth/programs.rs"]
mod programs;
#[path = "auth/sessions.rs"]
mod sessions;
#[path = "auth/setup.rs"]
mod setup;
#[path = "auth/sign_in.rs"]
mod sign_in;
