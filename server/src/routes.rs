//! What the server answers itself; pages and server functions are `app`'s.

pub(crate) mod account;
pub(crate) mod agent_export;
pub(crate) mod agents_export;
pub(crate) mod audit_export;
pub(crate) mod board_export;
pub(crate) mod changes_export;
pub(crate) mod design;
mod download;
pub(crate) mod entry;
pub(crate) mod events;
pub(crate) mod forgotten;
pub(crate) mod health;
pub(crate) mod history_export;
pub(crate) mod home;
pub(crate) mod join;
pub(crate) mod preferences;
pub(crate) mod proof;
pub(crate) mod reset;
pub(crate) mod second_factor;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod sign_in_code;
pub(crate) mod sign_out;
pub(crate) mod signed_in;
pub(crate) mod site_files;
pub(crate) mod stream;
pub(crate) mod wall_events;
