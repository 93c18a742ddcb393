//! What Convoso sends: the search's answer at the root or in the vendor's envelope, and the logout's answer.
//!
//! An answer is good when it has agents and no error anywhere on the way to them (decisions C1 and X1).

mod row;

use serde_json::Map;
use serde_json::Value;

use super::config::Filters;
use super::refusal::Refused;
use super::refusal::Section;
use crate::ProviderError;
use crate::error::BadBody;
use crate::lenient;

pub(super) use row::Row;
pub(super) use row::row;

/// A search's answer.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The agents as they came.
    pub(super) rows: Vec<Value>,
    /// The provider's totals.
    pub(super) figures: Figures,
    /// Names of queues by their identifiers.
    pub(super) queue_names: Vec<(String, String)>,
}

/// The figures beside the agents; absent ones are not reported.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) call_total: Option<u32>,
    pub(super) call_answered: Option<u32>,
    pub(super) call_dropped: Option<u32>,
    pub(super) queue_dialable_leads: Option<u32>,
    pub(super) queue_calls_today: Option<u32>,
    pub(super) queue_answered: Option<u32>,
    pub(super) queue_dropped: Option<u32>,
    pub(super) agent_total: Option<u32>,
    pub(super) agent_incall: Option<u32>,
    pub(super) agent_ready: Option<u32>,
    pub(super) agent_paused: Option<u32>,
    /// Fields that held something unreadable.
    pub(super) bad: Vec<&'static str>,
}

/// The search's answer, or the refusal or strangeness it carries.
pub(super) fn search(body: &Value, filters: &Filters) -> Result<Answer, ProviderError> {
    let levels = levels(body);
    if let Some(refused) = refused(Section::Search, &levels) {
        return Err(refused.into_error(filters));
    }
    let found = levels.iter().enumerate().find_map(|(depth, level)| Some((depth, level.get("agents")?.as_array()?)));
    let Some((depth, rows)) = found else { return Err(ProviderError::BadBody(BadBody::WrongShape)) };
    // The figures stand beside the agents or further out.
    let nearest: Vec<&Map<String, Value>> = levels[..=depth].iter().rev().copied().collect();
    Ok(Answer { rows: rows.clone(), figures: figures(&nearest), queue_names: queue_names(&nearest) })
}

/// The refusal that an answer of any status carries.
pub(super) fn refusal(section: Section, body: &Value) -> Option<Refused> {
    refused(section, &levels(body))
}

/// Whether a logout's answer says that it was accepted.
pub(super) fn logout_accepted(body: &Value) -> bool {
    let levels = levels(body);
    refused(Section::Logout, &levels).is_none()
        && levels.iter().any(|level| lenient::bool_lenient(level.get("success")) == Some(true))
}

/// The objects in which the agents may be: the root, its `data`, and the `entries` of that.
fn levels(body: &Value) -> Vec<&Map<String, Value>> {
    let root = body.as_object();
    let data = root.and_then(|root| root.get("data")?.as_object());
    let entries = data.and_then(|data| data.get("entries")?.as_object());
    [root, data, entries].into_iter().flatten().collect()
}

fn refused(section: Section, levels: &[&Map<String, Value>]) -> Option<Refused> {
    levels.iter().find(|level| carries_error(level)).map(|level| Refused::read(section, level))
}

fn carries_error(level: &Map<String, Value>) -> bool {
    let success = match level.get("success") {
        None | Some(Value::Null) => true,
        told => lenient::bool_lenient(told) == Some(true),
    };
    let code = lenient::u32_lenient(level.get("code")).0.is_none_or(|code| matches!(code, 0 | 200));
    let error = matches!(level.get("error"), None | Some(Value::Null | Value::Bool(false)))
        || level.get("error").and_then(Value::as_str).is_some_and(|text| text.trim().is_empty());
    !(success && code && error)
}

fn figures(levels: &[&Map<String, Value>]) -> Figures {
    let mut bad = Vec::new();
    let mut figure = |value: Option<&Value>, name: &'static str| {
        let (figure, unreadable) = lenient::u32_lenient(value);
        if unreadable {
            bad.push(name);
        }
        figure
    };
    let beside = |name: &str| levels.iter().find_map(|level| level.get(name));
    let of_calls = |name: &str| beside("call_data").and_then(|calls| calls.get(name));
    let mut figures = Figures {
        call_total: figure(of_calls("total_calls"), "call_data.total_calls"),
        call_answered: figure(of_calls("answered"), "call_data.answered"),
        call_dropped: figure(of_calls("dropped"), "call_data.dropped"),
        queue_dialable_leads: figure(beside("queue_dialable_leads"), "queue_dialable_leads"),
        queue_calls_today: figure(beside("queue_calls_today"), "queue_calls_today"),
        queue_answered: figure(beside("queue_answered"), "queue_answered"),
        queue_dropped: figure(beside("queue_dropped"), "queue_dropped"),
        agent_total: figure(beside("agent_total"), "agent_total"),
        agent_incall: figure(beside("agent_incall"), "agent_incall"),
        agent_ready: figure(beside("agent_ready"), "agent_ready"),
        agent_paused: figure(beside("agent_paused"), "agent_paused"),
        bad: Vec::new(),
    };
    figures.bad = bad;
    figures
}

/// The choices the envelope lists for its queue filter.
fn queue_names(levels: &[&Map<String, Value>]) -> Vec<(String, String)> {
    levels
        .iter()
        .find_map(|level| level.get("queues")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|choice| Some((lenient::reference(choice.get("value"))?, lenient::label(choice.get("name"))?)))
        .collect()
}
