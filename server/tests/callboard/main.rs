//! The whole program from outside: the binary is started on a free port and spoken to over HTTP, or run to its end.

#![allow(clippy::unwrap_used, reason = "in a test a failed unwrap is the message")]

mod account;
mod actions;
mod agent_page;
mod agent_queues;
mod agents_admin;
mod audit;
mod backup;
mod board_export;
mod canary;
mod connections;
mod database;
mod design;
mod display_programs;
mod displays;
mod events;
mod headers;
mod history;
mod join;
mod keys;
mod kill;
mod lifecycle;
mod limits;
mod limits_page;
mod mail;
mod members;
mod observe;
mod past;
mod policy;
mod poll;
mod proxy;
mod queues;
mod recording;
mod regional;
mod replay;
mod reset;
mod rules;
mod second_factor;
mod set_up;
mod set_up_page;
mod sign_in;
mod support;
mod tls;
mod views;
