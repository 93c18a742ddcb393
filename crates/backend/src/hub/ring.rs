//! The last frames of one audience, so that whoever was away for a moment is brought up to date by what they missed.

use std::collections::VecDeque;

use domain::delta::Position;

use crate::frame::Frame;

/// Frames kept at most.
const FRAMES: usize = 256;
/// Bytes kept at most: on a large floor a few steps can be as heavy as a snapshot.
const BYTES: usize = 4 * 1024 * 1024;

#[derive(Debug)]
struct Step {
    prev: u64,
    frame: Frame,
}

/// A chain of frames without gaps, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Ring {
    steps: VecDeque<Step>,
    bytes: usize,
}

/// The next frame of somebody who is behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Next {
    /// The frame that follows their position.
    pub(crate) frame: Frame,
    /// How many frames they are behind, this one included.
    pub(crate) behind: usize,
}

impl Ring {
    /// Adds the frame that follows `prev`.
    pub(crate) fn push(&mut self, prev: u64, frame: Frame) {
        self.bytes += frame.bytes.len();
        self.steps.push_back(Step { prev, frame });
        while self.steps.len() > FRAMES || self.bytes > BYTES {
            let Some(oldest) = self.steps.pop_front() else { break };
            self.bytes -= oldest.frame.bytes.len();
        }
    }

    /// The frame after `position`; none when the ring does not reach back to it.
    pub(crate) fn after(&self, position: Position) -> Option<Next> {
        let at = self.steps.partition_point(|step| step.prev < position.seq);
        let step = self.steps.get(at)?;
        let follows = step.prev == position.seq && step.frame.position.epoch == position.epoch;
        follows.then(|| Next { frame: step.frame.clone(), behind: self.steps.len() - at })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn at(seq: u64) -> Position {
        Position { epoch: 1, seq }
    }

    fn frame(seq: u64, length: usize) -> Frame {
        Frame { position: at(seq), bytes: Bytes::from(vec![b'x'; length]) }
    }

    #[test]
    fn a_position_in_the_chain_is_followed_by_its_next_frame() {
        let mut ring = Ring::default();
        ring.push(3, frame(5, 1));
        ring.push(5, frame(9, 1));

        assert_eq!(ring.after(at(3)), Some(Next { frame: frame(5, 1), behind: 2 }));
        assert_eq!(ring.after(at(5)), Some(Next { frame: frame(9, 1), behind: 1 }));
    }

    #[test]
    fn positions_outside_the_chain_have_no_next_frame() {
        let mut ring = Ring::default();
        ring.push(3, frame(5, 1));

        assert_eq!(ring.after(at(2)), None);
        assert_eq!(ring.after(at(4)), None);
        assert_eq!(ring.after(at(5)), None);
        assert_eq!(ring.after(Position { epoch: 2, seq: 3 }), None);
    }

    #[test]
    fn the_ring_forgets_the_oldest_by_number_and_by_weight() {
        let mut many = Ring::default();
        let mut heavy = Ring::default();
        for seq in 0..300 {
            many.push(seq, frame(seq + 1, 1));
        }
        for seq in 0..5 {
            heavy.push(seq, frame(seq + 1, BYTES / 2));
        }

        assert_eq!(many.after(at(43)), None);
        assert_eq!(many.after(at(44)).unwrap().behind, FRAMES);
        assert_eq!(heavy.after(at(2)), None);
        assert_eq!(heavy.after(at(3)).unwrap().behind, 2);
    }
}
