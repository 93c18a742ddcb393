//! Plays the past on a board: asks for it in pieces, goes through them at the wanted speed, and lets the latest wish win.
//!
//! Server and browser share the signals of a [`Player`]; what moves them runs in the browser only.

mod driver;
mod piece;

use domain::time::UnixMs;
use leptos::prelude::*;

use super::LiveBoard;
use crate::error::AppError;

pub(crate) use driver::play;

/// Seconds of the past in one of the reader's.
pub(crate) const SPEEDS: [i64; 6] = [1, 2, 5, 10, 30, 60];

/// Whether what is wanted is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It is shown.
    Ready,
    /// It is on its way; what is shown is from before.
    Loading,
    /// It could not be read.
    Failed(AppError),
}

/// What the controls of a replay show and set.
#[derive(Clone, Copy)]
pub(crate) struct Player {
    /// The moment that is shown or on its way, in whole seconds.
    pub(crate) at: RwSignal<UnixMs>,
    /// Whether time goes on.
    pub(crate) is_playing: RwSignal<bool>,
    /// One of [`SPEEDS`].
    pub(crate) speed: RwSignal<i64>,
    /// Whether the moment is here.
    pub(crate) reading: RwSignal<Reading>,
    /// Where the past ends, as last heard.
    pub(crate) edge: RwSignal<UnixMs>,
    /// The moment that stands in the address.
    pub(crate) addressed: RwSignal<UnixMs>,
    /// Whether the browser has taken over from the server's picture.
    has_begun: RwSignal<bool>,
    /// Where to go, with a number, so that the same wish can be made twice.
    wish: RwSignal<(u32, UnixMs)>,
}

impl Player {
    /// Stands still at the moment of the board.
    pub(crate) fn new(board: &LiveBoard, edge: UnixMs) -> Self {
        let at = board.now.get_untracked();
        Self {
            at: RwSignal::new(at),
            is_playing: RwSignal::new(false),
            speed: RwSignal::new(1),
            reading: RwSignal::new(Reading::Ready),
            edge: RwSignal::new(edge),
            addressed: RwSignal::new(at),
            has_begun: RwSignal::new(false),
            wish: RwSignal::new((0, at)),
        }
    }

    /// Goes to a moment; beyond the end of the past, to its end.
    pub(crate) fn seek(&self, at: UnixMs) {
        let at = UnixMs::from_s(at.whole_s().clamp(0, self.edge.get_untracked().whole_s()));
        self.at.set(at);
        self.wish.update(|(number, wished)| {
            *number += 1;
            *wished = at;
        });
    }

    /// Goes on or back from where it stands.
    pub(crate) fn step(&self, seconds: i64) {
        self.seek(self.at.get_untracked().plus_s(seconds));
    }

    /// Plays or pauses. At the end of the past there is nothing to play.
    pub(crate) fn toggle(&self) {
        let plays = !self.is_playing.get_untracked() && !self.is_at_edge_untracked();
        self.is_playing.set(plays);
    }

    /// Asks again for what could not be read.
    pub(crate) fn retry(&self) {
        self.seek(self.at.get_untracked());
    }

    /// Whether there is nothing later to show.
    pub(crate) fn is_at_edge(&self) -> bool {
        self.at.get() >= self.edge.get()
    }

    fn is_at_edge_untracked(&self) -> bool {
        self.at.get_untracked() >= self.edge.get_untracked()
    }

    /// The word for what it is doing, for the page's attribute.
    pub(crate) fn word(&self) -> &'static str {
        match self.reading.get() {
            Reading::Ready if !self.has_begun.get() => "still",
            Reading::Loading => "loading",
            Reading::Failed(_) => "failed",
            Reading::Ready if self.is_playing.get() => "playing",
            Reading::Ready if self.is_at_edge() => "edge",
            Reading::Ready => "paused",
        }
    }
}
