//! The hours before the demonstration began, written once, in the background and beside the pages: so that history,
//! replay and back-test have something true to show.

use std::time::Instant;

use backend::runtime::Backend;
use past::PastError;
use past::PastFloor;
use past::Written;
use tracing::error;
use tracing::info;

use crate::demo::note::Note;
use crate::demo::note::PastIs;
use crate::failure::Failure;

/// What is still to be written.
pub(super) struct Past {
    backend: Backend,
    floors: Vec<PastFloor>,
    hours: i64,
    note: Note,
}

impl Past {
    /// The past of those floors that have none yet; asked before the first poll, whose changes are history as well.
    pub(super) async fn missing(backend: &Backend, floors: Vec<PastFloor>, mut note: Note) -> Result<Self, Failure> {
        let floors = floors.into_iter().filter(|floor| floor.world.lived.is_some()).collect();
        let floors = past::without_history(backend, floors).await?;
        let longest_ms = floors.iter().filter_map(|floor| floor.world.lived).map(|lived| lived.for_ms).max();
        let hours = longest_ms.unwrap_or_default() / 3_600_000;
        note.write(if floors.is_empty() { PastIs::NotWanted } else { PastIs::BeingWritten { hours } })?;
        Ok(Self { backend: backend.clone(), floors, hours, note })
    }

    /// Writes it.
    pub(super) async fn write(mut self) {
        if self.floors.is_empty() {
            return;
        }
        let hours = self.hours;
        info!("the last {hours} hours are being written");
        let begun = Instant::now();
        let outcome = match past::write(&self.backend, std::mem::take(&mut self.floors)).await {
            Ok(Written { polls, events, .. }) => {
                let took_ms = begun.elapsed().as_millis();
                info!(
                    "the last {hours} hours are written: done in {took_ms} ms, {polls} polls, {events} changes of state"
                );
                PastIs::Written { hours, took_ms }
            }
            Err(PastError::Stopped) => PastIs::GivenUp { hours },
            Err(_) if self.backend.stopping().is_cancelled() => PastIs::GivenUp { hours },
            Err(cause) => {
                error!("the last {hours} hours could not be written: {cause}");
                PastIs::GivenUp { hours }
            }
        };
        if let Err(cause) = self.note.write(outcome) {
            error!("{cause}");
        }
    }
}
