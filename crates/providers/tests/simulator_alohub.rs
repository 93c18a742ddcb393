//! The AloHub client against the simulator, which reads the same documents without knowing this client.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop where it stands")]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::agent::AgentState;
use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::queue::Completeness;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::alohub::Alohub;
use providers::alohub::Timings;
use providers::alohub::config::AlohubConfig;
use providers::alohub::config::AuthStyle;
use providers::error::BadBody;
use providers::error::Unreachable;
use providers::http::HttpClient;
use secrecy::SecretString;
use simulator::Fault;
use simulator::Options;
use simulator::ProviderName;
use simulator::SimClock;
use simulator::Simulator;
use simulator::SimulatorConfig;

const NOW: UnixMs = UnixMs(1_780_000_000_000);
const SIMULATED: ProviderName = ProviderName::Alohub;

async fn floor_of(agents_per_provider: usize, change: impl FnOnce(&mut Options)) -> Simulator {
    let mut options = Options::default();
    change(&mut options);
    let clock = SimClock::manual(NOW.0);
    let config = SimulatorConfig { agents_per_provider, clock, options, ..SimulatorConfig::default() };
    simulator::start(config).await.unwrap()
}

fn client(simulator: &Simulator, config: AlohubConfig) -> Alohub {
    let settings = ConnectionSettings::new(simulator.base_url(SIMULATED), ProviderConfig::Alohub(config.clone()));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    let http = HttpClient::new(&settings, guard).unwrap();
    let secret = SecretString::from(simulator.credentials(SIMULATED).secret);
    let timings = Timings { look_after: [Duration::ZERO; 3], ..Timings::default() };
    Alohub::new(config, &settings, secret, http).unwrap().with_timings(timings)
}

fn command(external_id: &str, action: Action) -> Command {
    Command { external_id: external_id.to_owned(), action }
}

fn set_callin(queue_ids: &[&str]) -> Action {
    Action::SetCallinQueues { queue_ids: queue_ids.iter().map(|&id| id.to_owned()).collect(), priority: Some(1) }
}

#[tokio::test]
async fn a18_the_whole_floor_is_read_and_every_word_is_known() {
    let simulator = floor_of(413, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert!(snapshot.complete);
    assert!(snapshot.warnings.is_empty(), "{:?}", snapshot.warnings);
    let there: BTreeSet<String> = simulator.agents(SIMULATED).into_iter().map(|(id, _)| id).collect();
    let read: BTreeSet<String> = snapshot.agents.iter().map(|agent| agent.external_id.clone()).collect();
    assert_eq!(read, there);
    assert_eq!(snapshot.totals.as_ref().unwrap().records, Some(413));
    assert_eq!(snapshot.requests, 6);
    assert_eq!(snapshot.allowance.unwrap().window_s, 10);
    assert_eq!(snapshot.queues.len(), 4);
}

#[tokio::test]
async fn a20_the_states_are_those_of_the_simulated_floor() {
    let simulator = floor_of(60, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());

    let snapshot = alohub.poll(NOW).await.unwrap();

    let mut compared = 0;
    for (id, state) in simulator.agents(SIMULATED) {
        let agent = snapshot.agents.iter().find(|agent| agent.external_id == id).unwrap();
        let wanted = match state {
            simulator::AgentState::LoggedOut => AgentState::LoggedOut,
            simulator::AgentState::Available => AgentState::Available,
            simulator::AgentState::Ringing
            | simulator::AgentState::Dialing
            | simulator::AgentState::OnCall
            | simulator::AgentState::OnHold
            | simulator::AgentState::WrapUp
            | simulator::AgentState::Dead
            | simulator::AgentState::Paused => AgentState::Unavailable,
        };
        let both_words = agent.raw_label.is_some() && agent.provider_extra.iter().any(|(name, _)| name == "userStatus");
        if both_words {
            assert_eq!(agent.state, wanted, "{id}");
            compared += 1;
        }
    }
    assert!(compared > 40);
}

#[tokio::test]
async fn a17_a_smaller_page_than_asked_for_loses_nobody() {
    let simulator = floor_of(73, |options| options.alohub.page_cap = 20).await;

    let snapshot = client(&simulator, AlohubConfig::default()).poll(NOW).await.unwrap();

    assert!(snapshot.complete);
    assert_eq!(snapshot.agents.len(), 73);
}

#[tokio::test]
async fn a01_the_backends_door_opens_too() {
    let simulator = floor_of(5, |_| {}).await;
    let config = AlohubConfig {
        auth_style: AuthStyle::Backend,
        tenant_id: Some("20260310".to_owned()),
        ..AlohubConfig::default()
    };

    let snapshot = client(&simulator, config).poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 5);
    assert!(snapshot.complete);
}

#[tokio::test]
async fn a06_a_replaced_list_is_confirmed_and_the_scan_shows_it_whole() {
    let simulator = floor_of(24, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());
    let id = simulator.agents(SIMULATED).swap_remove(0).0;

    let outcome = alohub.execute(&command(&id, set_callin(&["1000886", "1001302", "1001226"])), NOW).await;

    assert_eq!(outcome, Outcome::Confirmed);
    assert_eq!(simulator.writes(SIMULATED), 1);
    let scan = alohub.membership_scan(Some(&BTreeSet::from([id.clone()])), NOW, &|_| {}).await.unwrap();
    let membership = &scan.memberships[&id];
    let ids: Vec<&str> = membership.items.iter().map(|queue| queue.id.as_str()).collect();
    assert_eq!(ids, ["1000886", "1001226", "1001302"]);
    assert_eq!(membership.completeness, Completeness::Complete);
    assert_eq!(membership.priority, Some(1));
}

#[tokio::test]
async fn a11_a_callout_queue_is_confirmed_by_the_row() {
    let simulator = floor_of(24, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());
    let id = simulator.agents(SIMULATED).swap_remove(0).0;

    for queue_id in ["13877", "13876"] {
        let action = Action::SetCalloutQueue { queue_id: queue_id.to_owned() };
        assert_eq!(alohub.execute(&command(&id, action), NOW).await, Outcome::Confirmed);
    }
}

#[tokio::test]
async fn a23_a_write_that_stays_invisible_is_accepted_and_sent_once() {
    let simulator = floor_of(24, |options| options.alohub.write_delay_ms = 3_600_000).await;
    let alohub = client(&simulator, AlohubConfig::default());
    let id = simulator.agents(SIMULATED).swap_remove(0).0;

    let outcome = alohub.execute(&command(&id, set_callin(&["1000886", "1001302", "1001226"])), NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
    assert_eq!(simulator.writes(SIMULATED), 1);
}

#[tokio::test]
async fn a14_the_missing_migration_is_no_outage() {
    let simulator = floor_of(24, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());
    let id = simulator.agents(SIMULATED).swap_remove(0).0;
    let on = command(&id, Action::SetRecording { on: true });
    assert_eq!(alohub.execute(&on, NOW).await, Outcome::AcceptedUnverifiable);

    simulator.set_options(|options| options.alohub.recording_migration_missing = true);

    let outcome = alohub.execute(&on, NOW).await;
    assert_eq!(outcome, Outcome::Refused { reason: Refusal::NotEnabled, code: Some("FAIL".to_owned()) });
    assert!(alohub.poll(NOW).await.is_ok());
}

#[tokio::test]
async fn an_agent_that_does_not_exist_is_named_as_such() {
    let simulator = floor_of(5, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());

    let outcome = alohub.execute(&command("099999", set_callin(&["1000886"])), NOW).await;

    assert_eq!(outcome, Outcome::Refused { reason: Refusal::NoSuchAgent, code: Some("NOT_FOUND".to_owned()) });
}

#[tokio::test]
async fn every_fault_is_an_error_that_names_its_cause_and_the_next_poll_is_good() {
    let simulator = floor_of(24, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());
    let bad_body = |cause| ProviderError::BadBody(cause);
    let cases = [
        (Fault::Status500, ProviderError::ServerError { status: 500 }),
        (Fault::Status502, ProviderError::ServerError { status: 502 }),
        (Fault::Status503, ProviderError::ServerError { status: 503 }),
        (
            Fault::RateLimited { retry_after_s: 5 },
            ProviderError::RateLimited { retry_after: Some(Duration::from_secs(5)) },
        ),
        (Fault::Garbage, bad_body(BadBody::NotJson)),
        (Fault::Truncated, bad_body(BadBody::NotJson)),
        (Fault::HtmlOk, bad_body(BadBody::Html)),
        (Fault::GzipBomb, bad_body(BadBody::TooLarge)),
        (Fault::AuthRevoked, ProviderError::AuthFailed),
        (
            Fault::ErrorIn200,
            ProviderError::Refused { code: Some("FAIL".to_owned()), reason: "a failure inside AloHub".to_owned() },
        ),
        (Fault::Redirect, bad_body(BadBody::Redirect)),
        (Fault::Reset, ProviderError::Unreachable(Unreachable::BrokeOff)),
    ];
    for (fault, wanted) in cases {
        simulator.set_fault(SIMULATED, fault);
        assert_eq!(alohub.poll(NOW).await, Err(wanted), "{fault}");

        simulator.set_fault(SIMULATED, Fault::None);
        assert_eq!(alohub.poll(NOW).await.unwrap().agents.len(), 24, "after {fault}");
    }
}

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_unknown_and_not_repeated() {
    let simulator = floor_of(24, |_| {}).await;
    let alohub = client(&simulator, AlohubConfig::default());
    let id = simulator.agents(SIMULATED).swap_remove(0).0;
    for (writes, fault) in [(1, Fault::Reset), (2, Fault::Truncated)] {
        simulator.set_fault(SIMULATED, fault);

        let outcome = alohub.execute(&command(&id, set_callin(&["1000886"])), NOW).await;

        assert_eq!(outcome, Outcome::Unknown, "{fault}");
        assert_eq!(simulator.writes(SIMULATED), writes, "{fault}");
    }
}
