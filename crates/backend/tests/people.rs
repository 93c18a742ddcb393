//! How people come in and get back in, on both databases, with another tenant asking and two browsers at once.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "people/account.rs"]
mod account;
#[path = "people/company.rs"]
mod company;
#[path = "store/databases.rs"]
mod databases;
#[path = "people/first_run.rs"]
mod first_run;
#[path = "people/invitations.rs"]
mod invitations;
#[path = "people/members.rs"]
mod members;
#[path = "people/resets.rs"]
mod resets;
#[path = "people/second_factor.rs"]
mod second_factor;
