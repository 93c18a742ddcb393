//! One rule through time: when what it looks for has held long enough it fires, and when all has been well long enough
//! the alarm clears. What is not known moves neither.

use serde::Deserialize;
use serde::Serialize;

use crate::board::Board;
use crate::rule::Cause;
use crate::rule::LocalTime;
use crate::rule::Reading;
use crate::rule::RuleSpec;
use crate::rule::Subject;
use crate::rule::Zone;
use crate::rule::measure;
use crate::time::UnixMs;

/// What a rule says now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Verdict {
    /// All is well.
    Ok,
    /// The condition holds, not yet for long enough.
    Pending {
        /// Since then.
        since: UnixMs,
    },
    /// Its quiet hours are on.
    Quiet,
    /// It fires.
    Firing {
        /// When it was raised.
        since: UnixMs,
        /// The figure as last known.
        value: u32,
        /// What was found, as last known.
        subjects: Vec<Subject>,
        /// Why it is not known whether it is over.
        unknown: Option<Cause>,
    },
    /// Nobody can say.
    Unknown {
        /// Why.
        cause: Cause,
    },
}

impl Verdict {
    /// The same without what was found, for whoever only asks how a rule stands.
    #[must_use]
    pub fn without_subjects(mut self) -> Self {
        if let Self::Firing { subjects, .. } = &mut self {
            subjects.clear();
        }
        self
    }
}

/// What a look changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// An alarm began.
    Raised,
    /// The open alarm shows something else: other subjects, another figure, or whether it is known.
    Updated,
    /// The alarm is over.
    Cleared,
    /// It is no more known whether all is well.
    Lost,
    /// It is known again.
    Found,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    Calm,
    Pending { since: UnixMs },
    Firing { since: UnixMs, well_since: Option<UnixMs>, value: u32, subjects: Vec<Subject> },
}

/// The state of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    phase: Phase,
    unknown: Option<Cause>,
    is_quiet: bool,
}

impl Default for Watch {
    fn default() -> Self {
        Self { phase: Phase::Calm, unknown: None, is_quiet: false }
    }
}

impl Watch {
    /// A rule whose alarm was open when somebody last looked, before a restart.
    pub const fn firing(since: UnixMs, value: u32, subjects: Vec<Subject>) -> Self {
        Self {
            phase: Phase::Firing { since, well_since: None, value, subjects },
            unknown: Some(Cause::NotObserved),
            is_quiet: false,
        }
    }

    /// Looks at a tenant's whole board.
    pub fn look(&mut self, spec: &RuleSpec, board: &Board, now: UnixMs, local: LocalTime) -> Option<Change> {
        let is_quiet = spec.quiet_hours.is_some_and(|hours| hours.hold_at(local));
        self.take(spec, measure(spec, board, now), now, is_quiet)
    }

    /// Takes a reading over.
    pub fn take(&mut self, spec: &RuleSpec, reading: Reading, now: UnixMs, is_quiet: bool) -> Option<Change> {
        self.is_quiet = is_quiet;
        match reading {
            Reading::Unknown(cause) => self.lose(cause),
            Reading::Known { zone, value, subjects } => {
                let was_unknown = self.unknown.take().is_some();
                self.settle(spec, zone, value, subjects, now).or(was_unknown.then_some(match self.phase {
                    Phase::Firing { .. } => Change::Updated,
                    Phase::Calm | Phase::Pending { .. } => Change::Found,
                }))
            }
        }
    }

    /// What the rule says now.
    pub fn verdict(&self) -> Verdict {
        match (&self.phase, self.unknown) {
            (Phase::Firing { since, value, subjects, .. }, unknown) => {
                Verdict::Firing { since: *since, value: *value, subjects: subjects.clone(), unknown }
            }
            (Phase::Calm | Phase::Pending { .. }, Some(cause)) => Verdict::Unknown { cause },
            (Phase::Calm | Phase::Pending { .. }, None) if self.is_quiet => Verdict::Quiet,
            (Phase::Pending { since }, None) => Verdict::Pending { since: *since },
            (Phase::Calm, None) => Verdict::Ok,
        }
    }

    /// Time that nobody saw counts neither towards firing nor towards clearing.
    fn lose(&mut self, cause: Cause) -> Option<Change> {
        let before = self.unknown.replace(cause);
        match &mut self.phase {
            Phase::Firing { well_since, .. } => {
                *well_since = None;
                (before != Some(cause)).then_some(Change::Updated)
            }
            Phase::Calm | Phase::Pending { .. } => {
                self.phase = Phase::Calm;
                (before != Some(cause)).then_some(Change::Lost)
            }
        }
    }

    fn settle(
        &mut self,
        spec: &RuleSpec,
        zone: Zone,
        value: u32,
        subjects: Vec<Subject>,
        now: UnixMs,
    ) -> Option<Change> {
        match (&mut self.phase, zone) {
            (Phase::Firing { well_since, value: shown, subjects: listed, .. }, Zone::Over | Zone::Between) => {
                *well_since = None;
                // Between the thresholds nothing may be found any more; the alarm goes on showing what it was about.
                let keeps_list = zone == Zone::Between && subjects.is_empty();
                let listed_now = if keeps_list { listed.clone() } else { subjects };
                let is_same = *shown == value && *listed == listed_now;
                (*shown, *listed) = (value, listed_now);
                (!is_same).then_some(Change::Updated)
            }
            (Phase::Firing { well_since, .. }, Zone::Under) => {
                let since = *well_since.get_or_insert(now);
                if !has_lasted(since, spec.clearing.after_s, now) {
                    return None;
                }
                self.phase = Phase::Calm;
                Some(Change::Cleared)
            }
            (Phase::Calm | Phase::Pending { .. }, Zone::Under | Zone::Between) => {
                self.phase = Phase::Calm;
                None
            }
            (Phase::Calm | Phase::Pending { .. }, Zone::Over) => {
                let since = match self.phase {
                    Phase::Pending { since } => since,
                    Phase::Calm | Phase::Firing { .. } => now,
                };
                if self.is_quiet || !has_lasted(since, spec.hold_s, now) {
                    self.phase = Phase::Pending { since };
                    return None;
                }
                self.phase = Phase::Firing { since: now, well_since: None, value, subjects };
                Some(Change::Raised)
            }
        }
    }
}

/// Whether at least so many seconds have passed. A clock that was set back shortens nothing.
const fn has_lasted(since: UnixMs, at_least_s: u32, now: UnixMs) -> bool {
    now.ms_since(since) >= at_least_s as i64 * 1000
}
