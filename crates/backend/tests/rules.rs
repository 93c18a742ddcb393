//! Alarm rules at work, on both databases: raised once, seen by whom they concern, told outside, tried on the past.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "rules/alarms.rs"]
mod alarms;
#[path = "rules/back_test.rs"]
mod back_test;
#[path = "store/databases.rs"]
mod databases;
#[path = "rules/floor.rs"]
mod floor;
#[path = "rules/mail.rs"]
mod mail;
#[path = "rules/receiver.rs"]
mod receiver;
#[path = "rules/webhooks.rs"]
mod webhooks;
