//! How old a reading may be: amber over two poll intervals, stale over four.

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// How far a reading can be trusted at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Freshness {
    /// Within two intervals.
    Fresh,
    /// Over two intervals: the age turns amber.
    Aging,
    /// Over four intervals, or never read: rows are hatched, clocks stop, counts leave them out.
    Stale,
}

impl Freshness {
    /// The word used in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Aging => "aging",
            Self::Stale => "stale",
        }
    }
}

/// How fresh something read at `read_at` is at `now`, when it should be read every `interval_ms`.
pub fn freshness(read_at: Option<UnixMs>, interval_ms: u32, now: UnixMs) -> Freshness {
    let Some(read_at) = read_at else { return Freshness::Stale };
    let age_ms = now.ms_since(read_at);
    let interval_ms = i64::from(interval_ms.max(1000));
    if age_ms > 4 * interval_ms {
        Freshness::Stale
    } else if age_ms > 2 * interval_ms {
        Freshness::Aging
    } else {
        Freshness::Fresh
    }
}
