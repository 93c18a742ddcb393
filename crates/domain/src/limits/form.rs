//! The limits as a form: one line for each state and for each exception from it, as they are typed, and what is wrong
//! with them. A field that is left empty is off.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use super::Limit;
use super::LimitTable;
use super::Limited;
use super::ReasonLimit;
use super::TenantLimits;
use super::reason_key;
use crate::duration;
use crate::form::Field;
use crate::form::FieldError;
use crate::form::LimitPart;
use crate::form::Problem;
use crate::id::ConnectionId;

/// So many lines are kept.
const MOST_LINES: usize = 500;
/// As long as a provider's reason of a pause may be.
const LONGEST_REASON: usize = 64;
/// Words for "never", beside an empty field.
const OFF_WORDS: [&str; 5] = ["off", "tắt", "-", "–", "∞"];

/// One line of the form, as it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitLine {
    /// Only at this connection.
    pub connection: Option<ConnectionId>,
    /// What is limited.
    pub limited: Limited,
    /// Only for this reason of a pause.
    pub reason: Option<String>,
    /// From when on a warning; empty is off.
    pub warn: String,
    /// From when on an alarm; empty is off.
    pub alarm: String,
}

impl LimitLine {
    /// A line that says what a limit is.
    pub fn new(connection: Option<ConnectionId>, limited: Limited, reason: Option<String>, limit: Limit) -> Self {
        let text = |limit_s: Option<u32>| limit_s.map_or_else(String::new, |limit| duration::clock(i64::from(limit)));
        Self { connection, limited, reason, warn: text(limit.warn_s), alarm: text(limit.alarm_s) }
    }

    /// The limit; what is wrong with its parts where it is none.
    fn limit(&self) -> Result<Limit, Vec<(LimitPart, Problem)>> {
        let (warn, alarm) = (length_s(&self.warn), length_s(&self.alarm));
        let mut wrong = Vec::new();
        for (part, length) in [(LimitPart::Warn, warn), (LimitPart::Alarm, alarm)] {
            if let Err(problem) = length {
                wrong.push((part, problem));
            }
        }
        match (warn, alarm) {
            (Ok(Some(warn_s)), Ok(Some(alarm_s))) if warn_s >= alarm_s => {
                wrong.push((LimitPart::Warn, Problem::NotBeforeAlarm));
            }
            (Ok(warn_s), Ok(alarm_s)) => return Ok(Limit { warn_s, alarm_s }),
            (Err(_), _) | (_, Err(_)) => {}
        }
        Err(wrong)
    }
}

/// A length as it is typed; none is off.
fn length_s(text: &str) -> Result<Option<u32>, Problem> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || OFF_WORDS.contains(&text.as_str()) {
        return Ok(None);
    }
    match duration::read(&text) {
        None => Err(Problem::NotADuration),
        Some(seconds) if (1..=duration::DAY_S).contains(&seconds) => Ok(Some(seconds)),
        Some(_) => Err(Problem::NotWithinADay),
    }
}

impl TenantLimits {
    /// The form as it is opened: every state, then the reasons, then what is set for one connection.
    pub fn lines(&self) -> Vec<LimitLine> {
        let states = Limited::ALL.into_iter().map(|limited| {
            let limit = self.everywhere.states.get(&limited).copied().unwrap_or(limited.default_limit());
            LimitLine::new(None, limited, None, limit)
        });
        let reasons = |connection: Option<ConnectionId>, table: &LimitTable| {
            let line =
                |of: &ReasonLimit| LimitLine::new(connection, Limited::Paused, Some(of.reason.clone()), of.limit);
            table.reasons.values().map(line).collect::<Vec<_>>()
        };
        let own = self.connections.iter().flat_map(|(id, table)| {
            let states = table.states.iter().map(|(limited, limit)| LimitLine::new(Some(*id), *limited, None, *limit));
            states.chain(reasons(Some(*id), table)).collect::<Vec<_>>()
        });
        states.chain(reasons(None, &self.everywhere)).chain(own).collect()
    }

    /// The limits of a form. A state without a line has its default, and a default is not kept as a choice of the
    /// tenant's. `connections` are those the tenant has.
    ///
    /// # Errors
    /// Every part of a line that is wrong, by the number of the line.
    pub fn of_lines(lines: &[LimitLine], connections: &[ConnectionId]) -> Result<Self, Vec<FieldError>> {
        let mut limits = Self::default();
        let mut errors = Vec::new();
        let mut said = BTreeSet::new();
        for (line, at) in lines.iter().zip(0u16..) {
            let mut wrong = |part, problem| errors.push(FieldError::new(Field::Limit { line: at, part }, problem));
            if usize::from(at) >= MOST_LINES {
                wrong(LimitPart::Warn, Problem::TooMany { most: MOST_LINES as u32 });
                break;
            }
            if line.connection.is_some_and(|id| !connections.contains(&id)) {
                wrong(LimitPart::Connection, Problem::NotOffered);
            }
            if let Some(problem) = line.reason.as_deref().and_then(|reason| reason_problem(line.limited, reason)) {
                wrong(LimitPart::Reason, problem);
            }
            if !said.insert((line.connection, line.limited, line.reason.as_deref().map(reason_key))) {
                wrong(if line.reason.is_some() { LimitPart::Reason } else { LimitPart::Connection }, Problem::Taken);
            }
            match line.limit() {
                Ok(limit) => {
                    let table = match line.connection {
                        None => &mut limits.everywhere,
                        Some(id) => limits.connections.entry(id).or_default(),
                    };
                    table.set(line, limit);
                }
                Err(problems) => problems.into_iter().for_each(|(part, problem)| wrong(part, problem)),
            }
        }
        limits.everywhere.states.retain(|limited, limit| *limit != limited.default_limit());
        if errors.is_empty() { Ok(limits) } else { Err(errors) }
    }
}

impl LimitTable {
    /// Sets what a line says.
    fn set(&mut self, line: &LimitLine, limit: Limit) {
        let table = std::mem::take(self);
        *self = match &line.reason {
            None => table.with_state(line.limited, limit),
            Some(reason) => table.with_reason(reason.trim(), limit),
        };
    }
}

fn reason_problem(limited: Limited, reason: &str) -> Option<Problem> {
    if limited != Limited::Paused || reason.chars().any(char::is_control) {
        Some(Problem::NotOffered)
    } else if reason_key(reason).is_empty() {
        Some(Problem::Required)
    } else if reason.trim().chars().count() > LONGEST_REASON {
        Some(Problem::TooLong { most: LONGEST_REASON as u32 })
    } else {
        None
    }
}
