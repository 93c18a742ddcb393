//! What is known of an agent's recording: only what was set here, and that for a while (decision A13).

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// After this what was set here is not relied on any more: the provider's own console may have changed it.
pub const RECORDING_KNOWN_FOR_S: i64 = 24 * 3600;

/// Recording as it was last set here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingSet {
    /// On or off.
    pub on: bool,
    /// Who set it, by the name at that time.
    pub by: String,
    /// When.
    pub at: UnixMs,
    /// Why, in the person's own words.
    pub reason: Option<String>,
    /// When a later try to set it ended without anybody knowing how.
    pub doubted_at: Option<UnixMs>,
}

/// Recording as a page shows it; never the provider's own word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "recording")]
pub enum RecordingState {
    /// It was never set here.
    #[default]
    Unknown,
    /// It was set here.
    LastSet {
        /// On or off.
        on: bool,
        /// By whom.
        by: String,
        /// When.
        at: UnixMs,
        /// It was set less than a day ago and nothing has cast doubt on it since.
        is_relied_on: bool,
    },
}

impl RecordingSet {
    /// As a page shows it at `now`.
    pub fn state(&self, now: UnixMs) -> RecordingState {
        let is_recent = now.seconds_since(self.at) < RECORDING_KNOWN_FOR_S;
        let is_doubted = self.doubted_at.is_some_and(|doubted_at| doubted_at >= self.at);
        RecordingState::LastSet {
            on: self.on,
            by: self.by.clone(),
            at: self.at,
            is_relied_on: is_recent && !is_doubted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a13_what_was_set_here_is_relied_on_for_a_day_and_until_something_casts_doubt_on_it() {
        let at = UnixMs(1_000_000);
        let set = RecordingSet { on: true, by: "Lan".to_owned(), at, reason: None, doubted_at: None };
        let relied_on = |set: &RecordingSet, now| match set.state(now) {
            RecordingState::LastSet { is_relied_on, .. } => is_relied_on,
            RecordingState::Unknown => unreachable!("it was set"),
        };

        assert!(relied_on(&set, at.plus_s(RECORDING_KNOWN_FOR_S - 1)));
        assert!(!relied_on(&set, at.plus_s(RECORDING_KNOWN_FOR_S)));
        let doubted = |doubted_at| RecordingSet { doubted_at: Some(doubted_at), ..set.clone() };
        assert!(!relied_on(&doubted(at.plus_s(5)), at.plus_s(6)));
        assert!(relied_on(&doubted(at.plus_s(-5)), at.plus_s(6)), "a doubt that is older than the setting");
    }
}
