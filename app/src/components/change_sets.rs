//! A set of changes as a page shows it, whatever the changes are: its plan at the side, its run at the foot, and the reading
//! of the connection that both stand on. What a page lists, and what it asks to be planned, is not here.

mod failure;
mod head;
mod job;
mod plan;
mod plan_row;
mod readings;
mod sets;

pub(crate) use failure::Failure;
pub(crate) use head::ConnectionChoice;
pub(crate) use head::ReadingBar;
pub(crate) use head::Reread;
pub(crate) use head::reading_words;
pub(crate) use job::JobTray;
pub(crate) use plan::PlanPanel;
pub(crate) use plan_row::chips;
pub(crate) use plan_row::sum;
pub(crate) use readings::Readings;
pub(crate) use sets::Opened;
pub(crate) use sets::Outdated;
pub(crate) use sets::Sets;
pub(crate) use sets::Surroundings;

/// The server takes plans of 4 MiB; the rest of a form that names agents needs little.
pub(crate) const MOST_ENCODED: usize = 4_000_000;
