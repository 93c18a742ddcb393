//! The poller against a scripted provider, on a clock that the test owns: pace, faults and keeping.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "poller/faults.rs"]
mod faults;
#[path = "poller/keeping.rs"]
mod keeping;
#[path = "poller/pace.rs"]
mod pace;
#[path = "poller/scripted.rs"]
mod scripted;
