//! What TEL4VN sends: the monitor's answer, its rows in both spellings, and its errors.
//!
//! Reading is lenient in every field and strict in the frame: without a list there is no answer.

use serde_json::Map;
use serde_json::Value;

use crate::ProviderError;
use crate::error::BadBody;
use crate::lenient;

/// The monitor's answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// The rows as they came.
    pub(super) rows: Vec<Value>,
    /// Rows the provider counts, and whether that figure was unreadable.
    pub(super) total: (Option<u32>, bool),
}

/// One registered device of one agent.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) user_id: Option<String>,
    pub(super) username: Option<String>,
    pub(super) name: Option<String>,
    pub(super) extension_id: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) domain_id: Option<String>,
    pub(super) domain_name: Option<String>,
    pub(super) call_state: Option<String>,
    pub(super) call_id: Option<String>,
    pub(super) call_time: Option<String>,
    pub(super) destination: Option<String>,
    pub(super) direction: Option<String>,
    pub(super) user_agent: Option<String>,
    pub(super) network_ip: Option<String>,
    pub(super) server_host: Option<String>,
    /// Status of a campaign agent, where the path is that of version 3's live agents.
    pub(super) status: Option<String>,
    pub(super) pause_code: Option<String>,
}

/// The answer, unless it carries an error or no list.
pub(super) fn answer(body: Value) -> Result<Answer, ProviderError> {
    let Value::Object(mut body) = body else { return Err(ProviderError::BadBody(BadBody::WrongShape)) };
    if carries_error(&body) {
        return Err(ProviderError::Refused { code: None, reason: "TEL4VN answered with an error".to_owned() });
    }
    let total = lenient::u32_lenient(body.get("total"));
    match body.remove("data") {
        Some(Value::Array(rows)) => Ok(Answer { rows, total }),
        // An empty list may be printed as null; only a total of zero says that it is one.
        Some(Value::Null) if total == (Some(0), false) => Ok(Answer { rows: Vec::new(), total }),
        _ => Err(ProviderError::BadBody(BadBody::WrongShape)),
    }
}

/// Whether the body is an error whatever its status: `error` is a text, or a list of objects with one key each.
pub(super) fn carries_error(body: &Map<String, Value>) -> bool {
    let failed = body.get("status").and_then(Value::as_str).is_some_and(|status| status.eq_ignore_ascii_case("fail"));
    let named = match body.get("error") {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Bool(true) | Value::Number(_)) => true,
    };
    failed || named
}

/// One row; only something that is no object cannot be read.
pub(super) fn row(value: &Value) -> Option<Row> {
    let row = value.as_object()?;
    let text = |name: &str| lenient::label(row.get(name));
    let id = |name: &str| lenient::id(row.get(name)).map(|id| id.text).filter(|text| text != "-");
    Some(Row {
        user_id: id("user_id").or_else(|| id("user_uuid")),
        username: text("username"),
        name: text("agent_name").or_else(|| joined_name(row)),
        extension_id: id("extension_id").or_else(|| id("extension_uuid")),
        extension: id("extension"),
        domain_id: id("domain_id").or_else(|| id("domain_uuid")),
        domain_name: text("domain_name"),
        call_state: text("call_state"),
        call_id: lenient::reference(row.get("call_id")),
        call_time: text("call_time"),
        destination: text("destination"),
        direction: text("direction"),
        user_agent: text("user_agent"),
        network_ip: text("network_ip"),
        server_host: text("server_host"),
        status: text("status"),
        pause_code: text("pause_code"),
    })
}

/// Version 3 prints the parts of a name beside the whole.
fn joined_name(row: &Map<String, Value>) -> Option<String> {
    let parts: Vec<String> =
        ["last_name", "middle_name", "first_name"].iter().filter_map(|part| lenient::label(row.get(*part))).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
