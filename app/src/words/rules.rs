//! Rules and alarms in the reader's language: a rule as a sentence, how it stands, and what became of messages.

use domain::alarm::Alarm;
use domain::back_test::BackTest;
use domain::rule::AlarmLevel;
use domain::rule::Bound;
use domain::rule::Cause;
use domain::rule::Condition;
use domain::rule::Figure;
use domain::rule::Measure;
use domain::rule::QuietHours;
use domain::rule::RuleSpec;
use domain::rule::Trouble;
use domain::rule::Verdict;
use domain::rule::Who;
use domain::webhook::Failure;
use leptos_i18n::td_string;

use crate::api::rules::RuleKind;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// A level.
pub(crate) fn level(locale: Locale, level: AlarmLevel) -> &'static str {
    match level {
        AlarmLevel::Warning => td_string!(locale, alarm_level_warning),
        AlarmLevel::Alarm => td_string!(locale, alarm_level_alarm),
    }
}

/// The glyph of a level.
pub(crate) const fn glyph(level: AlarmLevel) -> &'static str {
    match level {
        AlarmLevel::Warning => "attention",
        AlarmLevel::Alarm => "alarm",
    }
}

/// What a rule is about.
pub(crate) fn kind(locale: Locale, kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::AgentInState => td_string!(locale, rule_kind_agent_in_state),
        RuleKind::AgentCount => td_string!(locale, rule_kind_agent_count),
        RuleKind::QueueFigure => td_string!(locale, rule_kind_queue_figure),
        RuleKind::Connection => td_string!(locale, rule_kind_connection),
    }
}

/// What a count is told in.
pub(crate) fn measure(locale: Locale, measure: Measure) -> &'static str {
    match measure {
        Measure::Agents => td_string!(locale, rule_measure_agents),
        Measure::Percent => td_string!(locale, rule_measure_percent),
    }
}

/// A side of a threshold.
pub(crate) fn bound(locale: Locale, bound: Bound) -> &'static str {
    match bound {
        Bound::AtLeast => td_string!(locale, rule_bound_at_least),
        Bound::AtMost => td_string!(locale, rule_bound_at_most),
    }
}

/// A figure of a queue.
pub(crate) fn figure(locale: Locale, figure: Figure) -> &'static str {
    match figure {
        Figure::Waiting => td_string!(locale, rule_figure_waiting),
        Figure::LongestWait => td_string!(locale, rule_figure_longest_wait),
        Figure::Dropped => td_string!(locale, rule_figure_dropped),
        Figure::Calls => td_string!(locale, rule_figure_calls),
    }
}

/// What is wrong with a connection.
pub(crate) fn trouble(locale: Locale, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Stale => td_string!(locale, rule_trouble_stale),
        Trouble::Failed => td_string!(locale, rule_trouble_failed),
    }
}

/// Why a rule cannot tell.
pub(crate) fn cause(locale: Locale, cause: Cause) -> &'static str {
    match cause {
        Cause::StaleConnection => td_string!(locale, rule_cause_stale),
        Cause::AgentsUnknown => td_string!(locale, rule_cause_agents),
        Cause::NotReported => td_string!(locale, rule_cause_not_reported),
        Cause::NothingToWatch => td_string!(locale, rule_cause_nothing),
        Cause::NotObserved => td_string!(locale, rule_cause_not_observed),
    }
}

/// How a rule stands: a word for its column, and the glyph before it.
pub(crate) fn verdict(reader: Reader, is_on: bool, verdict: Option<&Verdict>) -> (&'static str, String) {
    let locale = reader.locale;
    let time = |at| timing::time_of_day(at, reader.zone);
    match verdict {
        _ if !is_on => ("loggedout", td_string!(locale, rule_is_off).to_owned()),
        None => ("unknown", td_string!(locale, rule_is_starting).to_owned()),
        Some(Verdict::Ok) => ("available", td_string!(locale, rule_is_ok).to_owned()),
        Some(Verdict::Pending { since }) => ("attention", td_string!(locale, rule_is_pending, time = time(*since))),
        Some(Verdict::Quiet) => ("loggedout", td_string!(locale, rule_is_quiet).to_owned()),
        Some(Verdict::Firing { since, unknown: None, .. }) => {
            ("alarm", td_string!(locale, rule_is_firing, time = time(*since)))
        }
        Some(Verdict::Firing { since, unknown: Some(why), .. }) => {
            let fires = td_string!(locale, rule_is_firing, time = time(*since));
            ("alarm", format!("{fires} · {}", cause(locale, *why)))
        }
        Some(Verdict::Unknown { cause: why }) => {
            ("unknown", format!("{} · {}", td_string!(locale, unknown), cause(locale, *why)))
        }
    }
}

/// `30 s`, `15 min`, `2 h`.
pub(crate) fn duration(locale: Locale, seconds: u32) -> String {
    match seconds {
        0 => td_string!(locale, duration_s, count = 0),
        _ if seconds.is_multiple_of(3600) => td_string!(locale, duration_h, count = seconds / 3600),
        _ if seconds.is_multiple_of(60) => td_string!(locale, duration_min, count = seconds / 60),
        _ => td_string!(locale, duration_s, count = seconds),
    }
}

/// `22:00` from minutes of a day.
pub(crate) fn minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The short names of the days, Monday first.
pub(crate) fn days(locale: Locale) -> impl Iterator<Item = &'static str> {
    td_string!(locale, days_short).split(' ')
}

fn who(locale: Locale, who: &Who) -> String {
    let states: Vec<String> = who.states.iter().map(|state| words::state(locale, *state).to_lowercase()).collect();
    let states = states.join(td_string!(locale, rule_or));
    match &who.pause_reason {
        Some(reason) => format!("{states} ({reason})"),
        None => states,
    }
}

fn condition(locale: Locale, condition: &Condition) -> String {
    match condition {
        Condition::AgentInState { who: those, longer_than_s: 0 } => {
            td_string!(locale, rule_says_agent_at_once, states = who(locale, those))
        }
        Condition::AgentInState { who: those, longer_than_s } => {
            let time = duration(locale, *longer_than_s);
            td_string!(locale, rule_says_agent, states = who(locale, those), time = time)
        }
        Condition::AgentCount { who: those, measure, bound, threshold } => {
            let (states, count) = (who(locale, those), *threshold);
            match (measure, bound) {
                (Measure::Agents, Bound::AtLeast) => {
                    td_string!(locale, rule_says_count_at_least, count = count, states = states)
                }
                (Measure::Agents, Bound::AtMost) => {
                    td_string!(locale, rule_says_count_at_most, count = count, states = states)
                }
                (Measure::Percent, Bound::AtLeast) => {
                    td_string!(locale, rule_says_share_at_least, count = count, states = states)
                }
                (Measure::Percent, Bound::AtMost) => {
                    td_string!(locale, rule_says_share_at_most, count = count, states = states)
                }
            }
        }
        Condition::QueueFigure { figure: Figure::LongestWait, at_least } => {
            td_string!(locale, rule_says_longest_wait, time = duration(locale, *at_least))
        }
        Condition::QueueFigure { figure: which, at_least } => {
            let name = figure(locale, *which).to_lowercase();
            td_string!(locale, rule_says_queue, count = *at_least, figure = name)
        }
        Condition::Connection { trouble: Trouble::Stale } => td_string!(locale, rule_says_stale).to_owned(),
        Condition::Connection { trouble: Trouble::Failed } => td_string!(locale, rule_says_failed).to_owned(),
    }
}

fn quiet(locale: Locale, hours: QuietHours) -> String {
    let named: Vec<&str> =
        days(locale).zip(0u8..).filter(|(_, day)| hours.days.has(*day)).map(|(name, _)| name).collect();
    let (from, until) = (minute(hours.from_min), minute(hours.until_min));
    td_string!(locale, rule_says_quiet, from = from, until = until, days = named.join(", "))
}

/// The rule as people would say it.
pub(crate) fn sentence(locale: Locale, spec: &RuleSpec) -> String {
    let mut said = condition(locale, &spec.condition);
    if spec.hold_s > 0 {
        said.push_str(&td_string!(locale, rule_says_hold, time = duration(locale, spec.hold_s)));
    }
    said.push_str(match spec.level {
        AlarmLevel::Warning => td_string!(locale, rule_says_warn),
        AlarmLevel::Alarm => td_string!(locale, rule_says_alarm),
    });
    if spec.clearing.after_s > 0 {
        said.push(' ');
        said.push_str(&td_string!(locale, rule_says_clear, time = duration(locale, spec.clearing.after_s)));
    }
    if let Some(hours) = spec.quiet_hours {
        said.push(' ');
        said.push_str(&quiet(locale, hours));
    }
    said
}

/// What a rule would have done, as a sentence.
pub(crate) fn back_test(locale: Locale, test: &BackTest) -> String {
    let span = test.until.seconds_since(test.from);
    let hours = u32::try_from((span + 1800) / 3600).unwrap_or(0);
    if test.times == 0 && test.unobserved_s >= span {
        return td_string!(locale, back_test_blind, hours = hours);
    }
    let mut said = match test.times {
        0 => td_string!(locale, back_test_never, hours = hours),
        times => {
            let (short, longest) = (test.short, timing::clock(test.longest_s));
            let total = timing::clock(test.total_s);
            td_string!(
                locale,
                back_test_says,
                times = times,
                hours = hours,
                short = short,
                longest = longest,
                total = total
            )
        }
    };
    if test.unobserved_s > 0 {
        said.push(' ');
        said.push_str(&td_string!(locale, back_test_unobserved, time = timing::clock(test.unobserved_s)));
    }
    said
}

/// Why a message was not taken.
pub(crate) fn failure(locale: Locale, failure: Failure, status: Option<u16>) -> String {
    match (failure, status) {
        (Failure::Unreachable, _) => td_string!(locale, webhook_unreachable).to_owned(),
        (Failure::Refused, Some(status)) => td_string!(locale, webhook_refused_status, status = status),
        (Failure::Refused, None) => td_string!(locale, webhook_refused).to_owned(),
        (Failure::NotAllowed, _) => td_string!(locale, webhook_not_allowed).to_owned(),
        (Failure::SecretLost, _) => td_string!(locale, webhook_secret_lost).to_owned(),
    }
}

/// An alarm as it is read out or notified: its level, its rule and how many it concerns.
pub(crate) fn spoken(locale: Locale, alarm: &Alarm) -> String {
    td_string!(locale, alarm_spoken, level = level(locale, alarm.level), name = alarm.name.clone(), count = alarm.count)
}
