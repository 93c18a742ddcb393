//! What a rule would have done over some time of the past, in the figures that tell whether it is a good rule.

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

/// An alarm that was over sooner was hardly worth anybody's look.
pub const SHORT_S: i64 = 30;
/// So many are listed.
pub const LISTED: usize = 50;

/// One time it would have fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// From then.
    pub from: UnixMs,
    /// Until then; none when it fired to the end.
    pub until: Option<UnixMs>,
    /// With so many subjects at most.
    pub most_subjects: u32,
}

/// How often it would have fired, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackTest {
    /// From then.
    pub from: UnixMs,
    /// Until then.
    pub until: UnixMs,
    /// So many times.
    pub times: u32,
    /// Of them shorter than [`SHORT_S`].
    pub short: u32,
    /// The longest, in seconds.
    pub longest_s: i64,
    /// All together, in seconds.
    pub total_s: i64,
    /// For so many seconds nobody could say.
    pub unobserved_s: i64,
    /// The first [`LISTED`].
    pub first: Vec<Fired>,
}

impl BackTest {
    /// Adds up what fired from `from` up to `until`.
    pub fn of(from: UnixMs, until: UnixMs, unobserved_s: i64, fired: Vec<Fired>) -> Self {
        let lasted_s = |fired: &Fired| fired.until.unwrap_or(until).seconds_since(fired.from);
        let is_short = |fired: &&Fired| fired.until.is_some() && lasted_s(fired) < SHORT_S;
        Self {
            from,
            until,
            times: u32::try_from(fired.len()).unwrap_or(u32::MAX),
            short: u32::try_from(fired.iter().filter(is_short).count()).unwrap_or(u32::MAX),
            longest_s: fired.iter().map(lasted_s).max().unwrap_or(0),
            total_s: fired.iter().map(lasted_s).sum(),
            unobserved_s,
            first: fired.into_iter().take(LISTED).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_fires_to_the_end_is_long_and_not_short() {
        let at = UnixMs::from_s;
        let fired = |from, until: Option<i64>| Fired { from: at(from), until: until.map(at), most_subjects: 1 };

        let test = BackTest::of(at(0), at(100), 7, vec![fired(10, Some(39)), fired(50, Some(80)), fired(90, None)]);

        assert_eq!((test.times, test.short, test.longest_s, test.total_s), (3, 1, 30, 69));
    }
}
