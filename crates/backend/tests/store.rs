//! The store on both databases: one generic body for each claim, run on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "store/audit.rs"]
mod audit;
#[path = "store/changes.rs"]
mod changes;
#[path = "store/connections.rs"]
mod connections;
#[path = "store/databases.rs"]
mod databases;
#[path = "store/encrypted.rs"]
mod encrypted;
#[path = "store/floor.rs"]
mod floor;
#[path = "store/history.rs"]
mod history;
#[path = "store/mail.rs"]
mod mail;
#[path = "store/migrating.rs"]
mod migrating;
#[path = "store/opening.rs"]
mod opening;
#[path = "store/people.rs"]
mod people;
#[path = "store/suspensions.rs"]
mod suspensions;
