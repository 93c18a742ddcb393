//! What each row means, trap by trap.

mod properties;

use domain::snapshot::Warning;
use serde_json::Value;
use serde_json::json;

use super::super::wire;
use super::*;
use crate::ProviderError;
use crate::error::BadBody;
use crate::zone;

const SEED: &str = include_str!("../../../tests/fixtures/tel4vn/monitor_agent.json");
const AS_PRINTED: &str = include_str!("../../../tests/fixtures/tel4vn/monitor_agent_as_printed.txt");

fn now() -> UnixMs {
    zone::rfc3339("2021-07-01T02:35:00Z").unwrap()
}

fn read(body: Value) -> Snapshot {
    let zone = zone::zone("Asia/Ho_Chi_Minh").unwrap();
    normalise(wire::answer(body).unwrap(), &Context { zone: &zone, received_at: now() })
}

fn rows(rows: Vec<Value>) -> Snapshot {
    read(json!({ "data": rows }))
}

/// A row with everything an idle agent has, changed by `change`.
fn row_with(change: Value) -> Value {
    let mut row = json!({
        "agent_name": "Test 01", "domain_id": "d-1", "domain_name": "test01.example", "extension": "101",
        "extension_id": "e-1", "user_id": "u-1", "username": "test01",
        "network_ip": "10.0.0.15", "server_host": "10.0.0.1", "user_agent": "MicroSIP/3.20.6"
    });
    for (name, value) in change.as_object().unwrap() {
        row[name] = value.clone();
    }
    row
}

fn only(change: Value) -> AgentSnapshot {
    let snapshot = rows(vec![row_with(change)]);
    assert_eq!(snapshot.agents.len(), 1);
    snapshot.agents[0].clone()
}

fn ringing(direction: Value) -> AgentSnapshot {
    only(json!({ "call_state": "RINGING", "call_id": "c-1", "direction": direction, "destination": "0899123456",
        "call_time": "2021-07-01 09:30:00" }))
}

#[test]
fn every_field_of_the_documents_sample_has_its_place() {
    let snapshot = read(serde_json::from_str(SEED).unwrap());

    assert!(snapshot.complete);
    assert_eq!(snapshot.warnings, []);
    assert_eq!(snapshot.totals.unwrap().records, Some(2));
    let agent = &snapshot.agents[0];
    assert_eq!(agent.external_id, "41d0f364-79f8-4abb-9834-ee803320ea8d");
    assert_eq!(agent.id_kind, IdKind::UserId);
    assert_eq!(agent.aliases, ["101@test01.tel4vn.com"]);
    assert_eq!(agent.login.as_deref(), Some("test01"));
    assert_eq!(agent.display_name, "Test 01");
    assert_eq!(agent.extension.as_deref(), Some("101"));
    assert_eq!(agent.group.as_deref(), Some("test01.tel4vn.com"));
    assert_eq!(agent.provider_tenant.as_deref(), Some("9eb34970-dec2-466d-98c7-9532439be7eb"));
    assert_eq!(agent.provider_extra, [("extension_id".to_owned(), "663dec3e-a405-4372-9991-8e6ae9f9788a".to_owned())]);
    assert_eq!((agent.state, agent.confidence), (AgentState::Dialing, Confidence::Reported));
    assert_eq!(agent.raw_status, "RINGING");
    let call = agent.call.as_ref().unwrap();
    assert_eq!(call.call_id.as_deref(), Some("6a65480c-8bc7-4d4a-9aae-4488d67bf711"));
    assert_eq!((call.direction, call.phase), (Direction::Outbound, CallPhase::Dialing));
    assert_eq!(call.kind_raw.as_deref(), Some("outbound"));
    assert_eq!(call.customer_number.as_deref(), Some("0899123456"));
    assert_eq!(call.started_source, Some(StartSource::Provider));
    let other = &snapshot.agents[1];
    assert_eq!((other.state, other.display_name.as_str()), (AgentState::OnCall, "Test 02"));
}

#[test]
fn t01_two_agents_that_share_an_extension_id_stay_two() {
    let snapshot = read(serde_json::from_str(SEED).unwrap());

    assert_eq!(snapshot.agents.len(), 2);
    assert_eq!(snapshot.agents[0].provider_extra, snapshot.agents[1].provider_extra);
}

#[test]
fn t02_without_a_user_id_the_extension_at_its_domain_names_the_agent() {
    for none in [json!(""), json!(null), json!("-")] {
        let agent = only(json!({ "user_id": none }));

        assert_eq!((agent.external_id.as_str(), agent.id_kind), ("101@test01.example", IdKind::ExtensionAtDomain));
        assert_eq!(agent.aliases, Vec::<String>::new());
    }
}

#[test]
fn t02_an_agent_whose_user_id_appears_later_carries_the_earlier_name_as_an_alias() {
    let earlier = only(json!({ "user_id": "" }));
    let later = only(json!({}));

    assert_eq!(later.external_id, "u-1");
    assert_eq!(later.aliases, [earlier.external_id]);
}

#[test]
fn t02_rows_with_and_without_the_user_id_are_one_agent() {
    let snapshot = rows(vec![
        row_with(json!({ "user_id": "", "call_state": "ONCALL", "call_id": "c-1", "network_ip": "10.0.0.16" })),
        row_with(json!({})),
    ]);

    assert_eq!(snapshot.agents.len(), 1);
    let agent = &snapshot.agents[0];
    assert_eq!((agent.external_id.as_str(), agent.id_kind), ("u-1", IdKind::UserId));
    assert_eq!(agent.state, AgentState::OnCall);
    assert_eq!(agent.aliases, ["101@test01.example"]);
    assert_eq!(agent.devices.len(), 2);
}

#[test]
fn t02_a_row_without_user_id_joins_nobody_when_two_users_share_its_extension() {
    let snapshot =
        rows(vec![row_with(json!({})), row_with(json!({ "user_id": "u-2" })), row_with(json!({ "user_id": "" }))]);

    let ids: Vec<&str> = snapshot.agents.iter().map(|agent| agent.external_id.as_str()).collect();
    assert_eq!(ids, ["101@test01.example", "u-1", "u-2"]);
}

#[test]
fn t03_several_devices_are_one_agent_and_the_row_with_a_call_wins() {
    let idle = row_with(json!({ "user_agent": "Zoiper", "network_ip": "10.0.0.99" }));
    let busy = row_with(json!({ "call_state": "ONCALL", "call_id": "c-1", "direction": "outbound" }));

    let one = rows(vec![idle.clone(), busy.clone()]);
    let other = rows(vec![busy, idle]);

    assert_eq!(one, other);
    assert_eq!(one.agents.len(), 1);
    assert_eq!(one.agents[0].state, AgentState::OnCall);
    let agents: Vec<_> = one.agents[0].devices.iter().map(|device| device.user_agent.as_deref().unwrap()).collect();
    assert_eq!(agents, ["MicroSIP/3.20.6", "Zoiper"]);
    assert_eq!(one.warnings, []);
    assert!(one.complete);
}

#[test]
fn t03_two_different_calls_of_one_agent_are_told() {
    let snapshot = rows(vec![
        row_with(json!({ "call_state": "ONCALL", "call_id": "c-1" })),
        row_with(json!({ "call_state": "RINGING", "call_id": "c-2", "direction": "inbound" })),
    ]);

    assert_eq!(snapshot.warnings, [Warning::DuplicateAgent { external_id: "u-1".to_owned() }]);
    assert_eq!(snapshot.agents[0].state, AgentState::OnCall);
}

#[test]
fn t04_missing_null_and_empty_call_fields_all_mean_an_idle_agent() {
    let nothing = |value: Value| json!({ "call_state": value, "call_id": value, "call_time": value, "destination": value, "direction": value });
    for fields in [json!({}), nothing(json!(null)), nothing(json!(""))] {
        let agent = only(fields);

        assert_eq!((agent.state, agent.confidence), (AgentState::Available, Confidence::Assumed));
        assert_eq!(agent.raw_label.as_deref(), Some("Registered"));
        assert_eq!(agent.call, None);
        assert_eq!(agent.clock, None);
    }
}

#[test]
fn t04_version_3_tells_pauses_where_its_path_is_chosen() {
    let paused = only(json!({ "status": "PAUSE", "pause_code": "LUNCH" }));
    let resumed = only(json!({ "status": "RESUME" }));

    assert_eq!((paused.state, paused.pause_reason.as_deref()), (AgentState::Paused, Some("LUNCH")));
    assert_eq!((resumed.state, resumed.confidence), (AgentState::Available, Confidence::Reported));
}

#[test]
fn t05_an_unknown_call_state_is_shown_raw_with_its_call() {
    let snapshot = rows(vec![row_with(json!({ "call_state": "EARLY_MEDIA", "call_id": "c-1" }))]);

    let agent = &snapshot.agents[0];
    assert_eq!((agent.state, agent.raw_status.as_str()), (AgentState::Unknown, "EARLY_MEDIA"));
    assert_eq!(agent.call.as_ref().unwrap().call_id.as_deref(), Some("c-1"));
    assert_eq!(snapshot.warnings, [Warning::UnknownState { raw: "EARLY_MEDIA".to_owned() }]);
    assert!(snapshot.complete);
}

#[test]
fn t05_a_call_without_a_state_is_no_idle_agent() {
    let agent = only(json!({ "call_id": "c-1" }));

    assert_eq!(agent.state, AgentState::Unknown);
    assert!(agent.call.is_some());
}

#[test]
fn x10_a_word_that_contains_a_known_one_is_not_guessed() {
    for word in ["ONCALL_HELD", "NOT ONCALL", "RINGINGX", "BUSY"] {
        assert_eq!(only(json!({ "call_state": word })).state, AgentState::Unknown, "{word}");
    }
}

#[test]
fn x10_an_unknown_word_is_listed_once_and_clipped() {
    let word = "W".repeat(100);
    let snapshot =
        rows(vec![row_with(json!({ "call_state": word })), row_with(json!({ "call_state": word, "user_id": "u-2" }))]);

    assert_eq!(snapshot.unmapped_states(), ["W".repeat(64)]);
    assert_eq!(snapshot.warnings.len(), 1);
}

#[test]
fn t06_ringing_outbound_is_dialing() {
    assert_eq!(ringing(json!("outbound")).state, AgentState::Dialing);
    assert_eq!(ringing(json!("OUTBOUND")).state, AgentState::Dialing);
    assert_eq!(ringing(json!("inbound")).state, AgentState::Ringing);
    assert_eq!(ringing(json!(null)).state, AgentState::Ringing);
    assert_eq!(ringing(json!("")).state, AgentState::Ringing);
}

#[test]
fn t07_the_calls_start_is_no_talk_time() {
    let at = zone::rfc3339("2021-07-01T02:30:00Z").unwrap();
    let talking = only(json!({ "call_state": "ONCALL", "call_id": "c-1", "call_time": "2021-07-01 09:30:00" }));
    let dialing = ringing(json!("outbound"));

    assert_eq!(talking.call.unwrap().started_at, Some(at));
    assert_eq!(talking.clock, None);
    assert_eq!(dialing.clock, Some(Clock::call_start(at)));
}

#[test]
fn t08_an_inbound_destination_is_ours_and_not_the_customers() {
    let inbound = ringing(json!("inbound")).call.unwrap();
    let outbound = ringing(json!("outbound")).call.unwrap();
    let untold = ringing(json!(null)).call.unwrap();

    assert_eq!((inbound.customer_number, inbound.own_number.as_deref()), (None, Some("0899123456")));
    assert_eq!((outbound.customer_number.as_deref(), outbound.own_number), (Some("0899123456"), None));
    assert_eq!((untold.customer_number, untold.own_number), (None, None));
}

#[test]
fn t09_local_calls_are_internal_and_other_directions_stay_raw() {
    let local = ringing(json!("local")).call.unwrap();
    let number = ringing(json!(3)).call.unwrap();

    assert_eq!((local.direction, local.customer_number), (Direction::Internal, None));
    assert_eq!((number.direction, number.kind_raw.as_deref()), (Direction::Unknown, Some("3")));
}

#[test]
fn t10_the_printed_sample_is_no_json_and_the_fixture_is_its_repair() {
    assert!(serde_json::from_str::<Value>(AS_PRINTED).is_err());
    assert_eq!(AS_PRINTED.replace("},\n    ...\n", "}\n"), SEED);
}

#[test]
fn t11_a_total_above_the_rows_makes_the_answer_partial() {
    let short = read(json!({ "data": [row_with(json!({}))], "total": 3 }));
    let long = read(json!({ "data": [row_with(json!({}))], "total": 0 }));
    let text = read(json!({ "data": [], "total": "0" }));
    let broken = read(json!({ "data": [], "total": "many" }));

    assert!(!short.complete);
    assert_eq!(short.warnings, [Warning::MissingRows { told: 3, got: 1 }]);
    assert!(long.complete && long.warnings.is_empty());
    assert_eq!(text.totals.unwrap().records, Some(0));
    assert!(broken.complete && broken.totals.is_none());
    assert_eq!(broken.warnings, [Warning::BadFigure { field: "total".to_owned() }]);
}

#[test]
fn t11_two_devices_of_one_agent_are_two_of_the_total() {
    let snapshot =
        read(json!({ "data": [row_with(json!({})), row_with(json!({ "user_agent": "Zoiper" }))], "total": 2 }));

    assert!(snapshot.complete);
    assert_eq!(snapshot.agents.len(), 1);
}

#[test]
fn t13_the_names_of_version_3_are_read_as_well() {
    let snapshot = rows(vec![json!({
        "user_uuid": "u-3", "domain_uuid": "d-3", "extension_uuid": "e-3", "extension": "103", "domain_name": "d.example",
        "first_name": "Anh", "middle_name": "Van", "last_name": "Nguyen", "cid_num": "0899", "b_cid_num": "0898"
    })]);

    let agent = &snapshot.agents[0];
    assert_eq!(agent.external_id, "u-3");
    assert_eq!(agent.provider_tenant.as_deref(), Some("d-3"));
    assert_eq!(agent.provider_extra, [("extension_id".to_owned(), "e-3".to_owned())]);
    assert_eq!(agent.display_name, "Nguyen Van Anh");
}

#[test]
fn t14_private_addresses_are_in_the_devices_and_nowhere_else() {
    let mut agent = only(json!({}));
    let devices = std::mem::take(&mut agent.devices);
    let elsewhere = serde_json::to_string(&agent).unwrap();

    assert_eq!(devices[0].network_ip.as_deref(), Some("10.0.0.15"));
    assert_eq!(devices[0].server.as_deref(), Some("10.0.0.1"));
    assert!(!elsewhere.contains("10.0.0."));
}

#[test]
fn x01_an_error_inside_an_answer_is_an_error() {
    for body in [
        json!({ "error": "USER_NOT_REGISTERED" }),
        json!({ "error": [{ "api_key": "api_key is required" }] }),
        json!({ "error": { "code": 1 } }),
        json!({ "status": "fail", "error": "X" }),
        json!({ "status": "fail" }),
        json!({ "data": [], "total": 0, "error": "X" }),
    ] {
        assert!(matches!(wire::answer(body.clone()), Err(ProviderError::Refused { .. })), "{body}");
    }
}

#[test]
fn x01_what_has_no_list_is_no_empty_floor() {
    for body in [
        json!({}),
        json!([]),
        json!(null),
        json!("x"),
        json!({ "data": null }),
        json!({ "data": {} }),
        json!({ "total": 0 }),
    ] {
        assert_eq!(wire::answer(body.clone()).unwrap_err(), ProviderError::BadBody(BadBody::WrongShape), "{body}");
    }
    assert!(read(json!({ "data": null, "total": 0 })).agents.is_empty());
    assert!(read(json!({ "data": [], "error": null })).complete);
}

#[test]
fn x04_identifiers_are_opaque_and_twins_in_capitals_are_told() {
    let snapshot = rows(vec![row_with(json!({ "user_id": "Anna" })), row_with(json!({ "user_id": "anna" }))]);
    let number = only(json!({ "user_id": 42, "extension": 101 }));

    assert_eq!(snapshot.agents.len(), 2);
    assert_eq!(snapshot.warnings, [Warning::CaseOnlyDuplicate { external_id: "Anna".to_owned() }]);
    assert_eq!((number.external_id.as_str(), number.extension.as_deref()), ("42", Some("101")));
}

#[test]
fn x05_sentinels_of_calls_and_times_are_none() {
    let agent = only(
        json!({ "call_state": "ONCALL", "call_id": "0", "call_time": "1970-01-01T08:00:00+08:00", "destination": "-",
        "direction": "outbound" }),
    );

    let call = agent.call.unwrap();
    assert_eq!((call.call_id, call.started_at, call.customer_number), (None, None, None));
}

#[test]
fn x07_call_times_are_of_vietnam_and_never_ahead_of_us() {
    let told = only(json!({ "call_state": "ONCALL", "call_time": "2021-07-01 09:30:00" }));
    let with_offset = only(json!({ "call_state": "ONCALL", "call_time": "2021-07-01T09:30:00.123456789+07:00" }));
    let ahead = rows(vec![row_with(json!({ "call_state": "ONCALL", "call_time": "2021-07-01 09:36:00" }))]);

    assert_eq!(told.call.unwrap().started_at, zone::rfc3339("2021-07-01T02:30:00Z"));
    assert_eq!(with_offset.call.unwrap().started_at, zone::rfc3339("2021-07-01T02:30:00.123Z"));
    assert_eq!(ahead.agents[0].call.as_ref().unwrap().started_at, Some(now()));
    assert_eq!(ahead.warnings, [Warning::ClockSkew { seconds: 60 }]);
}

#[test]
fn one_bad_row_is_one_warning_and_the_others_are_shown() {
    let snapshot = rows(vec![json!(null), row_with(json!({})), json!({ "agent_name": "Nobody" }), json!([1])]);

    assert_eq!(snapshot.agents.len(), 1);
    assert!(!snapshot.complete);
    let bad: Vec<u32> = snapshot
        .warnings
        .iter()
        .filter_map(|warning| if let Warning::BadRow { row, .. } = warning { Some(*row) } else { None })
        .collect();
    assert_eq!(bad, [1, 3, 4]);
}
