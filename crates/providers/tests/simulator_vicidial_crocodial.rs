//! The VICIdial and CrocoDial clients against the simulated call centre, quiet and with its faults.

#![allow(clippy::unwrap_used, reason = "a test ends where its arrangement fails")]

use std::collections::BTreeMap;

use domain::agent::AgentState;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::in_group::InGroupChange;
use domain::in_group::InGroupEdit;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::crocodial::config::CrocodialConfig;
use providers::error::BadBody;
use providers::error::Unreachable;
use providers::vicidial::config::AgentApi;
use providers::vicidial::config::Mode;
use providers::vicidial::config::VicidialConfig;
use secrecy::SecretString;
use simulator::AgentState as Simulated;
use simulator::Fault;
use simulator::ProviderName;
use simulator::SimClock;
use simulator::Simulator;
use simulator::SimulatorConfig;

async fn simulated() -> Simulator {
    let clock = SimClock::manual(1_795_226_832_000);
    simulator::start(SimulatorConfig { clock, ..SimulatorConfig::default() }).await.unwrap()
}

fn now(simulator: &Simulator) -> UnixMs {
    UnixMs(simulator.clock().now_unix_ms())
}

fn client(simulator: &Simulator, name: ProviderName, provider: ProviderConfig) -> std::sync::Arc<dyn Provider> {
    let settings = ConnectionSettings::new(simulator.base_url(name), provider);
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    let secret = SecretString::from(simulator.credentials(name).secret);
    providers::connect(&settings, secret, guard).unwrap()
}

fn vicidial(simulator: &Simulator, mode: Mode) -> std::sync::Arc<dyn Provider> {
    let agents = simulator.agents(ProviderName::Vicidial).into_iter().map(|(id, _)| id).collect();
    let user = simulator.credentials(ProviderName::Vicidial).user.unwrap().to_owned();
    let config = VicidialConfig { user, mode, agents, agent_api: AgentApi::On, ..VicidialConfig::default() };
    client(simulator, ProviderName::Vicidial, ProviderConfig::Vicidial(config))
}

fn crocodial(simulator: &Simulator) -> std::sync::Arc<dyn Provider> {
    let user = simulator.credentials(ProviderName::Crocodial).user.unwrap().to_owned();
    let config = CrocodialConfig { user, ..CrocodialConfig::default() };
    client(simulator, ProviderName::Crocodial, ProviderConfig::Crocodial(config))
}

fn states(snapshot: &Snapshot) -> BTreeMap<&str, AgentState> {
    snapshot.agents.iter().map(|agent| (agent.external_id.as_str(), agent.state)).collect()
}

/// What VICIdial's words can tell of a simulated state.
fn as_vicidial_tells(state: Simulated) -> AgentState {
    match state {
        Simulated::LoggedOut => AgentState::LoggedOut,
        Simulated::Available => AgentState::Available,
        Simulated::Ringing => AgentState::Ringing,
        Simulated::Dialing => AgentState::Dialing,
        Simulated::OnCall => AgentState::OnCall,
        Simulated::OnHold => AgentState::OnHold,
        Simulated::Dead | Simulated::WrapUp => AgentState::WrapUp,
        Simulated::Paused => AgentState::Paused,
    }
}

/// What CrocoDial's words can tell of a simulated state.
fn as_crocodial_tells(state: Simulated) -> AgentState {
    match state {
        Simulated::LoggedOut => AgentState::LoggedOut,
        Simulated::Available => AgentState::Available,
        Simulated::Ringing | Simulated::Dialing | Simulated::OnCall | Simulated::OnHold => AgentState::OnCall,
        Simulated::Dead | Simulated::WrapUp => AgentState::WrapUp,
        Simulated::Paused => AgentState::Paused,
    }
}

const EVERY_STATE: [Simulated; 9] = [
    Simulated::LoggedOut,
    Simulated::Available,
    Simulated::Ringing,
    Simulated::Dialing,
    Simulated::OnCall,
    Simulated::OnHold,
    Simulated::Dead,
    Simulated::WrapUp,
    Simulated::Paused,
];

#[tokio::test]
async fn v08_every_state_of_the_vicidial_floor_is_read_in_both_modes() {
    let simulator = simulated().await;
    let ids: Vec<String> = simulator.agents(ProviderName::Vicidial).into_iter().map(|(id, _)| id).collect();
    for (id, state) in ids.iter().zip(EVERY_STATE) {
        simulator.force_state(ProviderName::Vicidial, id, state).unwrap();
    }

    let listed = vicidial(&simulator, Mode::List).poll(now(&simulator)).await.unwrap();
    let swept = vicidial(&simulator, Mode::Agent).poll(now(&simulator)).await.unwrap();

    let told: Vec<(String, AgentState)> = simulator
        .agents(ProviderName::Vicidial)
        .into_iter()
        .map(|(id, state)| (id, as_vicidial_tells(state)))
        .collect();
    let expected: BTreeMap<&str, AgentState> = told.iter().map(|(id, state)| (id.as_str(), *state)).collect();
    assert_eq!(states(&swept), expected);
    let logged_in = expected.into_iter().filter(|(_, state)| state.is_logged_in()).collect();
    assert_eq!(states(&listed), logged_in);
    assert!(listed.complete && swept.complete);
    assert_eq!((listed.unmapped_states(), swept.unmapped_states()), (Vec::new(), Vec::new()));
    simulator.shutdown().await;
}

#[tokio::test]
async fn g02_every_state_of_the_crocodial_floor_is_read() {
    let simulator = simulated().await;
    let agents = simulator.agents(ProviderName::Crocodial);
    for ((id, _), state) in agents.iter().zip(EVERY_STATE) {
        simulator.force_state(ProviderName::Crocodial, id, state).unwrap();
    }

    let snapshot = crocodial(&simulator).poll(now(&simulator)).await.unwrap();

    assert!(snapshot.complete && snapshot.totals.is_some());
    assert_eq!((snapshot.warnings.len(), snapshot.agents.is_empty()), (0, false));
    let told: BTreeMap<String, AgentState> = simulator
        .agents(ProviderName::Crocodial)
        .into_iter()
        .map(|(id, state)| (id, as_crocodial_tells(state)))
        .collect();
    for (id, state) in states(&snapshot) {
        assert_eq!(Some(&state), told.get(id), "{id}");
    }
    simulator.shutdown().await;
}

#[tokio::test]
async fn x12_a_revoked_password_costs_one_request() {
    let simulator = simulated().await;
    for name in [ProviderName::Vicidial, ProviderName::Crocodial] {
        simulator.set_fault(name, Fault::AuthRevoked);
    }

    for (name, client) in [
        (ProviderName::Vicidial, vicidial(&simulator, Mode::List)),
        (ProviderName::Vicidial, vicidial(&simulator, Mode::Agent)),
        (ProviderName::Crocodial, crocodial(&simulator)),
    ] {
        let before = simulator.requests(name);
        assert_eq!(client.poll(now(&simulator)).await.unwrap_err(), ProviderError::AuthFailed);
        assert_eq!(simulator.requests(name), before + 1);
    }
    simulator.shutdown().await;
}

#[tokio::test]
async fn x01_every_fault_is_an_error_with_its_cause_and_none_is_an_empty_floor() {
    let simulator = simulated().await;
    for (fault, expected) in [
        (Fault::Status500, ProviderError::ServerError { status: 500 }),
        (Fault::Status502, ProviderError::ServerError { status: 502 }),
        (Fault::Status503, ProviderError::ServerError { status: 503 }),
        (Fault::HtmlOk, ProviderError::BadBody(BadBody::Html)),
        (Fault::Redirect, ProviderError::BadBody(BadBody::Redirect)),
        (Fault::HugeBody, ProviderError::BadBody(BadBody::TooLarge)),
        (Fault::GzipBomb, ProviderError::BadBody(BadBody::TooLarge)),
        (Fault::Reset, ProviderError::Unreachable(Unreachable::BrokeOff)),
    ] {
        for (name, client) in [
            (ProviderName::Vicidial, vicidial(&simulator, Mode::List)),
            (ProviderName::Vicidial, vicidial(&simulator, Mode::Agent)),
            (ProviderName::Crocodial, crocodial(&simulator)),
        ] {
            simulator.set_fault(name, fault);
            assert_eq!(client.poll(now(&simulator)).await.unwrap_err(), expected, "{name} {fault}");
            simulator.set_fault(name, Fault::None);
            assert!(client.poll(now(&simulator)).await.is_ok(), "{name} recovers from {fault}");
        }
    }
    for fault in [Fault::ErrorIn200, Fault::Garbage, Fault::Truncated] {
        for (name, client) in [
            (ProviderName::Vicidial, vicidial(&simulator, Mode::List)),
            (ProviderName::Vicidial, vicidial(&simulator, Mode::Agent)),
            (ProviderName::Crocodial, crocodial(&simulator)),
        ] {
            simulator.set_fault(name, fault);
            let polled = client.poll(now(&simulator)).await;
            assert!(!matches!(polled, Ok(Snapshot { complete: true, .. })), "{name} {fault}: {polled:?}");
            simulator.set_fault(name, Fault::None);
        }
    }
    simulator.shutdown().await;
}

#[tokio::test]
async fn a_spoiled_letter_does_not_fail_the_poll() {
    let simulator = simulated().await;
    simulator.set_fault(ProviderName::Vicidial, Fault::InvalidUtf8);

    let snapshot = vicidial(&simulator, Mode::List).poll(now(&simulator)).await.unwrap();

    assert!(!snapshot.agents.is_empty());
    simulator.shutdown().await;
}

#[tokio::test]
async fn what_the_agent_api_promises_shows_in_a_later_poll() {
    let simulator = simulated().await;
    simulator.force_state(ProviderName::Vicidial, "agent007", Simulated::Available).unwrap();
    let vicidial = vicidial(&simulator, Mode::List);
    let act = async |action: Action| {
        let command = Command { external_id: "agent007".to_owned(), action };
        vicidial.execute(&command, now(&simulator)).await
    };
    let state = async || {
        let snapshot = vicidial.poll(now(&simulator)).await.unwrap();
        states(&snapshot).get("agent007").copied()
    };

    assert_eq!(act(Action::Resume).await, Outcome::AlreadyDone);
    assert_eq!(act(Action::Pause).await, Outcome::AcceptedNotVisible);
    assert_eq!(state().await, Some(AgentState::Available));
    simulator.clock().advance_ms(2_000);
    assert_eq!(state().await, Some(AgentState::Paused));
    assert_eq!(act(Action::Resume).await, Outcome::AcceptedNotVisible);
    simulator.clock().advance_ms(2_000);
    assert_ne!(state().await, Some(AgentState::Paused));
    assert_eq!(act(Action::LogOut).await, Outcome::AcceptedNotVisible);
    simulator.force_state(ProviderName::Vicidial, "agent007", Simulated::LoggedOut).unwrap();
    assert_eq!(state().await, None);
    assert_eq!(act(Action::LogOut).await, Outcome::AlreadyDone);
    assert_eq!(act(Action::Pause).await, Outcome::Refused { reason: Refusal::NotLoggedIn, code: None });
    assert_eq!(simulator.writes(ProviderName::Vicidial), 3);
}

#[tokio::test]
async fn the_whole_in_group_list_arrives_with_its_first_group() {
    let simulator = simulated().await;
    let vicidial = vicidial(&simulator, Mode::List);
    let snapshot = vicidial.poll(now(&simulator)).await.unwrap();
    let somebody = snapshot.agents.iter().find(|agent| agent.campaign.as_ref().is_some_and(|it| it.id == "SUPPORT"));
    let external_id = somebody.unwrap().external_id.clone();
    let change = async |ids: &[&str]| {
        let groups = ids.iter().map(|&id| id.to_owned()).collect();
        let change = InGroupChange { edit: InGroupEdit::Replace, groups, also_dials: false };
        let action = Action::ChangeInGroups(change);
        vicidial.execute(&Command { external_id: external_id.clone(), action }, now(&simulator)).await
    };

    assert_eq!(change(&["SUPPORT_IN", "SALESLINE"]).await, Outcome::AcceptedNotVisible);
    // The first of the list is looked at as well: without the leading space this one would be lost and SUCCESS said.
    let unknown = Outcome::Refused { reason: Refusal::NoSuchQueue, code: None };
    assert_eq!(change(&["FAKE_IN", "SALESLINE"]).await, unknown);
    assert_eq!(simulator.writes(ProviderName::Vicidial), 1);
    // The screen takes it two seconds later, which pass when we say so.
    let taken = async || vicidial.in_groups(&external_id, now(&simulator)).await.unwrap().taken.unwrap();
    assert!(taken().await.is_waiting);
    simulator.clock().advance_ms(2_000);
    vicidial.poll(now(&simulator)).await.unwrap();
    let taken = taken().await;
    assert!(!taken.is_waiting);
    assert_eq!(taken.groups.iter().collect::<Vec<_>>(), ["SALESLINE", "SUPPORT_IN"]);
}

#[tokio::test]
async fn a_fault_around_the_agent_api_is_unknown_or_not_done_and_never_success() {
    let simulator = simulated().await;
    simulator.force_state(ProviderName::Vicidial, "agent007", Simulated::Available).unwrap();
    let vicidial = vicidial(&simulator, Mode::List);
    let command = Command { external_id: "agent007".to_owned(), action: Action::Pause };

    for fault in [Fault::Status500, Fault::Status502, Fault::Garbage, Fault::HtmlOk] {
        simulator.set_fault(ProviderName::Vicidial, fault);
        assert_eq!(vicidial.execute(&command, now(&simulator)).await, Outcome::Unknown, "{fault}");
    }
    simulator.set_fault(ProviderName::Vicidial, Fault::AuthRevoked);
    let refused = Outcome::Refused { reason: Refusal::KeyRefused, code: None };
    assert_eq!(vicidial.execute(&command, now(&simulator)).await, refused);
    assert_eq!(simulator.writes(ProviderName::Vicidial), 0);
}
