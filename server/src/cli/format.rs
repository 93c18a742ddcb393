//! For whom a command writes: a person, or a program.

use clap::Args;
use domain::time::UnixMs;
use serde_json::Value;

use crate::out;

/// For whom.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct Format {
    /// Print one JSON document instead of text
    #[arg(long)]
    json: bool,
}

impl Format {
    /// Prints the facts for a program, or the lines for a person.
    pub(super) fn say(self, facts: &Value, lines: impl FnOnce() -> Vec<String>) {
        if self.json {
            out::line(&facts.to_string());
        } else {
            lines().iter().for_each(|line| out::line(line));
        }
    }
}

/// A moment as both read it: RFC 3339, in UTC.
pub(super) fn moment(at: UnixMs) -> String {
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
