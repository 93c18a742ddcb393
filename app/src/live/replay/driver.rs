//! Moves the time of a replay in the browser, and fetches what is shown next before it is needed.

use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use domain::replay::ReplayChunk;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Player;
use super::Reading;
use super::piece::Piece;
use super::piece::length_s;
use crate::api::replay_chunk;
use crate::error::AppError;
use crate::live::LiveBoard;
use crate::live::stream::tab_is_hidden;
use crate::live::ticker::stopwatch_ms;

/// The picture moves so often.
const TICK: Duration = Duration::from_millis(200);
/// The next piece is asked for when so much of the present one is left, at the reader's pace.
const AHEAD_S: i64 = 10;
/// The address follows a replay that plays so often,
const ADDRESS_PLAYING_MS: f64 = 5_000.0;
/// and one that was moved when it has stood still for so long.
const ADDRESS_STILL_MS: f64 = 400.0;

/// Where the time stood on the browser's stopwatch.
#[derive(Clone, Copy)]
struct Anchor {
    stopwatch_ms: f64,
    at: UnixMs,
}

struct Driver {
    board: LiveBoard,
    player: Player,
    tenant: String,
    address: Box<dyn Fn(UnixMs)>,
    piece: RefCell<Option<Piece>>,
    next: RefCell<Option<Piece>>,
    /// Where to be once the piece is here.
    wanted: Cell<Option<UnixMs>>,
    is_asking: Cell<bool>,
    /// The next piece could not be fetched; it is asked for again when it is needed.
    is_next_lost: Cell<bool>,
    anchor: Cell<Option<Anchor>>,
    moved_ms: Cell<f64>,
    addressed_ms: Cell<f64>,
    ended: Cell<bool>,
}

/// Plays for as long as the calling component lives; `address` is called with the moment the address should name. Runs in
/// the browser only, from an effect.
pub(crate) fn play(board: LiveBoard, player: Player, tenant: String, address: impl Fn(UnixMs) + 'static) {
    let driver = Rc::new(Driver {
        board,
        player,
        tenant,
        address: Box::new(address),
        piece: RefCell::default(),
        next: RefCell::default(),
        wanted: Cell::new(None),
        is_asking: Cell::new(false),
        is_next_lost: Cell::new(false),
        anchor: Cell::new(None),
        moved_ms: Cell::new(0.0),
        addressed_ms: Cell::new(0.0),
        ended: Cell::new(false),
    });
    let seeking = Rc::clone(&driver);
    Effect::new(move |_| {
        let (_, at) = player.wish.get();
        seeking.go_to(at);
    });
    let pacing = Rc::clone(&driver);
    Effect::new(move |_| {
        let (is_playing, speed) = (player.is_playing.get(), player.speed.get());
        pacing.board.pace.set(if is_playing { speed } else { 1 });
        pacing.anchor.set(None);
    });
    let ticking = Rc::clone(&driver);
    let interval = set_interval_with_handle(move || ticking.tick(), TICK);
    let ending = send_wrapper::SendWrapper::new(driver);
    on_cleanup(move || {
        if let Ok(interval) = interval {
            interval.clear();
        }
        ending.ended.set(true);
    });
}

impl Driver {
    /// The latest wish wins: what is on its way for an earlier one is not shown.
    fn go_to(self: &Rc<Self>, at: UnixMs) {
        self.anchor.set(None);
        self.moved_ms.set(stopwatch_ms().unwrap_or(0.0));
        self.board.jumps.update(|jumps| *jumps = jumps.wrapping_add(1));
        self.is_next_lost.set(false);
        if self.show(at) {
            self.wanted.set(None);
            self.set_reading(Reading::Ready);
        } else {
            self.want(at);
        }
    }

    /// Shows a moment if it is here.
    fn show(&self, at: UnixMs) -> bool {
        let is_in_next = self.next.borrow().as_ref().is_some_and(|next| next.holds(at));
        let is_here = self.piece.borrow().as_ref().is_some_and(|piece| piece.holds(at));
        if is_in_next && !is_here {
            let next = self.next.take();
            self.piece.replace(next);
        }
        let is_shown = match self.piece.borrow_mut().as_mut().filter(|piece| piece.holds(at)) {
            Some(piece) => piece.show(&self.board, at),
            None => return false,
        };
        if is_shown {
            if !self.player.has_begun.get_untracked() {
                self.player.has_begun.set(true);
            }
            if self.player.at.get_untracked() != at {
                self.player.at.set(at);
            }
        } else {
            self.piece.take();
        }
        is_shown
    }

    fn want(self: &Rc<Self>, at: UnixMs) {
        self.wanted.set(Some(at));
        self.set_reading(Reading::Loading);
        self.ask(at);
    }

    fn ask(self: &Rc<Self>, at: UnixMs) {
        if self.is_asking.replace(true) {
            return;
        }
        let driver = Rc::clone(self);
        spawn_local(async move {
            let length_s = length_s(driver.player.speed.get_untracked());
            let answer = replay_chunk(driver.tenant.clone(), at, length_s).await;
            if !driver.ended.get() {
                driver.is_asking.set(false);
                driver.take(at, answer);
            }
        });
    }

    fn take(self: &Rc<Self>, asked: UnixMs, answer: Result<ReplayChunk, AppError>) {
        // Nobody waits for it any more. Whoever stopped at the end of the past would be behind it by the seconds since.
        if self.wanted.get().is_none() && !self.player.is_playing.get_untracked() {
            return;
        }
        let chunk = match (answer, self.wanted.get()) {
            (Ok(chunk), _) => chunk,
            (Err(error), Some(wanted)) if wanted == asked => {
                self.player.is_playing.set(false);
                self.set_reading(Reading::Failed(error));
                return;
            }
            (Err(_), Some(wanted)) => return self.ask(wanted),
            (Err(_), None) => return self.is_next_lost.set(true),
        };
        if self.player.edge.get_untracked() != chunk.edge {
            self.player.edge.set(chunk.edge);
        }
        let piece = Piece::new(chunk);
        match self.wanted.get() {
            None => drop(self.next.replace(Some(piece))),
            Some(wanted) if piece.holds(wanted) => {
                self.piece.replace(Some(piece));
                self.next.take();
                self.wanted.set(None);
                self.board.jumps.update(|jumps| *jumps = jumps.wrapping_add(1));
                if self.show(wanted) {
                    self.set_reading(Reading::Ready);
                }
            }
            Some(wanted) => self.ask(wanted),
        }
    }

    fn set_reading(&self, reading: Reading) {
        if *self.player.reading.read_untracked() != reading {
            self.player.reading.set(reading);
        }
    }

    fn tick(self: &Rc<Self>) {
        let Some(now_ms) = stopwatch_ms() else { return };
        self.follow_with_address(now_ms);
        let is_still = !self.player.is_playing.get_untracked() || self.wanted.get().is_some() || tab_is_hidden();
        if is_still {
            self.anchor.set(None);
            return;
        }
        let at = self.player.at.get_untracked();
        let speed = self.player.speed.get_untracked();
        let anchor = self.anchor.get().unwrap_or(Anchor { stopwatch_ms: now_ms, at });
        self.anchor.set(Some(anchor));
        let passed_s = (now_ms - anchor.stopwatch_ms) / 1000.0 * speed as f64;
        let due = anchor.at.plus_s(passed_s as i64);
        if due > at && !self.show(due) {
            self.go_past_the_end(due);
        }
        self.fetch_ahead(speed);
    }

    /// The piece is over before the next one is here, or the past is.
    fn go_past_the_end(self: &Rc<Self>, due: UnixMs) {
        let until = self.piece.borrow().as_ref().map(|piece| piece.until);
        let Some(until) = until else { return self.want(due) };
        self.show(until);
        if until >= self.player.edge.get_untracked() {
            self.player.is_playing.set(false);
        } else {
            self.next.take();
            self.is_next_lost.set(false);
            self.want(until);
        }
    }

    fn fetch_ahead(self: &Rc<Self>, speed: i64) {
        let until = self.piece.borrow().as_ref().map(|piece| piece.until);
        let Some(until) = until else { return };
        let is_due = until.seconds_since(self.player.at.get_untracked()) < AHEAD_S * speed;
        let is_wanted = self.next.borrow().is_none() && !self.is_next_lost.get() && self.wanted.get().is_none();
        if is_due && is_wanted && !self.is_asking.get() {
            self.ask(until);
        }
    }

    fn follow_with_address(&self, now_ms: f64) {
        let at = self.player.at.get_untracked();
        let is_due = if self.player.is_playing.get_untracked() {
            now_ms - self.addressed_ms.get() >= ADDRESS_PLAYING_MS
        } else {
            now_ms - self.moved_ms.get() >= ADDRESS_STILL_MS
        };
        if is_due && at != self.player.addressed.get_untracked() {
            self.player.addressed.set(at);
            self.addressed_ms.set(now_ms);
            (self.address)(at);
        }
    }
}
