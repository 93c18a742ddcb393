//! Change sets against the simulator: nothing is lost but what a person confirmed, whatever happens meanwhile.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "changes/account.rs"]
mod account;
#[path = "changes/chance.rs"]
mod chance;
#[path = "changes/desk.rs"]
mod desk;
#[path = "changes/faults.rs"]
mod faults;
#[path = "changes/house.rs"]
mod house;
#[path = "runtime/installation.rs"]
#[allow(dead_code, reason = "shared with the runtime's tests, which need more of it")]
mod installation;
#[path = "changes/property.rs"]
mod property;
#[path = "changes/recording.rs"]
mod recording;
