use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::crocodial::wire;

const NOW: UnixMs = UnixMs::from_s(1_795_226_832);
const READY: &str = include_str!("../../../tests/fixtures/crocodial/ready.json");
const IN_CALL: &str = include_str!("../../../tests/fixtures/crocodial/in_call.json");

fn read(text: &str) -> (AgentSnapshot, Vec<Warning>) {
    let answer = wire::read(text).unwrap();
    agent("Example.User", &wire::live_agent(&answer["data"]).unwrap(), None, NOW)
}

#[test]
fn the_documented_ready_agent_is_available_without_a_call() {
    let (agent, warnings) = read(READY);

    assert_eq!((agent.state, agent.raw_status.as_str()), (AgentState::Available, "READY"));
    assert_eq!((agent.call, agent.campaign, agent.confidence), (None, None, Confidence::Reported));
    assert_eq!(agent.devices[0].session.as_deref(), Some("8600118"));
    assert_eq!((agent.external_id.as_str(), agent.id_kind), ("Example.User", IdKind::Username));
    assert_eq!((agent.clock, warnings), (None, Vec::new()));
}

#[test]
fn g08_the_customer_is_who_is_talked_to_and_the_caller_id_is_ours() {
    let call = read(IN_CALL).0.call.unwrap();

    assert_eq!(call.customer_number.as_deref(), Some("1234567890"));
    assert_eq!(call.own_number.as_deref(), Some("9876543210"));
    assert_eq!((call.lead_id.as_deref(), call.lead_ref.as_deref()), (Some("7890123"), Some("abc123-xyz456")));
    assert_eq!(call.phase, CallPhase::Connected);
}

#[test]
fn the_documented_agent_in_call_has_a_campaign() {
    let agent = read(IN_CALL).0;

    let campaign = NamedRef { id: "CAMP001".to_owned(), name: Some("EXAMPLE_CAMPAIGN".to_owned()) };
    assert_eq!((agent.state, agent.campaign), (AgentState::OnCall, Some(campaign)));
}

#[test]
fn g07_a_dialer_call_is_outbound_and_other_kinds_stay_raw() {
    let call = read(IN_CALL).0.call.unwrap();
    assert_eq!((call.direction, call.kind_raw.as_deref()), (Direction::Outbound, Some("DIALER")));

    let call = read(&IN_CALL.replace("DIALER", "MANUAL")).0.call.unwrap();
    assert_eq!((call.direction, call.kind_raw.as_deref()), (Direction::Unknown, Some("MANUAL")));
}

#[test]
fn g03_the_colour_changes_nothing() {
    let green = read(IN_CALL);
    let danger = read(&IN_CALL.replace("\"green\"", "\"danger\""));
    let none = read(&IN_CALL.replace("\"color\": \"green\",", ""));

    assert_eq!(green, danger);
    assert_eq!(green, none);
    assert!(!format!("{:?}", green.0).contains("green"));
}

#[test]
fn g12_the_server_address_is_a_detail_and_nothing_else() {
    let agent = read(READY).0;

    assert_eq!(agent.devices[0].server.as_deref(), Some("127.0.0.1"));
    assert_eq!(agent.devices[0].network_ip, None);
}

#[test]
fn g04_nobody_there_is_logged_out_by_conclusion() {
    for data in [json!([]), json!(null), json!(""), json!({"color": "primary"}), json!({"status": " "})] {
        let (agent, warnings) = agent("a", &wire::live_agent(&data).unwrap(), None, NOW);

        assert_eq!((agent.state, agent.confidence), (AgentState::LoggedOut, Confidence::Derived), "{data}");
        assert_eq!(warnings, Vec::new());
    }
}

#[test]
fn g02_an_unknown_text_is_shown_as_it_came_and_counted() {
    let (agent, warnings) = read(&READY.replace("READY", "Team huddle"));

    assert_eq!((agent.state, agent.raw_status.as_str()), (AgentState::Unknown, "Team huddle"));
    assert_eq!(warnings, [Warning::UnknownState { raw: "Team huddle".to_owned() }]);
}

#[test]
fn g01_name_and_extension_come_from_the_roster() {
    let entry = RosterEntry {
        user: "Example.User".to_owned(),
        name: Some("Example User".to_owned()),
        exten: Some("0823".to_owned()),
        active: Some(true),
        campaign_id: Some("77".to_owned()),
        ..RosterEntry::default()
    };
    let live = wire::live_agent(&json!({"status": "READY"})).unwrap();

    let (agent, _) = agent("Example.User", &live, Some(&entry), NOW);

    assert_eq!((agent.display_name.as_str(), agent.extension.as_deref()), ("Example User", Some("0823")));
    assert_eq!((agent.enabled, agent.campaign.map(|campaign| campaign.id)), (Some(true), Some("77".to_owned())));
}

#[test]
fn totals_are_taken_as_they_are_and_a_broken_one_is_none() {
    let (read, warnings) = totals(&json!({"total_live_agents": 61, "paused_agents": "9", "ready_agents": "x",
        "incall_agents": 28, "offline_agents": 42, "total_active_agents": 102}));

    assert_eq!(
        (read.agents, read.paused, read.ready, read.in_call, read.offline),
        (Some(61), Some(9), None, Some(28), Some(42))
    );
    assert_eq!(
        (read.scope, warnings),
        (FigureScope::Account, vec![Warning::BadFigure { field: "ready_agents".to_owned() }])
    );
}

proptest! {
    /// Nothing that a server sends makes a reader panic.
    #[test]
    fn the_readers_are_total_on_arbitrary_text(text in "\\PC{0,300}", json in any::<bool>()) {
        let text = if json { format!("{{\"result\":\"success\",\"data\":{{\"status\":{text:?}}}}}") } else { text };
        if let Ok(answer) = wire::read(&text)
            && let Some(data) = answer.get("data")
            && let Ok(live) = wire::live_agent(data)
        {
            let (agent, _) = agent("a", &live, None, NOW);
            prop_assert!(agent.raw_status.chars().count() <= 64);
        }
    }
}
