//! Says what is being done, how far it is and how long it took.
//!
//! It only prints: whether a step is needed is the step's own question.

use std::fmt::Display;
use std::io::Write;
use std::time::Instant;

use anyhow::Result;

/// Prints one line to standard output.
///
/// A closed output (`cargo xtask test | head`) must not end the work half-way, so a failed write is ignored.
pub(crate) fn say(line: impl Display) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}

/// The steps of one task.
#[derive(Debug)]
pub(crate) struct Progress {
    done: usize,
    total: usize,
    started: Instant,
}

/// What a step has to tell when it ends well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Something was made.
    Made,
    /// Everything was there already.
    AlreadyThere,
}

impl Progress {
    /// Starts to count; `total` is the number of steps that will come.
    pub(crate) fn of(total: usize) -> Self {
        Self { done: 0, total, started: Instant::now() }
    }

    /// Seconds since the first step.
    pub(crate) fn elapsed_s(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Announces a step, performs it, and prints how long it took.
    pub(crate) fn step<T: Outcome>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.done += 1;
        let place = format!("[{}/{}]", self.done, self.total);
        say(format!("{place} {name} ..."));
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed().as_secs_f64();
        match &outcome {
            Ok(value) => say(format!("{place} {name}: {} ({took:.1} s)", value.word())),
            Err(error) => say(format!("{place} {name}: FAILED ({took:.1} s): {error:#}")),
        }
        outcome
    }
}

/// How the result of a step is worded.
pub(crate) trait Outcome {
    /// One or a few words.
    fn word(&self) -> String;
}

impl Outcome for () {
    fn word(&self) -> String {
        "done".to_owned()
    }
}

impl Outcome for Done {
    fn word(&self) -> String {
        match self {
            Self::Made => "done".to_owned(),
            Self::AlreadyThere => "already there".to_owned(),
        }
    }
}
