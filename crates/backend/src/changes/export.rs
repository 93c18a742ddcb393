//! A change set as a table: what was planned for every agent, and how it ended.

use domain::administration::Callin;
use domain::changes::RowRefusal;
use domain::changes::RowState;
use domain::changes::Step;

use crate::store::StoredChangeRow;

/// The headings of [`export_rows`].
pub const EXPORT_HEADINGS: [&str; 12] = [
    "agent",
    "name",
    "queues_before",
    "queues_after",
    "added",
    "removed",
    "priority_before",
    "priority_after",
    "callout_after",
    "recording_after",
    "state",
    "detail",
];

/// A line for every agent. The cells are as they are: whoever writes them into a table that a spreadsheet opens makes them
/// harmless.
pub fn export_rows(rows: &[StoredChangeRow]) -> Vec<[String; EXPORT_HEADINGS.len()]> {
    rows.iter().map(line).collect()
}

fn line(row: &StoredChangeRow) -> [String; EXPORT_HEADINGS.len()] {
    let step = &row.row.step;
    let (before, after) = match step {
        Step::Callin { before, after } => (Some(before), Some(after)),
        Step::CallinUnseen { after } => (None, Some(after)),
        Step::Callout { .. } | Step::Recording { .. } | Step::Unchanged | Step::Impossible { .. } => (None, None),
    };
    let queues = |callin: Option<&Callin>| callin.map(|callin| list(&callin.queues)).unwrap_or_default();
    let priority = |callin: Option<&Callin>| {
        callin.and_then(|callin| callin.priority.figure()).map(|figure| figure.to_string()).unwrap_or_default()
    };
    let callout = if let Step::Callout { after, .. } = step { after.clone() } else { String::new() };
    let recording = match step {
        Step::Recording { on: true, .. } => "on",
        Step::Recording { on: false, .. } => "off",
        Step::Callin { .. }
        | Step::CallinUnseen { .. }
        | Step::Callout { .. }
        | Step::Unchanged
        | Step::Impossible { .. } => "",
    };
    [
        row.row.agent.clone(),
        row.row.label.clone(),
        queues(before),
        queues(after),
        step.added().join(" "),
        step.removed().join(" "),
        priority(before),
        priority(after),
        callout,
        recording.to_owned(),
        row.state.slug().to_owned(),
        detail(row),
    ]
}

fn list<'a>(queues: impl IntoIterator<Item = &'a String>) -> String {
    queues.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Why, in the words of the store.
fn detail(row: &StoredChangeRow) -> String {
    let word = |value: serde_json::Result<serde_json::Value>, field: &str| {
        value.ok().and_then(|value| value.get(field)?.as_str().map(str::to_owned)).unwrap_or_default()
    };
    match (&row.state, &row.row.step) {
        (RowState::Impossible, Step::Impossible { why }) => word(serde_json::to_value(why), "why"),
        (RowState::Refused { reason: RowRefusal::Provider { reason }, code }, _) => {
            let reason = match serde_json::to_value(reason) {
                Ok(serde_json::Value::String(reason)) => reason,
                Ok(value) => value.as_object().and_then(|fields| fields.keys().next().cloned()).unwrap_or_default(),
                Err(_) => String::new(),
            };
            code.as_ref().map_or_else(|| reason.clone(), |code| format!("{reason} ({code})"))
        }
        (RowState::Refused { reason: RowRefusal::NotReadAgain { trouble }, .. }, _) => trouble.to_string(),
        (RowState::Refused { reason, .. }, _) => word(serde_json::to_value(reason), "refusal"),
        (RowState::Conflict { now: Some(now), .. } | RowState::Unknown { now: Some(now) }, _) => list(&now.queues),
        (RowState::Conflict { callout, .. }, _) => callout.clone().unwrap_or_default(),
        (
            RowState::Unchanged
            | RowState::Impossible
            | RowState::Planned
            | RowState::Sending
            | RowState::Verified
            | RowState::AcceptedNotVisible
            | RowState::AcceptedUnverifiable
            | RowState::Unknown { .. }
            | RowState::Cancelled,
            _,
        ) => String::new(),
    }
}
