//! What the product does, without pages: the store, who may do what, provider secrets, commands and setting up.
//!
//! Only `store` has SQL and only `commands` and `changes` change a phone system. Nothing here writes for a browser or reads the
//! environment.

pub mod audit;
pub mod auth;
pub mod changes;
pub mod commands;
pub mod company;
pub mod connections;
pub mod displays;
pub mod frame;
pub mod history;
pub mod hub;
pub mod limits;
pub mod mail;
pub mod operator;
pub mod people;
pub mod poller;
pub mod portable;
pub mod recording;
pub mod rules;
pub mod runtime;
pub mod secrets;
pub mod setup;
pub mod single_sign_on;
pub mod store;
pub mod views;
pub mod vitals;
pub mod zones;
