//! Alarm rules: what they find on a board, and how they behave through time.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "rules/floor.rs"]
mod floor;
#[path = "rules/measured.rs"]
mod measured;
#[path = "rules/through_time.rs"]
mod through_time;
