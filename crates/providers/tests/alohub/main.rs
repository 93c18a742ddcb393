//! The AloHub client against a web server on loopback: exact requests, every error code, paging, and verified writes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop where it stands")]

mod administration;
mod errors;
mod paging;
mod pbx;
mod queues;
mod requests;
mod support;
mod writes;
