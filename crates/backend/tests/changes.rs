//! Change sets against the simulator: nothing is lost but what a person confirmed, whatever happens meanwhile.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "changes/account.rs"]
mod account;
#[path = "changes/chance.rs"]
mod chance;
#[path = "changes/faults.rs"]
mod faults;
#[path = "changes/house.rs"]
mod house;
#[path = "changes/property.rs"]
mod property;
