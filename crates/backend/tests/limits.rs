//! How long is too long, on both databases: kept, told to open boards, restored, never another tenant's.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "people/company.rs"]
#[allow(dead_code, reason = "shared with the tests of people, which need more of it")]
mod company;
#[path = "store/databases.rs"]
mod databases;
#[path = "limits/keeping.rs"]
mod keeping;
