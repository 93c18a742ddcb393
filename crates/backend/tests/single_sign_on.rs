//! Signing in at a company's own identity provider, on both databases, with a provider that can be made to lie.

#![allow(clippy::unwrap_used, reason = "all of it is test code")]

#[path = "store/databases.rs"]
mod databases;
#[path = "single_sign_on/door.rs"]
mod door;
#[path = "single_sign_on/house.rs"]
mod house;
#[path = "single_sign_on/issuer.rs"]
mod issuer;
#[path = "single_sign_on/only_way.rs"]
mod only_way;
#[path = "single_sign_on/settings.rs"]
mod settings;
#[path = "single_sign_on/tokens.rs"]
mod tokens;
