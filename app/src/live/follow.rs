//! Keeps a board fed: opens the stream, takes its frames, watches over its silence, reconnects with jitter, and lets go
//! of the stream of a tab that nobody looks at, or that others were turned to after (a browser allows six connections
//! to a host, see `turns`).

use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use domain::alarm::Alarms;
use domain::board::Board;
use domain::delta::Delta;
use domain::display::DisplayFacts;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;

use super::Link;
use super::LiveBoard;
use super::anew::load_anew;
use super::patience;
use super::stream::Heard;
use super::stream::Stream;
use super::stream::tab_is_hidden;
use super::ticker::ServerTime;
use super::ticker::stopwatch_ms;
use super::turns::Turns;

/// A hidden tab keeps its stream for so long.
const HIDDEN_MS: f64 = 60_000.0;

/// A tab whose turn it is not looks in so often,
const LOOK_EVERY_MS: f64 = 4_000.0;
/// for so long at least, and at most when there is nothing to hear.
const LOOK_MS: f64 = 1_000.0;
const LONGEST_LOOK_MS: f64 = 3_000.0;

#[derive(Deserialize)]
struct Beat {
    now: UnixMs,
}

/// Called with what a screen on a wall is told about itself.
type Told = Box<dyn Fn(DisplayFacts)>;

struct Follower {
    board: LiveBoard,
    url: String,
    /// Only for a screen on a wall.
    wall: Option<Told>,
    time: ServerTime,
    stream: RefCell<Option<Stream>>,
    turns: Turns,
    heard_ms: Cell<f64>,
    /// When the present stream was answered.
    opened_ms: Cell<Option<f64>>,
    retry_at_ms: Cell<Option<f64>>,
    retries: Cell<i32>,
    hidden_since_ms: Cell<Option<f64>>,
    frame_asked: Cell<bool>,
    /// A step was missed: the next stream starts with a whole board.
    start_over: Cell<bool>,
    ended: Cell<bool>,
}

/// Follows `url` for as long as the calling component lives. Runs in the browser only, from an effect.
pub(crate) fn follow(board: LiveBoard, url: String) {
    follow_as(board, url, None);
}

/// The same for a screen on a wall: nobody turns to it or away from it, so it keeps its stream whatever other tabs do, and
/// it is told what the desk decides about it.
pub(crate) fn follow_wall(board: LiveBoard, url: String, told: impl Fn(DisplayFacts) + 'static) {
    follow_as(board, url, Some(Box::new(told)));
}

fn follow_as(board: LiveBoard, url: String, wall: Option<Told>) {
    let follower = Rc::new(Follower {
        board,
        url,
        wall,
        time: ServerTime::default(),
        stream: RefCell::new(None),
        turns: Turns::join(),
        heard_ms: Cell::new(stopwatch_ms().unwrap_or(0.0)),
        opened_ms: Cell::new(None),
        retry_at_ms: Cell::new(None),
        retries: Cell::new(0),
        hidden_since_ms: Cell::new(None),
        frame_asked: Cell::new(false),
        start_over: Cell::new(false),
        ended: Cell::new(false),
    });
    follower.time.hear(follower.board.now.get_untracked());
    follower.connect();
    let ticking = Rc::clone(&follower);
    let interval = set_interval_with_handle(move || ticking.tick(), Duration::from_secs(1));
    let waking = Rc::clone(&follower);
    let turning = Rc::clone(&follower);
    let leaving = Rc::clone(&follower);
    let listeners = [
        window_event_listener_untyped("visibilitychange", move |_| waking.tick()),
        window_event_listener_untyped("focus", move |_| turning.turns.take()),
        window_event_listener_untyped("pagehide", move |_| leaving.turns.leave()),
    ];
    let ending = send_wrapper::SendWrapper::new(follower);
    on_cleanup(move || {
        if let Ok(interval) = interval {
            interval.clear();
        }
        for listener in listeners {
            listener.remove();
        }
        ending.ended.set(true);
        ending.turns.leave();
        ending.stream.borrow_mut().take();
    });
}

impl Follower {
    fn connect(self: &Rc<Self>) {
        if self.ended.get() {
            return;
        }
        self.retry_at_ms.set(None);
        self.heard_ms.set(stopwatch_ms().unwrap_or(0.0));
        self.opened_ms.set(None);
        let after = if self.board.whole.get_untracked() && !self.start_over.replace(false) {
            format!("?after={}", self.board.position())
        } else {
            String::new()
        };
        let hearing = Rc::downgrade(self);
        let stream = Stream::open(&format!("{}{after}", self.url), move |heard| {
            if let Some(follower) = hearing.upgrade() {
                follower.hear(heard);
            }
        });
        if stream.is_none() {
            self.lose();
        }
        *self.stream.borrow_mut() = stream;
    }

    fn hear(self: &Rc<Self>, heard: Heard) {
        if self.ended.get() {
            return;
        }
        match heard {
            Heard::Opened => self.opened(),
            Heard::Snapshot(text) => match serde_json::from_str::<Board>(&text) {
                Ok(board) => {
                    self.alive(board.now);
                    self.board.replace(board);
                }
                Err(_) => self.lose(),
            },
            Heard::Delta(text) => match serde_json::from_str::<Delta>(&text) {
                Ok(delta) => {
                    self.alive(delta.now);
                    if self.board.step(delta) {
                        self.ask_for_a_frame();
                    } else {
                        self.start_over();
                    }
                }
                Err(_) => self.lose(),
            },
            Heard::Alarms(text) => {
                if let Ok(alarms) = serde_json::from_str::<Alarms>(&text) {
                    self.board.alarms.set(alarms);
                }
            }
            Heard::Beat(text) => {
                if let Ok(beat) = serde_json::from_str::<Beat>(&text) {
                    self.alive(beat.now);
                    self.board.heard_at.set(beat.now);
                }
            }
            Heard::Display(text) => {
                if let (Some(told), Ok(facts)) = (&self.wall, serde_json::from_str::<DisplayFacts>(&text)) {
                    told(facts);
                }
            }
            Heard::Gone => {
                self.lose();
                // Whoever was shut out asks the server, which shows the sign-in page, or a code on a wall.
                load_anew();
            }
            Heard::Broken => self.lose(),
        }
    }

    fn alive(&self, server_now: UnixMs) {
        self.heard_ms.set(stopwatch_ms().unwrap_or(0.0));
        self.retries.set(0);
        self.time.hear(server_now);
        if self.board.link.get_untracked() != Link::Live {
            self.board.link.set(Link::Live);
        }
    }

    /// Somebody answered. That it is the server is told by the first frame or beat, which comes at once.
    fn opened(&self) {
        let now_ms = stopwatch_ms();
        self.opened_ms.set(now_ms);
        self.heard_ms.set(now_ms.unwrap_or(0.0));
    }

    /// A step is missing: forget the position and take a whole board.
    fn start_over(self: &Rc<Self>) {
        self.start_over.set(true);
        self.stream.borrow_mut().take();
        self.connect();
    }

    fn lose(&self) {
        self.stream.borrow_mut().take();
        if self.board.link.get_untracked() != Link::Lost {
            self.board.link.set(Link::Lost);
        }
        let retries = self.retries.get();
        self.retries.set(retries.saturating_add(1));
        let wait_ms = patience::wait_ms(retries, js_sys::Math::random());
        self.retry_at_ms.set(stopwatch_ms().map(|now| now + wait_ms));
    }

    fn tick(self: &Rc<Self>) {
        let Some(now_ms) = stopwatch_ms() else { return };
        let let_go = self.watch_visibility(now_ms);
        if !let_go {
            if self.retry_at_ms.get().is_some_and(|at| now_ms >= at) {
                self.connect();
            } else if self.stream.borrow().is_some() && now_ms - self.heard_ms.get() > self.patience_ms() {
                self.lose();
            } else if self.stream.borrow().is_none() && self.retry_at_ms.get().is_none() {
                self.connect();
            } else if self.wall.is_none() && !self.turns.is_ours() && self.has_looked(now_ms) {
                self.stream.borrow_mut().take();
                self.retry_at_ms.set(Some(now_ms + LOOK_EVERY_MS));
            }
        }
        if self.board.paused_at.get_untracked().is_none()
            && let Some(now) = self.time.now()
        {
            self.board.pass(now);
        }
    }

    /// How long the present stream may be silent.
    fn patience_ms(&self) -> f64 {
        if self.opened_ms.get().is_some() { patience::SILENCE_MS } else { patience::ANSWER_WITHIN_MS }
    }

    /// Whether the present stream has told a tab that only looks in what there is to know.
    fn has_looked(&self, now_ms: f64) -> bool {
        let Some(opened_ms) = self.opened_ms.get().filter(|_| self.stream.borrow().is_some()) else { return false };
        let open_ms = now_ms - opened_ms;
        let heard = self.heard_ms.get() > opened_ms;
        self.board.whole.get_untracked() && open_ms > if heard { LOOK_MS } else { LONGEST_LOOK_MS }
    }

    /// True while the stream is let go of because nobody looks.
    fn watch_visibility(&self, now_ms: f64) -> bool {
        // A tab that is to tell of alarms goes on listening.
        if self.wall.is_some() || !tab_is_hidden() || self.board.alert.is_armed() {
            if self.hidden_since_ms.take().is_some() {
                self.turns.take();
            }
            return false;
        }
        let since_ms = self.hidden_since_ms.get().unwrap_or(now_ms);
        self.hidden_since_ms.set(Some(since_ms));
        if now_ms - since_ms < HIDDEN_MS {
            return false;
        }
        self.stream.borrow_mut().take();
        self.retry_at_ms.set(None);
        if self.board.link.get_untracked() != Link::Connecting {
            self.board.link.set(Link::Connecting);
            self.turns.leave();
        }
        true
    }

    /// However many frames come, the page is touched once for each animation frame.
    fn ask_for_a_frame(self: &Rc<Self>) {
        if self.frame_asked.replace(true) {
            return;
        }
        let follower = Rc::clone(self);
        let show = move || {
            follower.frame_asked.set(false);
            if !follower.ended.get() {
                follower.board.show_pending();
            }
        };
        if tab_is_hidden() {
            show();
        } else {
            request_animation_frame(show);
        }
    }
}
