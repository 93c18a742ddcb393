//! What CrocoDial's answers hold: the envelope with its many errors, one live agent, the roster and the totals.

mod envelope;

use serde_json::Value;

pub(crate) use envelope::Failure;
pub(crate) use envelope::read;

use crate::ProviderError;
use crate::error::BadBody;
use crate::lenient;

/// One agent as `getLiveAgentInfo` shows them. The colour is left out on purpose (decision G3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LiveAgent {
    pub(crate) status: Option<String>,
    pub(crate) in_call_with: Option<String>,
    pub(crate) campaign_id: Option<String>,
    pub(crate) campaign_name: Option<String>,
    pub(crate) call_type: Option<String>,
    pub(crate) caller_id: Option<String>,
    pub(crate) conf_exten: Option<String>,
    pub(crate) server_ip: Option<String>,
    pub(crate) vendor_lead_code: Option<String>,
    pub(crate) lead_id: Option<String>,
}

/// Reads the data of `getLiveAgentInfo`. PHP's empty array, nothing, a blank text and the text of a database query all
/// stand for nobody being there (decision G4).
///
/// # Errors
/// [`ProviderError::BadBody`] for data of any other kind.
pub(crate) fn live_agent(data: &Value) -> Result<LiveAgent, ProviderError> {
    match data {
        Value::Object(fields) => Ok(LiveAgent {
            status: lenient::label(fields.get("status")),
            in_call_with: lenient::reference(fields.get("in_call_with")),
            campaign_id: lenient::reference(fields.get("campaign_id")),
            campaign_name: lenient::label(fields.get("campaign_name")),
            call_type: lenient::label(fields.get("call_type")),
            caller_id: lenient::reference(fields.get("caller_id")),
            conf_exten: lenient::reference(fields.get("conf_exten")),
            server_ip: lenient::label(fields.get("server_ip")),
            vendor_lead_code: lenient::label(fields.get("vendor_lead_code")),
            lead_id: lenient::reference(fields.get("lead_id")),
        }),
        Value::Null => Ok(LiveAgent::default()),
        Value::Array(items) if items.is_empty() => Ok(LiveAgent::default()),
        Value::String(text) if stands_for_nobody(text) => Ok(LiveAgent::default()),
        Value::Array(_) | Value::String(_) | Value::Bool(_) | Value::Number(_) => {
            Err(ProviderError::BadBody(BadBody::WrongShape))
        }
    }
}

/// The upstream program sends its own query as data when nobody is on line.
fn stands_for_nobody(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(7).collect();
    start.trim().is_empty() || start.eq_ignore_ascii_case("select ")
}

/// One user of the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RosterEntry {
    pub(crate) user: String,
    pub(crate) name: Option<String>,
    pub(crate) exten: Option<String>,
    pub(crate) level: Option<String>,
    pub(crate) group: Option<String>,
    pub(crate) active: Option<bool>,
    pub(crate) campaign_id: Option<String>,
    pub(crate) campaign_name: Option<String>,
}

/// Reads `goGetAllUsers`: CrocoDial's list of objects, or the parallel arrays of the upstream program. Returns the users
/// and the places of those without a name to ask for.
///
/// # Errors
/// [`ProviderError::BadBody`] when there is neither.
pub(crate) fn roster(answer: &Value, data: &Value) -> Result<(Vec<RosterEntry>, Vec<u32>), ProviderError> {
    let list =
        [data.get("user_list"), answer.get("user_list"), Some(data)].into_iter().flatten().find_map(Value::as_array);
    let entries: Vec<Option<RosterEntry>> = match (list, answer.get("user").or_else(|| data.get("user"))) {
        (Some(users), _) => users.iter().map(object_entry).collect(),
        (None, Some(Value::Array(users))) => {
            let holder = if answer.get("user").is_some() { answer } else { data };
            (0..users.len()).map(|place| parallel_entry(holder, place)).collect()
        }
        (None, _) => return Err(ProviderError::BadBody(BadBody::WrongShape)),
    };
    let mut users = Vec::with_capacity(entries.len());
    let mut bad = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        match entry {
            Some(entry) => users.push(entry),
            None => bad.push(u32::try_from(index + 1).unwrap_or(u32::MAX)),
        }
    }
    Ok((users, bad))
}

fn object_entry(user: &Value) -> Option<RosterEntry> {
    Some(RosterEntry {
        user: lenient::id(user.get("user"))?.text,
        name: lenient::label(user.get("name")).or_else(|| lenient::label(user.get("full_name"))),
        exten: lenient::reference(user.get("exten")),
        level: lenient::label(user.get("level")),
        group: lenient::label(user.get("user_group")),
        active: lenient::bool_lenient(user.get("active")),
        campaign_id: lenient::reference(user.get("campaign_id")),
        campaign_name: lenient::label(user.get("campaign_name")),
    })
}

fn parallel_entry(holder: &Value, place: usize) -> Option<RosterEntry> {
    let field = |name: &str| holder.get(name).and_then(|values| values.get(place));
    Some(RosterEntry {
        user: lenient::id(field("user"))?.text,
        name: lenient::label(field("full_name")),
        exten: lenient::reference(field("phone_login")),
        level: lenient::label(field("user_level")),
        group: lenient::label(field("user_group")),
        active: lenient::bool_lenient(field("active")),
        campaign_id: None,
        campaign_name: None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn g04_nobody_there_has_many_shapes() {
        for data in [json!([]), json!(null), json!(""), json!("  "), json!({}), json!("SELECT * FROM online")] {
            assert_eq!(live_agent(&data).map(|agent| agent.status), Ok(None), "{data}");
        }
        for data in [json!("logged in"), json!(3), json!(true), json!([1]), json!([{"status": "READY"}])] {
            assert_eq!(live_agent(&data), Err(ProviderError::BadBody(BadBody::WrongShape)), "{data}");
        }
    }

    #[test]
    fn g09_a_lead_of_zero_is_none_as_number_and_as_text() {
        for lead in [json!(0), json!("0"), json!(""), json!(null)] {
            assert_eq!(live_agent(&json!({"status": "READY", "lead_id": lead})).unwrap().lead_id, None);
        }
        for lead in [json!(7_890_123), json!("7890123")] {
            let agent = live_agent(&json!({"status": "IN CALL", "lead_id": lead})).unwrap();
            assert_eq!(agent.lead_id.as_deref(), Some("7890123"));
        }
    }

    #[test]
    fn g01_the_roster_is_read_from_objects_and_from_parallel_arrays() {
        let data = json!({"user_list": [{"user_id": 2222, "user": "Jhon.Exp", "name": "Jhon Example", "exten": 2222,
            "level": 1, "active": "Y", "campaign_id": "4460708090"}, {"name": "nobody"}, 7]});
        let (users, bad) = roster(&json!({}), &data).unwrap();
        assert_eq!((users.len(), bad), (1, vec![2, 3]));
        assert_eq!((users[0].user.as_str(), users[0].exten.as_deref()), ("Jhon.Exp", Some("2222")));
        assert_eq!(users[0].active, Some(true));

        let answer = json!({"result": "success", "user": ["a", "b"], "full_name": ["Ann"], "active": ["Y", "N"]});
        let (users, _) = roster(&answer, &json!(null)).unwrap();
        assert_eq!(users.iter().map(|user| user.name.as_deref()).collect::<Vec<_>>(), [Some("Ann"), None]);
        assert_eq!(users[1].active, Some(false));

        assert_eq!(roster(&json!({}), &json!("x")), Err(ProviderError::BadBody(BadBody::WrongShape)));
    }
}
