//! A whole installation on its way: copied between the two databases, written to a file and brought back.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "portable/backup.rs"]
mod backup;
#[path = "portable/copy.rs"]
mod copy;
#[path = "store/databases.rs"]
#[allow(unused_macros, unused_imports, reason = "an installation is filled before a store sees it")]
mod databases;
#[path = "portable/filled.rs"]
mod filled;
