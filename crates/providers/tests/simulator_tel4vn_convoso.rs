//! TEL4VN's and Convoso's clients against the simulated call centre: the floor as it is, faults, and the logout.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::command::Action;
use domain::command::Command;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::snapshot::Snapshot;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::config::ConvosoConfig;
use providers::config::Tel4vnConfig;
use providers::error::BadBody;
use providers::error::Unreachable;
use providers::tel4vn::config::Tel4vnAuth;
use secrecy::SecretString;
use simulator::AgentState as Simulated;
use simulator::ConvosoShape;
use simulator::Fault;
use simulator::ProviderName;
use simulator::SimClock;
use simulator::Simulator;
use simulator::SimulatorConfig;

const NOW: UnixMs = UnixMs::from_s(1_800_000_000);

async fn simulator() -> Simulator {
    let config = SimulatorConfig { clock: SimClock::manual(NOW.0), ..SimulatorConfig::default() };
    simulator::start(config).await.expect("loopback has a free port")
}

fn connect(base_url: String, secret: &str, provider: ProviderConfig) -> Arc<dyn Provider> {
    let settings = ConnectionSettings::new(base_url, provider);
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().expect("a range")] };
    providers::connect(&settings, SecretString::from(secret), guard).expect("the settings can work")
}

fn tel4vn(simulator: &Simulator, config: Tel4vnConfig) -> Arc<dyn Provider> {
    let secret = match config.auth {
        Tel4vnAuth::Static => simulator.credentials(ProviderName::Tel4vn).secret,
        Tel4vnAuth::V1 | Tel4vnAuth::V3 => simulator.tel4vn_api_key(),
    };
    connect(simulator.base_url(ProviderName::Tel4vn), secret, ProviderConfig::Tel4vn(config))
}

fn convoso(simulator: &Simulator, config: ConvosoConfig) -> Arc<dyn Provider> {
    let secret = simulator.credentials(ProviderName::Convoso).secret;
    let base_url = format!("{}/v1", simulator.base_url(ProviderName::Convoso));
    connect(base_url, secret, ProviderConfig::Convoso(config))
}

fn states(snapshot: &Snapshot) -> BTreeMap<&str, &'static str> {
    snapshot.agents.iter().map(|agent| (agent.external_id.as_str(), agent.state.slug())).collect()
}

#[tokio::test]
async fn every_way_into_tel4vn_shows_the_same_floor() {
    let simulator = simulator().await;
    let v3 = Tel4vnConfig { auth: Tel4vnAuth::V3, path: "/v3/monitor".to_owned() };

    let with_token = tel4vn(&simulator, Tel4vnConfig::default()).poll(NOW).await.unwrap();
    let with_key =
        tel4vn(&simulator, Tel4vnConfig { auth: Tel4vnAuth::V1, ..Tel4vnConfig::default() }).poll(NOW).await.unwrap();
    let newer = tel4vn(&simulator, v3).poll(NOW).await.unwrap();

    let logged_in = simulator
        .agents(ProviderName::Tel4vn)
        .iter()
        .filter(|(_, state)| !matches!(state, Simulated::LoggedOut))
        .count();
    assert!(with_token.complete);
    assert_eq!(with_token.warnings, []);
    assert_eq!(with_token.agents.len(), logged_in);
    assert_eq!(states(&with_token), states(&with_key));
    assert_eq!(states(&with_token), states(&newer));
}

#[tokio::test]
async fn t12_a_token_that_ends_is_replaced_without_a_failed_poll() {
    let simulator = simulator().await;
    simulator.set_options(|options| options.tel4vn.token_life_s = 300);
    let provider = tel4vn(&simulator, Tel4vnConfig { auth: Tel4vnAuth::V3, ..Tel4vnConfig::default() });

    provider.poll(NOW).await.unwrap();
    simulator.clock().advance_ms(301_000);
    // The client's clock stood still, so it learns of the end by a refusal.
    let after = provider.poll(NOW).await.unwrap();

    assert_eq!(after.requests, 3);
}

#[tokio::test]
async fn c01_both_shapes_show_the_same_floor_in_the_floors_own_states() {
    let simulator = simulator().await;
    let provider = convoso(&simulator, ConvosoConfig::default());

    let official = provider.poll(NOW).await.unwrap();
    simulator.set_options(|options| options.convoso.shape = ConvosoShape::Seed);
    let seed = provider.poll(NOW).await.unwrap();

    assert!(official.complete && seed.complete);
    assert_eq!((official.warnings.len(), seed.warnings.len()), (0, 0));
    assert_eq!(states(&official), states(&seed));
    let shown = states(&official);
    for (external_id, state) in simulator.agents(ProviderName::Convoso) {
        let expected = match state {
            Simulated::Available => "available",
            Simulated::Ringing => "ringing",
            Simulated::WrapUp | Simulated::Dead => "wrap_up",
            Simulated::Paused => "paused",
            // The monitor has one word for all three.
            Simulated::Dialing | Simulated::OnCall | Simulated::OnHold => "on_call",
            Simulated::LoggedOut => continue,
        };
        assert_eq!(shown.get(external_id.as_str()), Some(&expected), "{external_id}");
    }
}

async fn is_live(provider: &dyn Provider, external_id: &str) -> bool {
    provider
        .agent(external_id, NOW)
        .await
        .expect("the simulator answers")
        .is_some_and(|agent| agent.state.is_logged_in())
}

#[tokio::test]
async fn c10_a_logout_is_confirmed_by_the_floor() {
    let simulator = simulator().await;
    let provider = convoso(&simulator, ConvosoConfig::default());
    let external_id = provider.poll(NOW).await.unwrap().agents[0].external_id.clone();
    simulator.force_state(ProviderName::Convoso, &external_id, Simulated::Available).unwrap();
    let command = Command { external_id: external_id.clone(), action: Action::LogOut };
    assert!(is_live(&*provider, &external_id).await);

    let first = provider.execute(&command, NOW).await;
    let second = provider.execute(&command, NOW).await;

    assert_eq!((first, second), (Outcome::Confirmed, Outcome::AlreadyDone));
    assert_eq!(simulator.writes(ProviderName::Convoso), 1);
    assert!(!is_live(&*provider, &external_id).await);
}

#[tokio::test]
async fn c11_a_doubtful_6012_about_a_live_agent_is_a_refusal() {
    let simulator = simulator().await;
    simulator.set_options(|options| options.convoso.logout_6012_while_live = true);
    let provider = convoso(&simulator, ConvosoConfig::default());
    let external_id = provider.poll(NOW).await.unwrap().agents[0].external_id.clone();
    simulator.force_state(ProviderName::Convoso, &external_id, Simulated::Available).unwrap();

    let outcome = provider.execute(&Command { external_id, action: Action::LogOut }, NOW).await;

    assert_eq!(outcome, Outcome::Refused { reason: Refusal::StillLoggedIn, code: Some("6012".to_owned()) });
}

#[tokio::test]
async fn c10_an_accepted_logout_that_does_not_show_is_not_called_done() {
    let simulator = simulator().await;
    simulator.set_options(|options| options.convoso.logout_delay_ms = 600_000);
    let provider = convoso(&simulator, ConvosoConfig::default());
    let external_id = provider.poll(NOW).await.unwrap().agents[0].external_id.clone();
    simulator.force_state(ProviderName::Convoso, &external_id, Simulated::OnCall).unwrap();

    let outcome = provider.execute(&Command { external_id, action: Action::LogOut }, NOW).await;

    assert_eq!(outcome, Outcome::AcceptedNotVisible);
    assert_eq!(simulator.writes(ProviderName::Convoso), 1);
}

#[tokio::test]
async fn c12_nobody_the_provider_knows_is_no_such_agent_and_nothing_is_written() {
    let simulator = simulator().await;
    let provider = convoso(&simulator, ConvosoConfig::default());

    let outcome = provider.execute(&Command { external_id: "4711".to_owned(), action: Action::LogOut }, NOW).await;

    assert_eq!(outcome, Outcome::Refused { reason: Refusal::NoSuchAgent, code: Some("6006".to_owned()) });
    assert_eq!(simulator.writes(ProviderName::Convoso), 0);
}

#[tokio::test]
async fn c13_a_logout_without_an_answer_is_unknown_after_a_look_and_asked_for_once() {
    let simulator = simulator().await;
    simulator.set_options(|options| options.convoso.logout_unanswered = true);
    let provider = convoso(&simulator, ConvosoConfig::default());
    let external_id = provider.poll(NOW).await.unwrap().agents[0].external_id.clone();
    simulator.force_state(ProviderName::Convoso, &external_id, Simulated::Available).unwrap();
    let before = provider.request_counts();

    let outcome = provider.execute(&Command { external_id, action: Action::LogOut }, NOW).await;

    assert_eq!(outcome, Outcome::Unknown);
    // A look, the request, and a look.
    assert_eq!(provider.request_counts().writes - before.writes, 3);
}

/// The error each fault is told as; none where the floor is shown all the same.
fn cause(fault: Fault) -> Option<ProviderError> {
    Some(match fault {
        // Two broken bytes spoil a letter, not the floor.
        Fault::None | Fault::InvalidUtf8 => return None,
        Fault::Status500 => ProviderError::ServerError { status: 500 },
        Fault::Status502 => ProviderError::ServerError { status: 502 },
        Fault::Status503 => ProviderError::ServerError { status: 503 },
        Fault::RateLimited { retry_after_s } => {
            ProviderError::RateLimited { retry_after: Some(Duration::from_secs(retry_after_s)) }
        }
        Fault::Stall | Fault::SlowBody => ProviderError::Unreachable(Unreachable::Timeout),
        Fault::Garbage | Fault::Truncated => ProviderError::BadBody(BadBody::NotJson),
        Fault::HtmlOk => ProviderError::BadBody(BadBody::Html),
        Fault::HugeBody | Fault::GzipBomb => ProviderError::BadBody(BadBody::TooLarge),
        Fault::AuthRevoked => ProviderError::AuthFailed,
        Fault::ErrorIn200 => return Some(ProviderError::Refused { code: None, reason: String::new() }),
        Fault::Redirect => ProviderError::BadBody(BadBody::Redirect),
        Fault::Reset => ProviderError::Unreachable(Unreachable::BrokeOff),
    })
}

/// Refusals are compared by kind: their words are each vendor's own.
fn without_words(error: ProviderError) -> ProviderError {
    if matches!(error, ProviderError::Refused { .. }) {
        ProviderError::Refused { code: None, reason: String::new() }
    } else {
        error
    }
}

async fn suffers(simulator: &Simulator, name: ProviderName, provider: &dyn Provider, fault: Fault) {
    simulator.set_fault(name, fault);
    let ill = provider.poll(NOW).await;
    simulator.set_fault(name, Fault::None);
    let well = provider.poll(NOW).await;

    assert_eq!(ill.as_ref().err().cloned().map(without_words), cause(fault), "{name} {fault}");
    assert!(ill.is_ok_and(|snapshot| !snapshot.agents.is_empty()) || cause(fault).is_some(), "{name} {fault}");
    assert!(well.is_ok_and(|snapshot| snapshot.complete), "{name} recovers from {fault}");
}

#[tokio::test]
async fn x01_every_fault_is_named_and_passes() {
    let simulator = simulator().await;
    let faults = Fault::ALL.into_iter().filter(|fault| !matches!(fault, Fault::Stall | Fault::SlowBody));

    for fault in faults {
        suffers(&simulator, ProviderName::Tel4vn, &*tel4vn(&simulator, Tel4vnConfig::default()), fault).await;
        suffers(&simulator, ProviderName::Convoso, &*convoso(&simulator, ConvosoConfig::default()), fault).await;
    }
}

#[tokio::test(start_paused = true)]
async fn x09_answers_that_do_not_end_are_cut_off() {
    let simulator = simulator().await;

    for fault in [Fault::Stall, Fault::SlowBody] {
        suffers(&simulator, ProviderName::Tel4vn, &*tel4vn(&simulator, Tel4vnConfig::default()), fault).await;
        suffers(&simulator, ProviderName::Convoso, &*convoso(&simulator, ConvosoConfig::default()), fault).await;
    }
}
