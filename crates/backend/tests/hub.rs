//! The hub from outside: polls go in, frames come out, and a page that applies the frames sees what the hub sees.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "hub/audiences.rs"]
mod audiences;
#[path = "hub/fixture.rs"]
mod fixture;
#[path = "hub/pending.rs"]
mod pending;
#[path = "hub/property.rs"]
mod property;
#[path = "hub/reel.rs"]
mod reel;
#[path = "hub/rows.rs"]
mod rows;
#[path = "hub/streams.rs"]
mod streams;
