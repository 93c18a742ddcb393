//! Alarm rules: what shall be noticed on a floor, how long it has to last, and when nobody is to be woken.
//!
//! Pure: a [`Watch`] is shown a board and a time, and says what came of it. The same watch runs over the live floor and
//! over a kept one. Who is told, and how an alarm is kept, is decided elsewhere.

mod check;
mod condition;
mod measure;
mod quiet;
mod scope;
mod watch;

use serde::Deserialize;
use serde::Serialize;

use crate::audience::ScopeFilter;
use crate::id::RuleId;
use crate::id::UserId;
use crate::limits::Level;

pub use check::LONGEST_NAME;
pub use check::LONGEST_S;
pub use condition::Bound;
pub use condition::Condition;
pub use condition::Figure;
pub use condition::Measure;
pub use condition::Trouble;
pub use condition::Who;
pub use measure::Cause;
pub use measure::Reading;
pub use measure::Subject;
pub use measure::Zone;
pub use measure::measure;
pub use quiet::LocalTime;
pub use quiet::QuietHours;
pub use quiet::Weekdays;
pub use watch::Change;
pub use watch::Verdict;
pub use watch::Watch;

/// How bad it is when a rule fires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmLevel {
    /// Somebody should look.
    #[default]
    Warning,
    /// Somebody has to act.
    Alarm,
}

impl AlarmLevel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Warning, Self::Alarm];

    /// The word in the store and in page attributes.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Alarm => "alarm",
        }
    }

    /// The level whose word this is.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.slug() == slug)
    }

    /// The level of a row that looks the same.
    pub const fn level(self) -> Level {
        match self {
            Self::Warning => Level::Attention,
            Self::Alarm => Level::Alarm,
        }
    }
}

/// Who is told when a rule fires. Every open page shows the alarm whatever stands here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    /// Browsers with their sound armed sound.
    pub sound: bool,
    /// Browsers that were allowed to notify do.
    pub notification: bool,
    /// The tenant's webhooks are called.
    pub webhook: bool,
}

/// When a firing rule is over: not at the first good figure, or an alarm at the edge would come and go all day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearing {
    /// So far back from the threshold a count or figure has to be.
    pub slack: u32,
    /// And for so long.
    pub after_s: u32,
}

/// What a person decides about a rule; all of it but the identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSpec {
    /// What people call it.
    pub name: String,
    /// Whether it is watched.
    pub is_on: bool,
    /// What shall be noticed.
    pub condition: Condition,
    /// Where.
    pub scope: ScopeFilter,
    /// For so long the condition has to hold before the rule fires.
    pub hold_s: u32,
    /// When it is over.
    pub clearing: Clearing,
    /// When nothing is raised.
    pub quiet_hours: Option<QuietHours>,
    /// How bad it is.
    pub level: AlarmLevel,
    /// Who is told.
    pub channels: Channels,
    /// The members who are written to.
    #[serde(default)]
    pub mail_to: Vec<UserId>,
}

/// An alarm rule of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Identity.
    pub id: RuleId,
    /// What it says.
    pub spec: RuleSpec,
}
