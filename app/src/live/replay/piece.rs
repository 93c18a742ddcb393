//! A piece of the past that is here: a board with the steps after it, and how far it has been shown.

use domain::board::Board;
use domain::delta::Delta;
use domain::replay::LONGEST_CHUNK_S;
use domain::replay::ReplayChunk;
use domain::time::UnixMs;

use crate::live::LiveBoard;

/// A piece lasts for so long at the reader's pace,
const READER_S: i64 = 30;
/// and for this at least.
const SHORTEST_S: i64 = 60;

/// How much to ask for at a speed.
pub(super) fn length_s(speed: i64) -> u32 {
    u32::try_from((speed * READER_S).max(SHORTEST_S)).unwrap_or(LONGEST_CHUNK_S).min(LONGEST_CHUNK_S)
}

/// A piece.
pub(super) struct Piece {
    board: Board,
    steps: Vec<Delta>,
    /// Up to and with this moment it can be shown.
    pub(super) until: UnixMs,
    shown: usize,
    shown_at: Option<UnixMs>,
}

impl Piece {
    pub(super) fn new(chunk: ReplayChunk) -> Self {
        Self { board: chunk.board, steps: chunk.steps, until: chunk.until, shown: 0, shown_at: None }
    }

    /// Whether a moment is within it.
    pub(super) fn holds(&self, at: UnixMs) -> bool {
        (self.board.now..=self.until).contains(&at)
    }

    /// Brings the page's board to a moment within; false when the board does not fit, so that it has to be asked for anew.
    pub(super) fn show(&mut self, page: &LiveBoard, at: UnixMs) -> bool {
        if self.shown_at.is_none_or(|shown_at| at < shown_at) {
            page.replace(self.board.clone());
            self.shown = 0;
        }
        let due = self.steps[self.shown..].partition_point(|step| step.now <= at);
        for step in &self.steps[self.shown..self.shown + due] {
            if !page.step(step.clone()) {
                return false;
            }
        }
        self.shown += due;
        self.shown_at = Some(at);
        // Time first: a row that changed is judged at the moment of its change.
        page.pass(at);
        page.show_pending();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_lasts_half_a_minute_and_is_no_longer_than_the_server_gives() {
        assert_eq!([1, 2, 5, 10, 30, 60].map(length_s), [60, 60, 150, 300, 900, 900]);
    }
}
