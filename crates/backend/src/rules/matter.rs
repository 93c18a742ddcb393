//! Rules as the audit log keeps them: short words, field by field.

use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::audit::Matter;
use domain::rule::Condition;
use domain::rule::QuietHours;
use domain::rule::RuleSpec;
use domain::rule::Who;

use crate::audit::LimitNames;

/// How a field of a rule is written down.
type Text<'a> = &'a dyn Fn(&RuleSpec) -> String;

/// A rule as it was, if it was, and as it shall be.
pub(crate) fn of_edit(names: &LimitNames, before: Option<&RuleSpec>, after: &RuleSpec) -> Matter {
    let was = |text: Text<'_>| before.map(text).unwrap_or_default();
    let fields: [(&str, Text<'_>); 8] = [
        ("name", &|spec| spec.name.clone()),
        ("state", &|spec| if spec.is_on { "on" } else { "off" }.to_owned()),
        ("condition", &|spec| condition(&spec.condition)),
        ("scope", &|spec| scope(names, &spec.scope)),
        ("hold", &|spec| format!("{} s", spec.hold_s)),
        ("clear", &|spec| format!("{} back for {} s", spec.clearing.slack, spec.clearing.after_s)),
        ("quiet", &|spec| spec.quiet_hours.map_or_else(|| "never".to_owned(), quiet)),
        ("level", &|spec| spec.level.slug().to_owned()),
    ];
    let subject = before.unwrap_or(after).name.clone();
    let matter = fields
        .into_iter()
        .fold(Matter::about(subject), |matter, (field, text)| matter.change(field, was(text), text(after)));
    matter.change("tells", was(&channels), channels(after))
}

fn channels(spec: &RuleSpec) -> String {
    let told = spec.channels;
    let words = [("sound", told.sound), ("notification", told.notification), ("webhook", told.webhook)];
    let mut words: Vec<String> = std::iter::once("screen")
        .chain(words.into_iter().filter(|(_, is_on)| *is_on).map(|(word, _)| word))
        .map(str::to_owned)
        .collect();
    if !spec.mail_to.is_empty() {
        words.push(format!("mail to {}", spec.mail_to.len()));
    }
    words.join(", ")
}

fn scope(names: &LimitNames, scope: &ScopeFilter) -> String {
    names.words((!scope.is_everything()).then_some(scope))
}

fn who(who: &Who) -> String {
    let states: Vec<&str> = who.states.iter().copied().map(AgentState::slug).collect();
    let reason = who.pause_reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    format!("{}{reason}", states.join(", "))
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::AgentInState { who: those, longer_than_s } => {
            format!("an agent {} for over {longer_than_s} s", who(those))
        }
        Condition::AgentCount { who: those, measure, bound, threshold } => {
            format!("{} {} {threshold} {}", who(those), bound.slug(), measure.slug())
        }
        Condition::QueueFigure { figure, at_least } => format!("queue {} at_least {at_least}", figure.slug()),
        Condition::Connection { trouble } => format!("connection {}", trouble.slug()),
    }
}

fn quiet(hours: QuietHours) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let days: String = (0..7).map(|day| if hours.days.has(day) { char::from(b'1' + day) } else { '-' }).collect();
    format!("{} to {} on {days}", time(hours.from_min), time(hours.until_min))
}
