//! Keeps a board fed: opens the stream, takes its frames, watches over its silence, reconnects with jitter, and lets go
//! of the stream of a tab that nobody looks at (a browser allows six connections to a host).

use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use domain::board::Board;
use domain::delta::Delta;
use domain::time::UnixMs;
use leptos::prelude::*;
use serde::Deserialize;

use super::Link;
use super::LiveBoard;
use super::stream::Heard;
use super::stream::Stream;
use super::stream::tab_is_hidden;
use super::ticker::ServerTime;
use super::ticker::stopwatch_ms;

/// The server beats every 15 s; after so much silence the stream counts as dead.
const SILENCE_MS: f64 = 35_000.0;
/// A hidden tab keeps its stream for so long.
const HIDDEN_MS: f64 = 60_000.0;
/// First wait before connecting again; doubled each time.
const RETRY_MS: f64 = 1_000.0;
/// Longest wait.
const RETRY_MAX_MS: f64 = 20_000.0;

#[derive(Deserialize)]
struct Beat {
    now: UnixMs,
}

struct Follower {
    board: LiveBoard,
    url: String,
    time: ServerTime,
    stream: RefCell<Option<Stream>>,
    heard_ms: Cell<f64>,
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
    let follower = Rc::new(Follower {
        board,
        url,
        time: ServerTime::default(),
        stream: RefCell::new(None),
        heard_ms: Cell::new(stopwatch_ms().unwrap_or(0.0)),
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
    let listener = window_event_listener_untyped("visibilitychange", move |_| waking.tick());
    let ending = send_wrapper::SendWrapper::new(follower);
    on_cleanup(move || {
        if let Ok(interval) = interval {
            interval.clear();
        }
        listener.remove();
        ending.ended.set(true);
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
        let after = if self.board.whole.get_untracked() && !self.start_over.replace(false) {
            self.board.with_board(|board| format!("?after={}", board.position()))
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
            Heard::Beat(text) => {
                if let Ok(beat) = serde_json::from_str::<Beat>(&text) {
                    self.alive(beat.now);
                    self.board.heard_at.set(beat.now);
                }
            }
            Heard::Gone => {
                self.lose();
                // The session ended or was revoked: the page asks the server, which shows the sign-in page.
                if let Err(_refused) = window().location().reload() {
                    leptos::logging::warn!("the page could not be reloaded");
                }
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
        self.retries.set(retries + 1);
        let wait_ms = (RETRY_MS * 2f64.powi(retries.min(6))).min(RETRY_MAX_MS);
        let jittered_ms = wait_ms * (0.5 + js_sys::Math::random());
        self.retry_at_ms.set(stopwatch_ms().map(|now| now + jittered_ms));
    }

    fn tick(self: &Rc<Self>) {
        let Some(now_ms) = stopwatch_ms() else { return };
        let let_go = self.watch_visibility(now_ms);
        if !let_go {
            if self.retry_at_ms.get().is_some_and(|at| now_ms >= at) {
                self.connect();
            } else if self.stream.borrow().is_some() && now_ms - self.heard_ms.get() > SILENCE_MS {
                self.lose();
            } else if self.stream.borrow().is_none() && self.retry_at_ms.get().is_none() {
                self.connect();
            }
        }
        if self.board.paused_at.get_untracked().is_none()
            && let Some(now) = self.time.now()
        {
            self.board.now.set(now);
        }
    }

    /// True while the stream is let go of because nobody looks.
    fn watch_visibility(&self, now_ms: f64) -> bool {
        if !tab_is_hidden() {
            self.hidden_since_ms.set(None);
            return false;
        }
        let since_ms = self.hidden_since_ms.get().unwrap_or(now_ms);
        self.hidden_since_ms.set(Some(since_ms));
        if now_ms - since_ms < HIDDEN_MS {
            return false;
        }
        self.stream.borrow_mut().take();
        self.retry_at_ms.set(None);
        self.board.link.set(Link::Connecting);
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
