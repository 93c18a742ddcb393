//! One agent as the search prints it: numbers as texts, `"0"` and `"-"` for nothing.

use serde_json::Value;

use crate::lenient;

/// Fields of the vendor's own sample that may be shown as they are. Those that change with every answer
/// (`since_last_update`, `last_update_time`) are left out, or every row would change at every poll.
const EXTRAS: [&str; 7] = [
    "queue_assignment",
    "last_call_time",
    "last_call_finish",
    "last_inbound_call_time",
    "last_inbound_call_finish",
    "availability_id",
    "inbound_only",
];

/// One agent's row.
#[derive(Debug)]
pub(in crate::convoso) struct Row {
    pub(in crate::convoso) user_id: Option<String>,
    pub(in crate::convoso) user_full_name: Option<String>,
    pub(in crate::convoso) campaign_id: Option<String>,
    pub(in crate::convoso) campaign_name: Option<String>,
    pub(in crate::convoso) queue_id: Option<String>,
    pub(in crate::convoso) queue_name: Option<String>,
    pub(in crate::convoso) queue_assignment_ids: Vec<String>,
    pub(in crate::convoso) list_id: Option<String>,
    pub(in crate::convoso) list_name: Option<String>,
    pub(in crate::convoso) extension: Option<String>,
    pub(in crate::convoso) channel_type: Option<String>,
    pub(in crate::convoso) call_type: Option<String>,
    pub(in crate::convoso) lead_id: Option<String>,
    pub(in crate::convoso) call_log_id: Option<String>,
    pub(in crate::convoso) calls_today: Option<u32>,
    pub(in crate::convoso) total_calls: Option<u32>,
    pub(in crate::convoso) status: Option<String>,
    pub(in crate::convoso) status_label: Option<String>,
    pub(in crate::convoso) status_time_sec: Option<u32>,
    pub(in crate::convoso) status_time_mmss: Option<u32>,
    pub(in crate::convoso) last_state_change: Option<String>,
    pub(in crate::convoso) connection_type: Option<String>,
    pub(in crate::convoso) skills: Vec<String>,
    pub(in crate::convoso) extras: Vec<(String, String)>,
    /// Fields that held something unreadable.
    pub(in crate::convoso) bad: Vec<&'static str>,
}

/// One row; only something that is no object cannot be read.
pub(in crate::convoso) fn row(value: &Value) -> Option<Row> {
    let row = value.as_object()?;
    let mut bad = Vec::new();
    let mut count = |name: &'static str| {
        let (count, unreadable) = lenient::u32_lenient(row.get(name));
        if unreadable {
            bad.push(name);
        }
        count
    };
    let (calls_today, total_calls) = (count("calls_today"), count("total_calls"));
    let status_time_sec = count("status_time_sec");
    let mmss = lenient::label(row.get("status_time_mmss"));
    let status_time_mmss = mmss.as_deref().and_then(lenient::duration_s);
    if mmss.is_some() && status_time_mmss.is_none() {
        bad.push("status_time_mmss");
    }
    let label = |name: &str| lenient::label(row.get(name));
    let reference = |name: &str| lenient::reference(row.get(name));
    Some(Row {
        user_id: reference("user_id"),
        user_full_name: label("user_full_name"),
        campaign_id: reference("campaign_id"),
        campaign_name: label("campaign_name"),
        queue_id: reference("queue_id"),
        queue_name: label("queue_name"),
        queue_assignment_ids: references(row.get("queue_assignment_ids")),
        list_id: reference("list_id"),
        list_name: label("list_name"),
        extension: label("extension"),
        channel_type: label("channel_type"),
        call_type: label("call_type"),
        lead_id: reference("lead_id"),
        call_log_id: reference("call_log_id"),
        calls_today,
        total_calls,
        status: label("status"),
        status_label: label("status_label"),
        status_time_sec,
        status_time_mmss,
        last_state_change: label("last_state_change"),
        connection_type: label("connection_type"),
        skills: skills(row.get("skill_options")),
        extras: EXTRAS.iter().filter_map(|name| Some(((*name).to_owned(), label(name)?))).collect(),
        bad,
    })
}

fn references(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(|id| lenient::reference(Some(id))).collect()
}

/// Skills as one text with commas, or as a list.
fn skills(value: Option<&Value>) -> Vec<String> {
    let texts: Vec<String> = match value {
        Some(Value::Array(list)) => list.iter().filter_map(|skill| lenient::label(Some(skill))).collect(),
        other => lenient::label(other).into_iter().collect(),
    };
    let skills = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
    skills.filter(|skill| !skill.is_empty()).map(str::to_owned).collect()
}
