//! Tests of connections against the simulator: every cause is told at its step, and nothing is ever changed or asked
//! for more often than an account stands.

#![allow(clippy::unwrap_used, reason = "a test ends where its arrangement fails")]

use std::sync::Arc;

use domain::budget::RequestCounts;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::health::HealthStatus;
use domain::probe::NotTried;
use domain::probe::ProbeCause;
use domain::probe::ProbeReport;
use domain::probe::ProbeResult;
use domain::probe::ProbeStep;
use domain::provider::ProviderKind;
use domain::right::Right;
use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::config::AlohubConfig;
use providers::config::ConvosoConfig;
use providers::config::CrocodialConfig;
use providers::config::Tel4vnConfig;
use providers::config::VicidialConfig;
use providers::crocodial::config::Agents;
use providers::tel4vn::config::Tel4vnAuth;
use providers::vicidial::config::Mode;
use secrecy::SecretString;
use simulator::Fault;
use simulator::ProviderName;
use simulator::SimClock;
use simulator::Simulator;
use simulator::SimulatorConfig;

const NOW: UnixMs = UnixMs::from_s(1_795_226_832);
const WOULD_CHANGE: ProbeResult = ProbeResult::NotTried { why: NotTried::WouldChange };
const AFTER_FAILURE: ProbeResult = ProbeResult::NotTried { why: NotTried::AfterFailure };
const NOT_CONFIGURED: ProbeResult = ProbeResult::NotTried { why: NotTried::NotConfigured };
const GOOD: ProbeResult = ProbeResult::Good { count: None };

async fn simulated() -> Simulator {
    let config =
        SimulatorConfig { clock: SimClock::manual(NOW.0), agents_per_provider: 130, ..SimulatorConfig::default() };
    simulator::start(config).await.unwrap()
}

const fn face(kind: ProviderKind) -> ProviderName {
    match kind {
        ProviderKind::Tel4vn => ProviderName::Tel4vn,
        ProviderKind::Convoso => ProviderName::Convoso,
        ProviderKind::Alohub => ProviderName::Alohub,
        ProviderKind::Vicidial => ProviderName::Vicidial,
        ProviderKind::Crocodial => ProviderName::Crocodial,
    }
}

fn connect(base_url: String, provider: ProviderConfig, secret: &str) -> Arc<dyn Provider> {
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    providers::connect(&ConnectionSettings::new(base_url, provider), SecretString::from(secret), guard).unwrap()
}

fn vicidial(user: &str) -> VicidialConfig {
    VicidialConfig { user: user.to_owned(), in_groups: vec!["SUPPORT_IN".to_owned()], ..VicidialConfig::default() }
}

/// The settings that most people have.
fn usual(kind: ProviderKind, simulator: &Simulator) -> ProviderConfig {
    let user = || simulator.credentials(face(kind)).user.unwrap().to_owned();
    match kind {
        ProviderKind::Tel4vn => ProviderConfig::Tel4vn(Tel4vnConfig::default()),
        ProviderKind::Convoso => ProviderConfig::Convoso(ConvosoConfig::default()),
        ProviderKind::Alohub => ProviderConfig::Alohub(AlohubConfig::default()),
        ProviderKind::Vicidial => ProviderConfig::Vicidial(vicidial(&user())),
        ProviderKind::Crocodial => {
            ProviderConfig::Crocodial(CrocodialConfig { user: user(), ..CrocodialConfig::default() })
        }
    }
}

fn client(simulator: &Simulator, provider: ProviderConfig) -> Arc<dyn Provider> {
    let face = face(provider.kind());
    connect(simulator.base_url(face), provider, simulator.credentials(face).secret)
}

async fn tested(simulator: &Simulator, provider: ProviderConfig) -> ProbeReport {
    client(simulator, provider).probe(NOW).await
}

fn failure(report: &ProbeReport) -> (ProbeStep, HealthStatus, ProbeCause) {
    report.first_failure().unwrap()
}

fn results(report: &ProbeReport) -> Vec<ProbeResult> {
    assert_eq!(report.lines.iter().map(|line| line.step).collect::<Vec<_>>(), ProbeStep::ALL);
    report.lines.iter().map(|line| line.result).collect()
}

#[tokio::test]
async fn a_good_connection_shows_what_was_found_and_what_was_left_alone() {
    use ProbeResult::NotOffered;
    let simulator = simulated().await;
    let all = ProbeResult::Good { count: Some(130) };

    for kind in ProviderKind::ALL {
        let client = client(&simulator, usual(kind, &simulator));
        let polled = client.poll(NOW).await.unwrap();
        let polled = ProbeResult::Good { count: u32::try_from(polled.agents.len()).ok() };

        let report = client.probe(NOW).await;

        assert!(report.is_good() && report.can_poll(), "{report:?}");
        let results = results(&report);
        let expected = match kind {
            ProviderKind::Tel4vn => {
                [GOOD, GOOD, NotOffered, polled, NotOffered, NotOffered, NotOffered, NotOffered, NotOffered]
            }
            ProviderKind::Convoso => {
                [GOOD, GOOD, NotOffered, polled, NotOffered, NOT_CONFIGURED, WOULD_CHANGE, NotOffered, NotOffered]
            }
            ProviderKind::Alohub => {
                let Some(ProbeResult::Good { count: Some(queues) }) = report.result(ProbeStep::Queues) else {
                    panic!("{report:?}")
                };
                assert!(queues > 0);
                let queues = ProbeResult::Good { count: Some(queues) };
                [GOOD, GOOD, NotOffered, all, queues, NotOffered, NotOffered, WOULD_CHANGE, WOULD_CHANGE]
            }
            ProviderKind::Vicidial => {
                [GOOD, GOOD, NotOffered, polled, NotOffered, GOOD, NotOffered, NotOffered, NotOffered]
            }
            ProviderKind::Crocodial => {
                [GOOD, GOOD, polled, GOOD, NotOffered, NotOffered, NotOffered, NotOffered, NotOffered]
            }
        };
        assert_eq!(results, expected, "{kind}");
        assert_eq!(simulator.writes(face(kind)), 0, "{kind}");
    }
}

#[tokio::test]
async fn x12_a_refused_key_ends_the_test_after_one_log_in() {
    for kind in ProviderKind::ALL {
        let simulator = simulated().await;
        let provider = usual(kind, &simulator);
        let client = connect(simulator.base_url(face(kind)), provider, "wrong-secret");

        let report = client.probe(NOW).await;

        assert_eq!(failure(&report), (ProbeStep::SignIn, HealthStatus::AuthFailed, ProbeCause::KeyRefused), "{kind}");
        assert_eq!(report.result(ProbeStep::Reach), Some(GOOD), "{kind}");
        assert_eq!(report.result(ProbeStep::Agents), Some(AFTER_FAILURE), "{kind}");
        assert!(!report.can_poll(), "{kind}");
        // VICIdial's first request asks for the version, without a password.
        let requests = if kind == ProviderKind::Vicidial { 2 } else { 1 };
        assert_eq!(simulator.requests(face(kind)), requests, "{kind}");
    }
}

#[tokio::test]
async fn nobody_at_the_address_fails_the_first_step_and_leaves_the_rest() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let simulator = simulated().await;

    for kind in ProviderKind::ALL {
        let report = connect(base_url.clone(), usual(kind, &simulator), "secret").probe(NOW).await;

        assert_eq!(failure(&report), (ProbeStep::Reach, HealthStatus::Unreachable, ProbeCause::NoConnection), "{kind}");
        assert_eq!(report.result(ProbeStep::SignIn), Some(AFTER_FAILURE), "{kind}");
        assert_eq!(report.result(ProbeStep::Agents), Some(AFTER_FAILURE), "{kind}");
    }
}

#[tokio::test]
async fn a_web_page_a_wait_and_a_broken_server_are_told_apart() {
    let wait = ProbeCause::RateLimited { retry_after_s: Some(7) };
    for kind in ProviderKind::ALL {
        // VICIdial is reached through a request without a password, so that a busy server shows before the log-in.
        let busy = if kind == ProviderKind::Vicidial { ProbeStep::Reach } else { ProbeStep::SignIn };
        for (fault, step, cause) in [
            (Fault::HtmlOk, ProbeStep::Reach, ProbeCause::WebPage),
            (Fault::Redirect, ProbeStep::Reach, ProbeCause::Redirect),
            (Fault::RateLimited { retry_after_s: 7 }, busy, wait),
            (Fault::Status503, busy, ProbeCause::Http { status: 503 }),
        ] {
            let simulator = simulated().await;
            simulator.set_fault(face(kind), fault);

            let report = tested(&simulator, usual(kind, &simulator)).await;

            let (failed_at, _, why) = failure(&report);
            assert_eq!((failed_at, why), (step, cause), "{kind} {fault}");
            assert_eq!(report.result(ProbeStep::Agents), Some(AFTER_FAILURE), "{kind} {fault}");
            assert_eq!(simulator.requests(face(kind)), 1, "{kind} {fault}");
        }
    }
}

#[tokio::test]
async fn alohubs_two_scopes_are_told_apart() {
    let simulator = simulated().await;
    let base_url = simulator.base_url(ProviderName::Alohub);
    let with = |key| connect(base_url.clone(), ProviderConfig::Alohub(AlohubConfig::default()), key);
    let lacking =
        |right| ProbeResult::Failed { status: HealthStatus::Forbidden, cause: ProbeCause::MissingRight { right } };

    let agent_only = with("sk_live_sim_agent_only").probe(NOW).await;
    let neither = with("sk_live_sim_report_only").probe(NOW).await;

    assert_eq!(agent_only.result(ProbeStep::Agents), Some(ProbeResult::Good { count: Some(130) }));
    assert_eq!(agent_only.result(ProbeStep::Queues), Some(lacking(Right::ScopeQueue)));
    assert_eq!((agent_only.is_good(), agent_only.can_poll()), (false, true));
    assert_eq!(neither.result(ProbeStep::SignIn), Some(GOOD));
    assert_eq!(neither.result(ProbeStep::Agents), Some(lacking(Right::ScopeAgent)));
    assert_eq!(neither.result(ProbeStep::Queues), Some(lacking(Right::ScopeQueue)));
}

#[tokio::test]
async fn a_convoso_token_of_another_section_lacks_the_agent_monitor() {
    let simulator = simulated().await;
    let base_url = simulator.base_url(ProviderName::Convoso);
    let provider = ProviderConfig::Convoso(ConvosoConfig::default());

    let report = connect(base_url, provider, "sim-convoso-leads-only").probe(NOW).await;

    let cause = ProbeCause::MissingRight { right: Right::AgentMonitor };
    assert_eq!(failure(&report), (ProbeStep::Agents, HealthStatus::Forbidden, cause));
    assert_eq!(report.result(ProbeStep::SignIn), Some(GOOD));
}

#[tokio::test]
async fn vicidials_rights_are_named_by_function() {
    let simulator = simulated().await;
    let lacking =
        |right| ProbeResult::Failed { status: HealthStatus::Forbidden, cause: ProbeCause::MissingRight { right } };
    let tested = async |config| tested(&simulator, ProviderConfig::Vicidial(config)).await;

    let few = tested(vicidial("apifew")).await;
    let agent = simulator.agents(ProviderName::Vicidial)[0].0.clone();
    let few_by_agent = tested(VicidialConfig { mode: Mode::Agent, agents: vec![agent], ..vicidial("apifew") }).await;
    let no_reports = tested(vicidial("apinorep")).await;
    let blocked = tested(vicidial("apiblock")).await;

    assert_eq!(few.result(ProbeStep::Agents), Some(lacking(Right::FunctionLoggedInAgents)));
    assert_eq!(few.result(ProbeStep::QueueFigures), Some(lacking(Right::FunctionInGroupStatus)));
    assert_eq!(few_by_agent.result(ProbeStep::Agents), Some(GOOD));
    assert_eq!(no_reports.result(ProbeStep::Agents), Some(lacking(Right::ViewReports)));
    assert_eq!(blocked.result(ProbeStep::SignIn), Some(lacking(Right::AllowedAddress)));
    assert_eq!(blocked.result(ProbeStep::QueueFigures), Some(AFTER_FAILURE));
}

#[tokio::test]
async fn an_agent_that_the_provider_does_not_know_is_a_mistake_in_the_settings() {
    let simulator = simulated().await;
    let user = simulator.credentials(ProviderName::Crocodial).user.unwrap().to_owned();
    let crocodial =
        CrocodialConfig { user, agents: Agents::List(vec!["nobody".to_owned()]), ..CrocodialConfig::default() };
    let user = simulator.credentials(ProviderName::Vicidial).user.unwrap();
    let vicidial = VicidialConfig { mode: Mode::Agent, agents: vec!["nobody".to_owned()], ..vicidial(user) };

    for provider in [ProviderConfig::Crocodial(crocodial), ProviderConfig::Vicidial(vicidial)] {
        let kind = provider.kind();
        let report = tested(&simulator, provider).await;

        let error = FieldError::new(Field::Agents, Problem::UnknownThere);
        assert_eq!(
            failure(&report),
            (ProbeStep::Agents, HealthStatus::Misconfigured, ProbeCause::Setting { error }),
            "{kind}"
        );
        assert_eq!(report.result(ProbeStep::SignIn), Some(GOOD), "{kind}");
    }
}

#[tokio::test]
async fn t12_a_test_asks_for_one_token_and_the_next_test_for_none() {
    for auth in [Tel4vnAuth::V1, Tel4vnAuth::V3] {
        let simulator = simulated().await;
        let config = ProviderConfig::Tel4vn(Tel4vnConfig { auth, ..Tel4vnConfig::default() });
        let base_url = simulator.base_url(ProviderName::Tel4vn);
        let client = connect(base_url.clone(), config.clone(), simulator.tel4vn_api_key());

        let first = client.probe(NOW).await;
        assert!(first.is_good(), "{first:?}");
        assert_eq!(simulator.requests(ProviderName::Tel4vn), 2);
        assert!(client.probe(NOW).await.is_good());
        assert_eq!(simulator.requests(ProviderName::Tel4vn), 3);

        let wrong = connect(base_url, config, "wrong-key").probe(NOW).await;
        assert_eq!(failure(&wrong), (ProbeStep::SignIn, HealthStatus::AuthFailed, ProbeCause::KeyRefused));
        assert_eq!(simulator.requests(ProviderName::Tel4vn), 4);
    }
}

#[tokio::test]
async fn requests_count_for_what_they_were_sent_for() {
    let simulator = simulated().await;

    for kind in ProviderKind::ALL {
        let client = client(&simulator, usual(kind, &simulator));
        assert_eq!(client.request_counts(), RequestCounts::default());

        let polled = client.poll(NOW).await.unwrap().requests;
        client.probe(NOW).await;

        let counts = client.request_counts();
        assert_eq!((counts.polls, counts.writes), (polled, 0), "{kind}");
        assert_eq!(u64::from(counts.total()), simulator.requests(face(kind)), "{kind}");
    }
}
