//! The past added up, on both databases: half hours that are kept against those counted anew, limits, and letting go.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "people/company.rs"]
#[allow(dead_code, reason = "other tests do more with a company")]
mod company;
#[path = "store/databases.rs"]
#[allow(unused_macros, unused_imports, reason = "a past needs the database's address, not a store")]
mod databases;
#[path = "history/days.rs"]
mod days;
#[path = "history/half_hours.rs"]
mod half_hours;
#[path = "history/kept.rs"]
mod kept;
#[path = "history/past.rs"]
mod past;
#[path = "history/replay.rs"]
mod replay;
#[path = "history/report.rs"]
mod report;
#[path = "history/retention.rs"]
mod retention;
