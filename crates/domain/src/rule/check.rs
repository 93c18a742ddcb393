//! What is wrong with a rule that somebody wrote, field by field.

use crate::form::Field;
use crate::form::FieldError;
use crate::form::Problem;
use crate::rule::Condition;
use crate::rule::Measure;
use crate::rule::RuleSpec;
use crate::rule::Who;

/// The longest name of a rule, in characters.
pub const LONGEST_NAME: u32 = 80;
/// The longest time a rule can wait for, in seconds: a day.
pub const LONGEST_S: u32 = 24 * 3600;
/// No floor is larger.
const MOST_AGENTS: u32 = 100_000;
/// No figure of a queue is larger.
const LARGEST_FIGURE: u32 = 1_000_000;
/// The longest reason of a pause, as providers report it.
const LONGEST_REASON: u32 = 64;
/// So many names fit into one scope.
const MOST_NAMES: usize = 200;

impl RuleSpec {
    /// Everything that is wrong, in the order of the form.
    pub fn check(&self) -> Vec<FieldError> {
        let mut found = Vec::new();
        let mut wrong = |field, problem: Option<Problem>| found.extend(problem.map(|p| FieldError::new(field, p)));
        let name = self.name.trim();
        wrong(Field::Name, name.is_empty().then_some(Problem::Required));
        wrong(Field::Name, too_long(name, LONGEST_NAME));
        match &self.condition {
            Condition::AgentInState { who, longer_than_s } => {
                wrong(Field::States, who.problem());
                wrong(Field::LongerThan, not_between(*longer_than_s, 0, LONGEST_S));
            }
            Condition::AgentCount { who, measure, threshold, .. } => {
                wrong(Field::States, who.problem());
                let most = match measure {
                    Measure::Agents => MOST_AGENTS,
                    Measure::Percent => 100,
                };
                wrong(Field::Threshold, not_between(*threshold, 0, most));
                wrong(Field::Slack, not_between(self.clearing.slack, 0, most));
            }
            Condition::QueueFigure { at_least, .. } => {
                wrong(Field::Threshold, not_between(*at_least, 1, LARGEST_FIGURE));
                wrong(Field::Slack, not_between(self.clearing.slack, 0, at_least.saturating_sub(1)));
                // No provider says which queue is a group's.
                wrong(Field::Scope, (!self.scope.groups.is_empty()).then_some(Problem::NotOffered));
            }
            Condition::Connection { .. } => {
                let is_finer = !self.scope.groups.is_empty() || !self.scope.queues.is_empty();
                wrong(Field::Scope, is_finer.then_some(Problem::NotOffered));
            }
        }
        let names = [self.scope.connections.len(), self.scope.groups.len(), self.scope.queues.len()];
        wrong(Field::Scope, names.into_iter().any(|names| names > MOST_NAMES).then_some(Problem::NotOffered));
        wrong(Field::Hold, not_between(self.hold_s, 0, LONGEST_S));
        wrong(Field::ClearAfter, not_between(self.clearing.after_s, 0, LONGEST_S));
        let hours = self.quiet_hours.filter(|hours| !hours.are_sound());
        wrong(Field::QuietHours, hours.map(|_| Problem::NoneNamed));
        found
    }
}

impl Who {
    fn problem(&self) -> Option<Problem> {
        if self.states.is_empty() {
            return Some(Problem::NoneNamed);
        }
        too_long(self.pause_reason.as_deref().unwrap_or_default(), LONGEST_REASON)
    }
}

fn too_long(text: &str, most: u32) -> Option<Problem> {
    (text.chars().count() > most as usize).then_some(Problem::TooLong { most })
}

const fn not_between(number: u32, least: u32, most: u32) -> Option<Problem> {
    if number < least || number > most { Some(Problem::NotBetween { least, most }) } else { None }
}
