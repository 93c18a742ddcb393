//! Change sets: what a person asks to be done to many agents, what would be sent for each of them, how each of them ended,
//! and what takes it back.
//!
//! A phone system replaces an agent's whole list of callin queues (decision A6), so that every row carries the list as it
//! was read and as it shall be. Nothing is sent from here; `backend::changes` runs a set.

mod ask;
mod cost;
mod import;
mod plan;
mod progress;
mod row;
mod set;
mod step;
mod undo;

pub use ask::Asked;
pub use ask::CallinEdit;
pub use ask::Change;
pub use cost::Cost;
pub use cost::MOST_IN_BATCH;
pub use import::Import;
pub use import::ImportFault;
pub use import::ImportField;
pub use import::ImportMode;
pub use import::ImportProblem;
pub use import::parse_import;
pub use plan::Danger;
pub use plan::Plan;
pub use plan::PlannedRow;
pub use plan::Seen;
pub use plan::plan;
pub use progress::ChangeProgress;
pub use progress::Doing;
pub use progress::RowCounts;
pub use progress::SetState;
pub use row::RowRefusal;
pub use row::RowState;
pub use set::About;
pub use set::Origin;
pub use set::Which;
pub use step::Step;
pub use step::WhyNot;
pub use undo::CannotUndo;
pub use undo::Undo;
pub use undo::undo;

#[cfg(test)]
mod tests;
