//! The CrocoDial client against a scripted server that gives the documented answers.

#![allow(clippy::unwrap_used, reason = "a test ends where its arrangement fails")]

mod errors;
mod poll;
mod support;
