//! One row of the agent list, field by field as the document names them. What the fields mean together is `normalise`.

use domain::queue::NamedRef;
use serde_json::Value;

use super::wire::flag;
use super::wire::integer;
use super::wire::reference;
use super::wire::text;

/// Characters kept of a provider's code.
const CODE_CHARS: usize = 64;
/// Characters kept of a name or an identifier.
const NAME_CHARS: usize = 128;

/// An agent row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AgentRow {
    /// `agentId`: the extension, leading zeros kept.
    pub(crate) agent_id: String,
    /// Whether it came as a number, so that a leading zero may be gone (decision A2).
    pub(crate) id_was_number: bool,
    /// `tenantId`.
    pub(crate) tenant_id: Option<String>,
    /// `tenantName`.
    pub(crate) tenant_name: Option<String>,
    /// `status`: whether the account is active.
    pub(crate) enabled: Option<bool>,
    /// `userName`: a login; AloHub has no person's name.
    pub(crate) user_name: Option<String>,
    /// `queueCallinId` with the names of `queueCallin`.
    pub(crate) callin: Vec<NamedRef>,
    /// Whether the row has a `queueCallinId` at all, even an empty one.
    pub(crate) tells_callin: bool,
    /// `queueCallout` with `queueCalloutName`.
    pub(crate) callout: Option<NamedRef>,
    /// `isFollowMe`.
    pub(crate) follow_me: Option<bool>,
    /// `priority`, one for all callin queues (decision A10).
    pub(crate) priority: Option<i32>,
    /// `systemStatus`.
    pub(crate) system_status: Option<String>,
    /// `userStatus`.
    pub(crate) user_status: Option<String>,
    /// Fields worth showing unchanged in the details.
    pub(crate) extra: Vec<(String, String)>,
    /// Fields that were there and could not be read.
    pub(crate) odd: Vec<&'static str>,
}

impl AgentRow {
    /// Reads a row; only a missing identity makes it useless.
    pub(crate) fn read(value: &Value) -> Result<Self, &'static str> {
        let Some(fields) = value.as_object() else { return Err("not a set of fields") };
        let id = fields.get("agentId");
        // An identifier is never cut: a shortened one would name somebody else.
        let agent_id = text(id, NAME_CHARS + 1).ok_or("no agentId")?;
        if agent_id.chars().count() > NAME_CHARS {
            return Err("an agentId longer than 128 characters");
        }
        let mut odd = Vec::new();
        let name = |field: &str| text(fields.get(field), NAME_CHARS);
        let code = |field: &str| text(fields.get(field), CODE_CHARS);
        let row = Self {
            id_was_number: matches!(id, Some(Value::Number(_))),
            tenant_id: reference(fields.get("tenantId")),
            tenant_name: name("tenantName"),
            enabled: flag(fields.get("status")).or_else_note(|| odd.push("status")),
            user_name: name("userName"),
            callin: callin(fields.get("queueCallinId"), fields.get("queueCallin")),
            tells_callin: fields.contains_key("queueCallinId"),
            callout: reference(fields.get("queueCallout")).map(|id| NamedRef { id, name: name("queueCalloutName") }),
            follow_me: flag(fields.get("isFollowMe")).or_else_note(|| odd.push("isFollowMe")),
            priority: integer(fields.get("priority")).or_else_note(|| odd.push("priority")),
            system_status: code("systemStatus"),
            user_status: code("userStatus"),
            extra: ["status", "systemStatus", "userStatus", "queueCallin", "priority"]
                .into_iter()
                .filter_map(|field| Some((field.to_owned(), name(field)?)))
                .collect(),
            agent_id,
            odd: Vec::new(),
        };
        Ok(Self { odd, ..row })
    }
}

/// The callin queues of a row: usually one, perhaps several in one text (decision A5).
fn callin(ids: Option<&Value>, names: Option<&Value>) -> Vec<NamedRef> {
    let labels = match names {
        Some(Value::Array(labels)) => labels.iter().filter_map(|label| text(Some(label), NAME_CHARS)).collect(),
        other => text(other, usize::MAX).into_iter().collect::<Vec<String>>(),
    };
    let ids: Vec<String> = match ids {
        Some(Value::Array(ids)) => ids.iter().filter_map(|id| reference(Some(id))).collect(),
        other => text(other, usize::MAX)
            .iter()
            .flat_map(|joined| joined.split([',', ';']))
            .filter_map(|id| reference(Some(&Value::from(id))))
            .collect(),
    };
    let several = ids.len() > 1;
    let queues = ids.into_iter().map(|id| {
        let name = labels.iter().find_map(|label| queue_name(label, &id, several));
        NamedRef { id, name }
    });
    distinct(queues.collect())
}

/// The name in `<id>-<name>`, only where the prefix is the identifier: names may hold a hyphen (decision A4).
fn queue_name(label: &str, id: &str, several: bool) -> Option<String> {
    let named = |part: &str| {
        let name = part.trim().strip_prefix(id)?.strip_prefix('-')?.trim();
        (!name.is_empty() && name != "-").then(|| name.chars().take(NAME_CHARS).collect())
    };
    // A single queue's name may hold the separators of a joined list.
    if several { label.split([',', ';']).find_map(named) } else { named(label) }
}

/// Queues sorted by identifier, each once; a name wins over none.
pub(crate) fn distinct(mut queues: Vec<NamedRef>) -> Vec<NamedRef> {
    queues.sort_by(|one, other| one.id.cmp(&other.id).then_with(|| other.name.cmp(&one.name)));
    queues.dedup_by(|later, earlier| later.id == earlier.id);
    queues
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn queues(row: &Value) -> Vec<(String, Option<String>)> {
        AgentRow::read(row).unwrap().callin.into_iter().map(|queue| (queue.id, queue.name)).collect()
    }

    fn queue(id: &str, name: Option<&str>) -> (String, Option<String>) {
        (id.to_owned(), name.map(str::to_owned))
    }

    #[test]
    fn a02_the_identifier_is_text_from_end_to_end() {
        let text = AgentRow::read(&json!({"agentId": " 082018 "})).unwrap();
        let number = AgentRow::read(&json!({"agentId": 82018})).unwrap();

        assert_eq!((text.agent_id.as_str(), text.id_was_number), ("082018", false));
        assert_eq!((number.agent_id.as_str(), number.id_was_number), ("82018", true));
    }

    #[test]
    fn a_row_without_identity_is_no_agent() {
        let long = "1".repeat(129);
        for row in [
            json!({"userName": "x"}),
            json!({"agentId": null}),
            json!({"agentId": "-"}),
            json!({"agentId": ["1"]}),
            json!({"agentId": long}),
            json!("082018"),
            json!(null),
        ] {
            assert!(AgentRow::read(&row).is_err(), "{row}");
        }
    }

    #[test]
    fn a04_the_name_follows_the_first_hyphen_only_where_the_prefix_is_the_identifier() {
        let cases = [
            (json!("1001226-test"), Some("test")),
            (json!("1001226-After-sales - north, west"), Some("After-sales - north, west")),
            (json!("10012267-test"), None),
            (json!("test-1001226"), None),
            (json!("-"), None),
            (json!("1001226-"), None),
            (json!(null), None),
        ];
        for (label, name) in cases {
            let row = json!({"agentId": "1", "queueCallinId": "1001226", "queueCallin": label});

            assert_eq!(queues(&row), [queue("1001226", name)], "{label}");
        }
    }

    #[test]
    fn a05_joined_identifiers_are_taken_apart() {
        let row = json!({"agentId": "1", "queueCallinId": "1001226, 1000886;1001226", "queueCallin": "1001226-test,1000886-Sales"});

        assert_eq!(queues(&row), [queue("1000886", Some("Sales")), queue("1001226", Some("test"))]);
        assert_eq!(
            queues(&json!({"agentId": "1", "queueCallinId": [7, "8"], "queueCallin": ["8-Eight"]})),
            [queue("7", None), queue("8", Some("Eight"))]
        );
    }

    #[test]
    fn x05_sentinels_are_nothing() {
        for nothing in [json!(""), json!("-"), json!(null), json!("0"), json!(0)] {
            let row = AgentRow::read(
                &json!({"agentId": "1", "queueCallinId": nothing, "queueCallout": nothing, "tenantId": nothing}),
            )
            .unwrap();

            assert!(row.callin.is_empty(), "{nothing}");
            assert!(row.tells_callin);
            assert_eq!(row.callout, None);
            assert_eq!(row.tenant_id, None);
        }
    }

    #[test]
    fn an_unreadable_figure_is_noted_and_left_out() {
        let row = AgentRow::read(&json!({"agentId": "1", "status": 9, "isFollowMe": {}, "priority": "high"})).unwrap();

        assert_eq!((row.enabled, row.follow_me, row.priority), (None, None, None));
        assert_eq!(row.odd, ["status", "isFollowMe", "priority"]);
    }
}
