use domain::queue::NamedRef;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const NOW: UnixMs = UnixMs(1_780_000_000_000);

fn read(rows: &[Value]) -> Floor {
    read_for(rows, None)
}

fn read_for(rows: &[Value], expected_tenant: Option<&str>) -> Floor {
    let queue_names = BTreeMap::from([("1000886".to_owned(), "Sales".to_owned())]);
    floor(rows, &Context { received_at: NOW, expected_tenant, queue_names: &queue_names })
}

fn ids(agent: &AgentSnapshot) -> Vec<&str> {
    agent.callin.items.iter().map(|queue| queue.id.as_str()).collect()
}

fn extra<'a>(agent: &'a AgentSnapshot, field: &str) -> Option<&'a str> {
    agent.provider_extra.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
}

#[test]
fn every_field_of_the_documents_row_is_read() {
    let sample: Value = serde_json::from_slice(include_bytes!("../../../tests/fixtures/alohub/agents.json")).unwrap();

    let floor = read(sample["data"].as_array().unwrap());

    let agent = &floor.agents[0];
    assert_eq!(agent.external_id, "082018");
    assert_eq!(agent.id_kind, IdKind::Extension);
    assert_eq!(agent.extension.as_deref(), Some("082018"));
    assert_eq!(agent.login.as_deref(), Some("AloHub.admin"));
    assert_eq!(agent.display_name, "AloHub.admin");
    assert_eq!(agent.group.as_deref(), Some("AloHub"));
    assert_eq!(agent.provider_tenant.as_deref(), Some("20260310"));
    assert_eq!(agent.enabled, Some(true));
    assert_eq!(agent.state, AgentState::LoggedOut);
    assert_eq!(agent.callin.items, [NamedRef { id: "1001226".to_owned(), name: Some("test".to_owned()) }]);
    assert_eq!(agent.callin.completeness, Completeness::AtLeast);
    assert_eq!(agent.callin.priority, Some(1));
    assert_eq!(agent.callin.as_of, Some(NOW));
    assert_eq!(agent.callout, Some(NamedRef { id: "13876".to_owned(), name: Some("AloHub".to_owned()) }));
    assert_eq!(agent.follow_me, Some(true));
    assert_eq!(agent.clock, None);
    assert_eq!(agent.call, None);
    assert_eq!(agent.observed_at, NOW);
    assert!(floor.warnings.is_empty());
    assert!(floor.all_rows_read);
}

#[test]
fn a20_two_words_and_their_absence_give_the_state() {
    use AgentState as S;
    use Confidence as C;
    let cases = [
        (Some("LOGOUT"), Some("AVAILABLE"), S::LoggedOut, C::Reported),
        (Some("LOGOUT"), Some("NOT AVAILABLE"), S::LoggedOut, C::Reported),
        (Some("LOGOUT"), None, S::LoggedOut, C::Reported),
        (Some("LOGOUT"), Some("REBOOTING"), S::LoggedOut, C::Reported),
        (Some("AVAILABLE"), Some("AVAILABLE"), S::Available, C::Reported),
        (Some("AVAILABLE"), Some("NOT AVAILABLE"), S::Unavailable, C::Derived),
        (Some("AVAILABLE"), None, S::Available, C::Assumed),
        (None, Some("AVAILABLE"), S::Available, C::Assumed),
        (None, Some("NOT AVAILABLE"), S::Unavailable, C::Assumed),
        (None, None, S::Unknown, C::Reported),
        (Some("LUNCH"), Some("AVAILABLE"), S::Unknown, C::Reported),
        (Some("AVAILABLE"), Some("NOT AVAILABLE YET"), S::Unknown, C::Reported),
        (None, Some("BUSY"), S::Unknown, C::Reported),
    ];
    for (user, system, state, confidence) in cases {
        let floor = read(&[json!({"agentId": "1", "userStatus": user, "systemStatus": system})]);

        let agent = &floor.agents[0];
        assert_eq!((agent.state, agent.confidence), (state, confidence), "{user:?} {system:?}");
    }
}

#[test]
fn a20_all_three_raw_words_are_kept_for_the_details() {
    let floor =
        read(&[json!({"agentId": "1", "status": 0, "userStatus": "AVAILABLE", "systemStatus": "NOT AVAILABLE"})]);

    let agent = &floor.agents[0];
    assert_eq!(agent.enabled, Some(false));
    assert_eq!(agent.raw_status, "AVAILABLE");
    assert_eq!(agent.raw_label.as_deref(), Some("NOT AVAILABLE"));
    assert_eq!(extra(agent, "status"), Some("0"));
    assert_eq!(extra(agent, "userStatus"), Some("AVAILABLE"));
    assert_eq!(extra(agent, "systemStatus"), Some("NOT AVAILABLE"));
}

#[test]
fn x10_a_new_word_is_unknown_and_counted_once() {
    let row = |id: &str| json!({"agentId": id, "userStatus": "LUNCH", "systemStatus": "AVAILABLE"});

    let floor = read(&[row("1"), row("2")]);

    assert_eq!(floor.warnings, [Warning::UnknownState { raw: "LUNCH".to_owned() }]);
    assert_eq!(floor.agents[0].raw_status, "LUNCH");
}

#[test]
fn a02_an_identifier_that_came_as_a_number_is_kept_and_marked() {
    let floor = read(&[json!({"agentId": 82018}), json!({"agentId": "82019"})]);

    assert_eq!(floor.agents.len(), 2);
    assert_eq!(floor.numeric_ids, BTreeSet::from(["82018".to_owned()]));
    assert_eq!(floor.warnings, [Warning::LeadingZeroMayBeLost { external_id: "82018".to_owned() }]);
}

#[test]
fn a05_rows_of_one_agent_are_united_and_never_the_first_alone() {
    let row = |queue: &str| json!({"agentId": "082018", "queueCallinId": queue, "priority": "1", "userStatus": "AVAILABLE", "systemStatus": "AVAILABLE"});

    let floor = read(&[row("1001226"), row("1000886"), row("1001226")]);

    assert_eq!(floor.agents.len(), 1);
    let agent = &floor.agents[0];
    assert_eq!(ids(agent), ["1000886", "1001226"]);
    assert_eq!(agent.callin.items[0].name.as_deref(), Some("Sales"));
    assert_eq!(agent.callin.completeness, Completeness::AtLeast);
    assert_eq!(agent.callin.priority, Some(1));
    assert!(floor.warnings.is_empty());
}

#[test]
fn a05_rows_that_differ_in_more_than_the_queue_are_reported() {
    let floor = read(&[
        json!({"agentId": "1", "userStatus": "LOGOUT", "queueCallinId": "7"}),
        json!({"agentId": "1", "userStatus": "AVAILABLE", "systemStatus": "AVAILABLE", "queueCallinId": "8"}),
    ]);

    assert_eq!(floor.agents[0].state, AgentState::Available);
    assert_eq!(ids(&floor.agents[0]), ["7", "8"]);
    assert_eq!(floor.warnings, [Warning::DuplicateAgent { external_id: "1".to_owned() }]);
}

#[test]
fn a10_two_priorities_are_not_shown_as_the_one_of_the_list() {
    let row = |queue: &str, priority: Value| json!({"agentId": "1", "queueCallinId": queue, "priority": priority});

    assert_eq!(read(&[row("7", json!("1")), row("8", json!("2"))]).agents[0].callin.priority, None);
    assert_eq!(read(&[row("7", json!("3")), row("8", json!(null))]).agents[0].callin.priority, Some(3));
}

#[test]
fn x13_the_tenant_is_put_where_it_can_be_pinned() {
    let floor = read(&[json!({"agentId": "1", "tenantId": 20_260_310})]);

    assert_eq!(floor.agents[0].provider_tenant.as_deref(), Some("20260310"));
}

#[test]
fn x13_rows_of_another_tenant_are_dropped_and_reported() {
    let rows = [
        json!({"agentId": "1", "tenantId": 20_260_310}),
        json!({"agentId": "2", "tenantId": 20_260_311}),
        json!({"agentId": "3"}),
    ];

    let mixed = read_for(&rows, Some("20260310"));
    let foreign = read_for(&rows[1..2], Some("20260310"));

    assert_eq!(mixed.agents.iter().map(|agent| agent.external_id.as_str()).collect::<Vec<_>>(), ["1", "3"]);
    assert_eq!(mixed.warnings, [Warning::ForeignRow { rows: 1 }]);
    assert!(mixed.all_rows_read);
    assert!(!foreign.all_rows_read, "an answer for somebody else must not log anybody out");
}

#[test]
fn one_bad_row_is_one_warning_and_takes_nobody_elses_place() {
    let floor = read(&[json!({"agentId": "1"}), json!(7), json!({"agentId": "2"})]);

    assert_eq!(floor.agents.len(), 2);
    assert_eq!(floor.warnings, [Warning::BadRow { row: 2, reason: "not a set of fields".to_owned() }]);
    assert!(!floor.all_rows_read);
}

#[test]
fn x04_identifiers_that_differ_in_case_only_are_two_agents_and_a_warning() {
    let floor = read(&[json!({"agentId": "Ext1"}), json!({"agentId": "ext1"})]);

    assert_eq!(floor.agents.len(), 2);
    assert_eq!(floor.warnings, [Warning::CaseOnlyDuplicate { external_id: "ext1".to_owned() }]);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,160}".prop_map(Value::from),
        "[0-9]{1,12}".prop_map(Value::from),
        Just(Value::from("AVAILABLE")),
        Just(Value::from("LOGOUT")),
        Just(Value::from("-")),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(".{0,8}", inner, 0..4).prop_map(Value::from_iter),
        ]
    })
}

fn any_row() -> impl Strategy<Value = Value> {
    const FIELDS: [&str; 13] = [
        "tenantId",
        "tenantName",
        "agentId",
        "status",
        "userName",
        "queueCallin",
        "queueCallout",
        "queueCalloutName",
        "queueCallinId",
        "isFollowMe",
        "priority",
        "systemStatus",
        "userStatus",
    ];
    let fields = prop::collection::hash_map(prop::sample::select(FIELDS.to_vec()), any_json(), 0..13)
        .prop_map(|fields| Value::from_iter(fields.into_iter().map(|(name, value)| (name.to_owned(), value))));
    prop_oneof![9 => fields, 1 => any_json()]
}

proptest! {
    #[test]
    fn whatever_the_rows_hold_agents_are_unique_sorted_and_within_bounds(
        rows in prop::collection::vec(any_row(), 0..12),
    ) {
        let floor = read_for(&rows, Some("20260310"));

        prop_assert!(floor.agents.len() <= rows.len());
        prop_assert!(floor.agents.windows(2).all(|pair| pair[0].external_id < pair[1].external_id));
        for agent in &floor.agents {
            prop_assert!(!agent.external_id.is_empty() && agent.external_id.chars().count() <= 128);
            prop_assert!(agent.raw_status.chars().count() <= 64);
            prop_assert!(agent.raw_label.as_ref().is_none_or(|label| label.chars().count() <= 128));
            prop_assert!(agent.callin.items.windows(2).all(|pair| pair[0].id < pair[1].id));
            prop_assert!(!agent.display_name.is_empty());
        }
    }

    #[test]
    fn the_same_rows_read_twice_over_give_the_same_agents(rows in prop::collection::vec(any_row(), 0..8)) {
        let once = read(&rows);
        let twice = read(&[rows.clone(), rows].concat());

        let names = |floor: &Floor| floor.agents.iter().map(|agent| agent.external_id.clone()).collect::<Vec<_>>();
        prop_assert_eq!(names(&once), names(&twice));
        for (one, two) in once.agents.iter().zip(&twice.agents) {
            prop_assert_eq!(&one.callin.items, &two.callin.items);
            prop_assert_eq!(one.state, two.state);
        }
    }
}
