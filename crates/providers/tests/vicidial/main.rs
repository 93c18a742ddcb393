//! The VICIdial client against a scripted server that gives the recorded answers.

#![allow(clippy::unwrap_used, reason = "a test ends where its arrangement fails")]

mod agent_api;
mod agents;
mod errors;
mod in_groups;
mod list;
mod log;
mod support;
