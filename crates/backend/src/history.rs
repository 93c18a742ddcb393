//! The past as it is kept: boards of any moment, and what one agent did.
//!
//! It reads and adds up; what is written is written by `runtime::floor_sink`. Every question names a tenant and is answered
//! within the limits of whoever asks.

mod agent_day;
mod calendar;
mod cut;
mod day;
mod events;
mod load;
mod replay;
mod report;
mod retention;
mod upkeep;
mod who;

pub use agent_day::AgentDayError;
pub use agent_day::KnownAgent;
pub use calendar::LocalDay;
pub use calendar::Range;
pub use calendar::days;
pub use cut::half_hours;
pub use day::day;
pub use day::today;
pub use events::EventLine;
pub use events::Events;
pub use report::Report;
pub use retention::LEAST_DAYS;
pub use retention::MOST_DAYS;
pub use retention::RetentionError;
pub use retention::keep_for;
pub use upkeep::look_after;
