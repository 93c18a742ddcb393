//! The server functions: the whole surface a page can call. Each finds out who is calling, makes one call to `backend`
//! and returns. Every one stands in the policy table of `backend::auth::policy`.

#![allow(missing_docs, reason = "#[server] writes an undocumented argument struct for every documented function")]

pub mod account;
pub mod act;
pub mod agent;
pub mod agent_day;
pub mod agent_queues;
pub mod agents;
pub mod audit;
pub mod board;
pub mod change_sets;
pub mod company;
pub mod connections;
pub mod display_program;
pub mod displays;
pub mod entry;
pub mod history;
pub mod limits;
pub mod people;
pub mod queues;
pub mod recording;
pub mod replay;
pub mod rules;
pub mod scope;
pub mod second_factor;
pub mod sign_in;
pub mod single_sign_on;
pub mod views;
pub mod wall;

pub use agent::agent_details;
pub use agent::reread_agent;
pub use agent_day::agent_day;
pub use agent_day::agent_page;
pub use audit::AuditPage;
pub use audit::audit_log;
pub use board::FirstPaint;
pub use board::Me;
pub use board::board;
pub use displays::DisplaysPage;
pub use displays::displays;
pub use displays::pair_places;
pub use replay::ReplayPaint;
pub use replay::kept_day;
pub use replay::replay;
pub use replay::replay_chunk;
pub use scope::ScopeChoices;
pub use sign_in::SignInForm;
pub use sign_in::sign_in_form;
pub use wall::Wall;
pub use wall::WallPaint;
pub use wall::WallPairing;
pub use wall::wall;
pub use wall::wall_heartbeat;
