//! The past as it is kept: boards of any moment, and what one agent did.
//!
//! It reads and adds up; what is written is written by `runtime::floor_sink`. Every question names a tenant and is answered
//! within the limits of whoever asks.

mod calendar;
mod cut;
mod events;
mod load;
mod report;
mod retention;
mod upkeep;
mod who;

pub use calendar::LocalDay;
pub use calendar::Range;
pub use calendar::days;
pub use cut::half_hours;
pub use events::EventLine;
pub use events::Events;
pub use report::Report;
pub use retention::LEAST_DAYS;
pub use retention::MOST_DAYS;
pub use retention::RetentionError;
pub use retention::keep_for;
pub use upkeep::look_after;
