//! What each row means, trap by trap.

mod answers;
mod properties;

use domain::agent::Confidence;
use domain::agent::IdKind;
use domain::agent::SubState;
use domain::call::CallPhase;
use domain::call::Direction;
use domain::clock::Clock;
use domain::queue::Completeness;
use serde_json::Value;
use serde_json::json;

use super::super::config::ConvosoConfig;
use super::super::wire;
use super::*;
use crate::ProviderError;
use crate::error::BadBody;
use crate::zone;

const SEED: &str = include_str!("../../../tests/fixtures/convoso/search_seed.json");
const OFFICIAL: &str = include_str!("../../../tests/fixtures/convoso/search_official.json");

fn now() -> UnixMs {
    zone::rfc3339("2025-05-28T22:00:00Z").unwrap()
}

fn scoped(config: &ConvosoConfig, body: &Value) -> Snapshot {
    let zone = zone::zone("America/Los_Angeles").unwrap();
    let filters = Filters::of(config);
    let answer = wire::search(body, &filters).unwrap();
    normalise(&answer, &Context { zone: &zone, filters: &filters, received_at: now() })
}

fn read(body: &Value) -> Snapshot {
    scoped(&ConvosoConfig::default(), body)
}

fn refused(body: &Value) -> ProviderError {
    wire::search(body, &Filters::default()).unwrap_err()
}

fn rows(rows: Vec<Value>) -> Snapshot {
    read(&json!({ "agents": rows }))
}

fn row_with(change: Value) -> Value {
    let mut row =
        json!({ "user_id": "12345", "user_full_name": "Jane Smith", "status": "READY", "status_time_sec": 300 });
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

fn body(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn named(id: &str, name: &str) -> NamedRef {
    NamedRef { id: id.to_owned(), name: Some(name.to_owned()) }
}

#[test]
fn c01_the_documents_shape_is_read_field_by_field() {
    let snapshot = read(&body(SEED));

    assert!(snapshot.complete);
    assert_eq!(snapshot.warnings, []);
    let agent = &snapshot.agents[0];
    assert_eq!((agent.external_id.as_str(), agent.id_kind), ("12345", IdKind::UserId));
    assert_eq!(agent.display_name, "Jane Smith");
    assert_eq!((agent.state, agent.confidence), (AgentState::Available, Confidence::Reported));
    assert_eq!((agent.raw_status.as_str(), agent.raw_label.as_deref()), ("READY", Some("Ready for calls")));
    assert_eq!(agent.clock, Some(Clock::reported_duration(now().plus_s(-300))));
    assert_eq!(agent.campaign, Some(named("111", "Sales Campaign")));
    assert_eq!(agent.current_queue, Some(named("222", "Main Queue")));
    assert_eq!(agent.list, Some(NamedRef { id: "333".to_owned(), name: None }));
    assert_eq!(agent.extension.as_deref(), Some("1001"));
    assert_eq!((agent.calls_today, agent.calls_session), (Some(42), Some(150)));
    assert_eq!(agent.skills, ["english", "sales"]);
    assert_eq!(agent.devices[0].connection_type.as_deref(), Some("softphone"));
    assert_eq!(agent.devices[0].channel.as_deref(), Some("phone"));
    let extra: Vec<(&str, &str)> =
        agent.provider_extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        extra,
        [
            ("queue_assignment", "2023-03-01 09:00:00"),
            ("lead_id", "54321"),
            ("call_log_id", "789"),
            ("call_type", "outbound")
        ]
    );
    let totals = snapshot.totals.unwrap();
    assert_eq!((totals.agents, totals.in_call, totals.ready, totals.paused), (Some(25), Some(15), Some(8), Some(2)));
    assert_eq!((totals.calls, totals.answered, totals.dropped), (Some(500), Some(450), Some(20)));
}

#[test]
fn c01_the_vendors_envelope_is_read_as_well() {
    let snapshot = read(&body(OFFICIAL));

    assert!(snapshot.complete);
    assert_eq!(snapshot.warnings, []);
    assert_eq!(snapshot.agents.len(), 2);
    let waiting = &snapshot.agents[0];
    assert_eq!((waiting.external_id.as_str(), waiting.state), ("1104055", AgentState::Available));
    assert_eq!((&waiting.current_queue, &waiting.list, &waiting.call), (&None, &None, &None));
    assert_eq!(waiting.clock, Some(Clock::reported_duration(now().plus_s(-7507))));
    assert_eq!(waiting.callin.items, [named("11111", "English"), named("22222", "Spanish")]);
    assert_eq!(waiting.callin.completeness, Completeness::AtLeast);
    assert_eq!(waiting.skills, ["english", "spanish"]);
    let talking = &snapshot.agents[1];
    assert_eq!((talking.external_id.as_str(), talking.state), ("1104056", AgentState::OnCall));
    assert_eq!(talking.list, Some(named("333", "Web Leads")));
    let call = talking.call.as_ref().unwrap();
    assert_eq!((call.direction, call.phase), (Direction::Inbound, CallPhase::Connected));
    assert_eq!((call.lead_id.as_deref(), call.call_log_id.as_deref()), (Some("54321"), Some("700001")));
    assert_eq!(snapshot.totals.unwrap().agents, Some(25));
}

#[test]
fn c03_seconds_win_over_minutes_and_those_over_the_time_of_the_change() {
    let since = |change: Value| only(change).clock;
    let changed = json!("2025-05-28 14:43:52");
    let ago = |seconds: i64| Some(Clock::reported_duration(now().plus_s(-seconds)));

    assert_eq!(since(json!({ "status_time_sec": 10, "status_time_mmss": "05:00" })), ago(10));
    assert_eq!(since(json!({ "status_time_sec": "0", "status_time_mmss": "05:00" })), ago(0));
    assert_eq!(since(json!({ "status_time_sec": -1, "status_time_mmss": "125:07" })), ago(7507));
    assert_eq!(since(json!({ "status_time_sec": null, "status_time_mmss": "02:05:07" })), ago(7507));
    assert_eq!(
        since(json!({ "status_time_sec": "", "status_time_mmss": "-", "last_state_change": changed })),
        Some(Clock::reported_timestamp(zone::rfc3339("2025-05-28T21:43:52Z").unwrap()))
    );
    assert_eq!(since(json!({ "status_time_sec": null, "last_state_change": "-" })), None);
}

#[test]
fn c03_a_broken_duration_is_told_and_the_row_is_shown() {
    let snapshot =
        rows(vec![row_with(json!({ "status_time_sec": -1, "status_time_mmss": "soon", "calls_today": 1e300 }))]);

    assert_eq!(snapshot.agents.len(), 1);
    assert!(snapshot.complete);
    let fields: Vec<String> = snapshot
        .warnings
        .into_iter()
        .filter_map(|warning| if let Warning::BadFigure { field } = warning { Some(field) } else { None })
        .collect();
    assert_eq!(fields, ["calls_today", "status_time_mmss", "status_time_sec"]);
}

#[test]
fn c04_codes_are_mapped_by_the_table_and_nothing_else() {
    for (code, expected, sub) in [
        ("READY", AgentState::Available, None),
        ("WAITING", AgentState::Available, None),
        ("CLOSER", AgentState::Available, None),
        ("INCALL", AgentState::OnCall, None),
        ("ONCALL", AgentState::OnCall, None),
        ("in_call", AgentState::OnCall, None),
        ("RINGING", AgentState::Ringing, None),
        ("QUEUE", AgentState::Ringing, None),
        ("TRANSFER", AgentState::OnCall, Some(SubState::Transfer)),
        ("WRAP", AgentState::WrapUp, None),
        ("dispo", AgentState::WrapUp, Some(SubState::Disposition)),
        ("DEAD", AgentState::WrapUp, Some(SubState::Dead)),
        ("PAUSED", AgentState::Paused, None),
        ("BREAK", AgentState::Paused, None),
        ("LUNCH", AgentState::Paused, None),
        ("LOGGED_OUT", AgentState::LoggedOut, None),
        ("PARK", AgentState::Unknown, None),
        ("NOT READY", AgentState::Unknown, None),
    ] {
        let agent = only(json!({ "status": code, "status_label": "Ready for calls" }));

        assert_eq!((agent.state, agent.sub, agent.raw_status.as_str()), (expected, sub, code));
    }
}

#[test]
fn x10_unmapped_words_are_listed_once_with_the_row_shown() {
    let snapshot = rows(vec![
        row_with(json!({ "status": "TRAINING" })),
        row_with(json!({ "status": "TRAINING", "user_id": "2" })),
        row_with(json!({ "status": null, "user_id": "3" })),
    ]);

    assert_eq!(snapshot.agents.len(), 3);
    assert!(snapshot.agents.iter().all(|agent| agent.state == AgentState::Unknown));
    assert_eq!(snapshot.unmapped_states(), ["", "TRAINING"]);
    assert_eq!(snapshot.warnings.len(), 2);
}

#[test]
fn c04_a_pause_has_a_reason_where_the_label_says_more_than_the_code() {
    let reason = |status: &str, label: Value| only(json!({ "status": status, "status_label": label })).pause_reason;

    assert_eq!(reason("PAUSED", json!("Lunch")).as_deref(), Some("Lunch"));
    assert_eq!(reason("PAUSED", json!("Paused")), None);
    assert_eq!(reason("PAUSED", json!(null)), None);
    assert_eq!(reason("BREAK", json!("-")).as_deref(), Some("BREAK"));
    assert_eq!(reason("BREAK", json!("Coffee")).as_deref(), Some("Coffee"));
    assert_eq!(reason("READY", json!("Lunch")), None);
}

#[test]
fn c05_a_logged_out_row_is_logged_out_by_the_providers_word() {
    let agent = only(json!({ "status": "LOGGED_OUT", "status_label": "Logged out" }));

    assert_eq!((agent.state, agent.confidence), (AgentState::LoggedOut, Confidence::Reported));
    assert_eq!(agent.call, None);
}

#[test]
fn c05_an_agent_that_is_absent_is_left_to_absence() {
    let snapshot = rows(vec![row_with(json!({}))]);

    assert!(snapshot.complete);
    assert_eq!(snapshot.agents.len(), 1);
}

#[test]
fn c08_a_queue_assignment_is_text_whatever_it_looks_like() {
    for text in ["2023-03-01 09:00:00", "Spanish, English"] {
        let agent = only(json!({ "queue_assignment": text }));

        assert_eq!(agent.provider_extra, [("queue_assignment".to_owned(), text.to_owned())]);
        assert_eq!(agent.clock, Some(Clock::reported_duration(now().plus_s(-300))));
    }
}

#[test]
fn c15_calls_today_and_calls_of_the_session_are_two_counters() {
    let official = only(json!({ "calls_today": "123", "total_calls": 7 }));
    let untold = only(json!({}));

    assert_eq!((official.calls_today, official.calls_session), (Some(123), Some(7)));
    assert_eq!((untold.calls_today, untold.calls_session), (None, None));
}

#[test]
fn c16_no_number_is_made_up_for_a_call() {
    let call = only(json!({ "status": "INCALL", "lead_id": "54321", "call_log_id": 789, "call_type": "MANUAL" }))
        .call
        .unwrap();

    assert_eq!((call.customer_number, call.own_number, call.started_at), (None, None, None));
    assert_eq!((call.lead_id.as_deref(), call.call_log_id.as_deref()), (Some("54321"), Some("789")));
    assert_eq!((call.direction, call.kind_raw.as_deref()), (Direction::Unknown, Some("MANUAL")));
}

#[test]
fn x05_the_vendors_words_for_nothing_are_nothing() {
    let agent =
        only(json!({ "status": "INCALL", "campaign_id": "0", "campaign_name": "-", "queue_id": "", "queue_name": "-",
        "list_id": 0, "list_name": "-", "lead_id": "0", "call_log_id": "0", "call_type": "-", "extension": "-" }));

    assert_eq!((agent.campaign, agent.current_queue, agent.list, agent.extension), (None, None, None, None));
    let call = agent.call.unwrap();
    assert_eq!((call.lead_id, call.call_log_id, call.kind_raw), (None, None, None));
}

#[test]
fn x04_identifiers_may_be_numbers_and_twins_in_capitals_are_told() {
    let number = only(json!({ "user_id": 1104055 }));
    let twins = rows(vec![row_with(json!({ "user_id": "A1" })), row_with(json!({ "user_id": "a1" }))]);

    assert_eq!(number.external_id, "1104055");
    assert_eq!(twins.agents.len(), 2);
    assert_eq!(twins.warnings, [Warning::CaseOnlyDuplicate { external_id: "A1".to_owned() }]);
}

#[test]
fn x07_the_time_of_a_change_is_never_ahead_of_us() {
    let snapshot = rows(vec![row_with(json!({ "status_time_sec": null, "last_state_change": "2025-05-28 15:00:30" }))]);

    assert_eq!(snapshot.agents[0].clock, Some(Clock::reported_timestamp(now())));
    assert_eq!(snapshot.warnings, [Warning::ClockSkew { seconds: 30 }]);
}

#[test]
fn the_same_row_twice_is_one_agent_and_differing_rows_are_told() {
    let twice = rows(vec![row_with(json!({})), row_with(json!({}))]);
    let differing = rows(vec![row_with(json!({})), row_with(json!({ "status": "INCALL" }))]);

    assert_eq!((twice.agents.len(), twice.warnings.len()), (1, 0));
    assert_eq!(differing.agents.len(), 1);
    assert_eq!(differing.agents[0].state, AgentState::OnCall);
    assert_eq!(differing.warnings, [Warning::DuplicateAgent { external_id: "12345".to_owned() }]);
}

#[test]
fn one_bad_row_is_one_warning_and_the_others_are_shown() {
    let snapshot =
        rows(vec![json!(7), row_with(json!({})), json!({ "status": "READY" }), row_with(json!({ "user_id": "0" }))]);

    assert_eq!(snapshot.agents.len(), 1);
    assert!(!snapshot.complete);
    let bad: Vec<u32> = snapshot
        .warnings
        .iter()
        .filter_map(|warning| if let Warning::BadRow { row, .. } = warning { Some(*row) } else { None })
        .collect();
    assert_eq!(bad, [1, 3, 4]);
}
