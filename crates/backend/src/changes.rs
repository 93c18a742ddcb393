//! Change sets: many agents' queues and recording, changed one by one so that no membership is lost.
//!
//! A plan is made on a whole reading and confirmed by a person. It then runs in a task of its own: read all queues again,
//! compare every agent with the plan, write the intent down, send once, read again, write down how it ended. What the
//! provider cannot promise (it has no way to write only if nothing has changed since) is kept to a few seconds between
//! the reading and the write.

mod batch;
mod deeds;
mod desk;
mod error;
mod export;
mod journal;
mod planning;
mod reading;
mod runner;
mod running;
mod settle;
mod store_journal;

pub use desk::ChangeSetView;
pub use desk::Confirm;
pub use error::ChangesError;
pub use export::EXPORT_HEADINGS;
pub use export::export_rows;
pub use journal::Journal;
pub use planning::AdminFloor;
pub use planning::PlanRequest;
pub use runner::ProviderSource;
pub use runner::Runner;
pub(crate) use running::Running;
