//! A rule as a form holds it: every field flat, also those that the chosen kind of condition does not use.

use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::id::ConnectionId;
use domain::id::RuleId;
use domain::id::UserId;
use domain::rule::AlarmLevel;
use domain::rule::Bound;
use domain::rule::Channels;
use domain::rule::Clearing;
use domain::rule::Condition;
use domain::rule::Figure;
use domain::rule::Measure;
use domain::rule::QuietHours;
use domain::rule::RuleSpec;
use domain::rule::Trouble;
use domain::rule::Weekdays;
use domain::rule::Who;
use serde::Deserialize;
use serde::Serialize;

/// What a rule is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// An agent who is in a state for too long.
    #[default]
    AgentInState,
    /// Too many or too few agents in some states.
    AgentCount,
    /// A figure of a queue.
    QueueFigure,
    /// A connection.
    Connection,
}

impl RuleKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AgentInState, Self::AgentCount, Self::QueueFigure, Self::Connection];

    /// The word in the form.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::AgentInState => "agent_in_state",
            Self::AgentCount => "agent_count",
            Self::QueueFigure => "queue_figure",
            Self::Connection => "connection",
        }
    }
}

/// The form. What an address leaves out, such as a list with nothing in it, is as in a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleForm {
    /// Which rule it changes, and the version it was opened with; none adds one.
    pub id: Option<RuleId>,
    /// The version it was opened with.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// Whether it is watched.
    pub is_on: bool,
    /// What it is about.
    pub kind: RuleKind,
    /// States of agents.
    pub states: Vec<AgentState>,
    /// Reason of a pause.
    pub reason: String,
    /// For how long an agent may be so.
    pub longer_than_s: u32,
    /// Heads or hundredths.
    pub measure: Measure,
    /// Too many or too few.
    pub bound: Bound,
    /// From this figure on.
    pub threshold: u32,
    /// Which figure of a queue.
    pub figure: Figure,
    /// What is wrong with a connection.
    pub trouble: Trouble,
    /// Where: connections.
    pub connections: Vec<ConnectionId>,
    /// Where: groups.
    pub groups: Vec<String>,
    /// Where: queues.
    pub queues: Vec<String>,
    /// How long it has to last.
    pub hold_s: u32,
    /// How far a figure has to come back.
    pub slack: u32,
    /// How long all has to be well.
    pub clear_after_s: u32,
    /// Whether it is silent at times.
    pub is_quiet: bool,
    /// On which days silence begins, as bits from Monday on.
    pub days: u8,
    /// From this minute of the day.
    pub from_min: u16,
    /// Until this one.
    pub until_min: u16,
    /// How bad it is.
    pub level: AlarmLevel,
    /// Browsers sound.
    pub sound: bool,
    /// Browsers notify.
    pub notification: bool,
    /// Webhooks are told.
    pub webhook: bool,
    /// The members who are written to.
    pub mail_to: Vec<UserId>,
}

impl Default for RuleForm {
    /// What a form that leaves everything out says.
    fn default() -> Self {
        Self {
            id: None,
            version: 0,
            name: String::new(),
            is_on: true,
            kind: RuleKind::AgentInState,
            states: Vec::new(),
            reason: String::new(),
            longer_than_s: 900,
            measure: Measure::Agents,
            bound: Bound::AtLeast,
            threshold: 5,
            figure: Figure::Waiting,
            trouble: Trouble::Stale,
            connections: Vec::new(),
            groups: Vec::new(),
            queues: Vec::new(),
            hold_s: 30,
            slack: 0,
            clear_after_s: 30,
            is_quiet: false,
            days: Weekdays::ALL.0,
            from_min: 22 * 60,
            until_min: 6 * 60,
            level: AlarmLevel::Warning,
            sound: true,
            notification: false,
            webhook: false,
            mail_to: Vec::new(),
        }
    }
}

impl RuleForm {
    /// The form of a new rule: a pause of a quarter of an hour, as the board's own limits have it.
    pub fn fresh() -> Self {
        Self { states: vec![AgentState::Paused], ..Self::default() }
    }

    /// The form of a rule that is there.
    pub fn of(id: RuleId, version: i64, spec: &RuleSpec) -> Self {
        let mut form = Self {
            id: Some(id),
            version,
            name: spec.name.clone(),
            is_on: spec.is_on,
            connections: spec.scope.connections.clone(),
            groups: spec.scope.groups.clone(),
            queues: spec.scope.queues.clone(),
            hold_s: spec.hold_s,
            slack: spec.clearing.slack,
            clear_after_s: spec.clearing.after_s,
            level: spec.level,
            sound: spec.channels.sound,
            notification: spec.channels.notification,
            webhook: spec.channels.webhook,
            mail_to: spec.mail_to.clone(),
            ..Self::default()
        };
        if let Some(hours) = spec.quiet_hours {
            (form.is_quiet, form.days) = (true, hours.days.0);
            (form.from_min, form.until_min) = (hours.from_min, hours.until_min);
        }
        let mut who = |who: &Who| {
            form.states.clone_from(&who.states);
            form.reason = who.pause_reason.clone().unwrap_or_default();
        };
        match &spec.condition {
            Condition::AgentInState { who: those, longer_than_s } => {
                who(those);
                (form.kind, form.longer_than_s) = (RuleKind::AgentInState, *longer_than_s);
            }
            Condition::AgentCount { who: those, measure, bound, threshold } => {
                who(those);
                form.kind = RuleKind::AgentCount;
                (form.measure, form.bound, form.threshold) = (*measure, *bound, *threshold);
            }
            Condition::QueueFigure { figure, at_least } => {
                form.kind = RuleKind::QueueFigure;
                (form.figure, form.threshold) = (*figure, *at_least);
            }
            Condition::Connection { trouble } => {
                (form.kind, form.trouble) = (RuleKind::Connection, *trouble);
            }
        }
        form
    }

    /// The rule that the form describes, without what the kind of its condition does not use.
    pub fn spec(&self) -> RuleSpec {
        let reason = self.reason.trim();
        let pause_reason = (!reason.is_empty() && self.states.contains(&AgentState::Paused)).then(|| reason.to_owned());
        let who = Who { states: self.states.clone(), pause_reason };
        let condition = match self.kind {
            RuleKind::AgentInState => Condition::AgentInState { who, longer_than_s: self.longer_than_s },
            RuleKind::AgentCount => {
                Condition::AgentCount { who, measure: self.measure, bound: self.bound, threshold: self.threshold }
            }
            RuleKind::QueueFigure => Condition::QueueFigure { figure: self.figure, at_least: self.threshold },
            RuleKind::Connection => Condition::Connection { trouble: self.trouble },
        };
        let has_slack = matches!(self.kind, RuleKind::AgentCount | RuleKind::QueueFigure);
        let (connections, groups, queues) = (self.connections.clone(), self.groups.clone(), self.queues.clone());
        RuleSpec {
            name: self.name.clone(),
            is_on: self.is_on,
            condition,
            scope: ScopeFilter { connections, groups, queues },
            hold_s: self.hold_s,
            clearing: Clearing { slack: if has_slack { self.slack } else { 0 }, after_s: self.clear_after_s },
            quiet_hours: self.is_quiet.then_some(QuietHours {
                days: Weekdays(self.days),
                from_min: self.from_min,
                until_min: self.until_min,
            }),
            level: self.level,
            channels: Channels { sound: self.sound, notification: self.notification, webhook: self.webhook },
            mail_to: self.mail_to.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::id::RuleId;

    use super::*;

    #[test]
    fn what_is_opened_and_sent_again_is_the_same_rule() {
        let id: RuleId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        for kind in RuleKind::ALL {
            let form = RuleForm { kind, slack: 2, is_quiet: true, reason: "Lunch".to_owned(), ..RuleForm::fresh() };
            let spec = form.spec();

            assert_eq!(RuleForm::of(id, 3, &spec).spec(), spec);
        }
    }
}
