//! The words of the business: agents, calls, queues, connections, boards and the changes between them.
//!
//! Everything here is pure: no I/O, no clock (the time is passed in as `now`), no randomness, and it compiles for the
//! browser as well as for the server. It knows no vendor's field names; those stay in `providers`.

pub mod id;
pub mod in_group;
pub mod time;
pub mod timeline;
pub mod zone;

pub mod agent;
pub mod call;
pub mod clock;
pub mod provider;
pub mod queue;
pub mod single_sign_on;
pub mod snapshot;

pub mod administration;
pub mod budget;
pub mod capability;
pub mod changes;
pub mod health;
pub mod poll_log;
pub mod probe;
pub mod proof;
pub mod report;
pub mod right;
pub mod settings;

pub mod agent_day;
pub mod floor;
pub mod half_hour;
pub mod history;
pub mod occupancy;
pub mod totals;

pub mod patch;

pub mod board;
pub mod delta;
pub mod details;
pub mod replay;

pub mod alarm;
pub mod arrange;
pub mod back_test;
pub mod counts;
pub mod csv_cell;
pub mod duration;
pub mod exception;
pub mod find;
pub mod fold;
pub mod freshness;
pub mod limits;
pub mod mail;
pub mod rule;
pub mod selection;
pub mod view;
pub mod waiting;
pub mod wall;

pub mod audience;
pub mod audit;
pub mod command;
pub mod display;
pub mod form;
pub mod language;
pub mod role;
pub mod saved_view;
pub mod theme;
pub mod webhook;
