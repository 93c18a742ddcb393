//! Alarms as pages receive them: what is open now, who has seen it, and what was.
//!
//! Who may see which of them is decided where they are sent; a screen on a wall receives no subjects at all.

use serde::Deserialize;
use serde::Serialize;

use crate::id::AlarmId;
use crate::id::RuleId;
use crate::rule::AlarmLevel;
use crate::rule::Cause;
use crate::rule::Channels;
use crate::rule::Subject;
use crate::time::UnixMs;

/// So many subjects travel with an alarm; the count tells of the others.
pub const SUBJECTS_SENT: usize = 50;

/// Somebody has seen an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Their name.
    pub by: String,
    /// When.
    pub at: UnixMs,
}

/// One alarm: one for each raising of a rule, however many subjects it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Identity.
    pub id: AlarmId,
    /// The rule.
    pub rule: RuleId,
    /// The rule's name when the alarm was raised.
    pub name: String,
    /// How bad it is.
    pub level: AlarmLevel,
    /// When it was raised.
    pub raised_at: UnixMs,
    /// The figure as last known; none for whoever may not see all that it stands for.
    pub value: Option<u32>,
    /// How many were found.
    pub count: u32,
    /// The first of them.
    pub subjects: Vec<Subject>,
    /// Why it is not known whether it is over.
    pub unknown: Option<Cause>,
    /// Who has seen it.
    pub acknowledged: Option<Acknowledgement>,
    /// How a browser tells of it.
    pub channels: Channels,
}

/// Everything that is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarms {
    /// Whether any rule is watched, so that nothing open means something.
    pub is_watched: bool,
    /// The worst first, then the newest.
    pub open: Vec<Alarm>,
}

impl Alarms {
    /// In order.
    pub fn new(is_watched: bool, mut open: Vec<Alarm>) -> Self {
        open.sort_by_key(|alarm| {
            (alarm.acknowledged.is_some(), std::cmp::Reverse(alarm.level), std::cmp::Reverse(alarm.raised_at), alarm.id)
        });
        Self { is_watched, open }
    }

    /// The alarms that `before` did not have: the only ones that may make a noise.
    pub fn new_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Alarm> {
        self.open.iter().filter(|alarm| !before.open.iter().any(|known| known.id == alarm.id))
    }
}
