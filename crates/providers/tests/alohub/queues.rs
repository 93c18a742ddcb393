//! The list of inbound queues and the membership scan.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Mutex;

use domain::queue::Completeness;
use domain::queue::NamedRef;
use domain::right::Right;
use domain::snapshot::Warning;
use providers::Provider;
use providers::ProviderError;
use providers::alohub::config::AlohubConfig;
use providers::alohub::membership::MembershipScan;
use providers::alohub::membership::ScanProgress;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::matchers::path;

use crate::pbx::Line;
use crate::pbx::Pbx;
use crate::pbx::State;
use crate::support::NOW;
use crate::support::QUEUES;
use crate::support::client;
use crate::support::json_text;

fn floor() -> State {
    let line = |queues: &[u64], priority| Line { queues: queues.iter().copied().collect(), priority, callout: None };
    State {
        agents: BTreeMap::from([
            ("082018".to_owned(), line(&[1_001_226, 1_000_886], Some(1))),
            ("082019".to_owned(), line(&[1_000_886], Some(2))),
            ("082020".to_owned(), line(&[], None)),
        ]),
        queues: vec![(1_001_226, "test"), (1_000_886, "Sales - north"), (1_000_999, "empty")],
        ..State::default()
    }
}

fn ids(items: &[NamedRef]) -> Vec<&str> {
    items.iter().map(|queue| queue.id.as_str()).collect()
}

#[tokio::test]
async fn the_documents_queue_is_read() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;

    let list = client(&server.uri(), AlohubConfig::default()).inbound_queues(NOW).await.unwrap();

    assert_eq!(list.queues.len(), 1);
    assert_eq!(list.queues[0].queue, NamedRef { id: "1001226".to_owned(), name: Some("test".to_owned()) });
    assert!(!list.complete, "one queue of three");
}

#[tokio::test]
async fn the_floor_reads_the_queues_every_five_minutes_and_no_oftener() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    for later_s in [0, 15, 285] {
        let snapshot = alohub.poll(NOW.plus_s(later_s)).await.unwrap();
        assert_eq!(snapshot.queues.len(), 3);
        assert_eq!(snapshot.queues[0].waiting, None);
    }
    assert_eq!(pbx.state().times_asked("/v1/queues/inbound"), 1);

    alohub.poll(NOW.plus_s(301)).await.unwrap();
    assert_eq!(pbx.state().times_asked("/v1/queues/inbound"), 2);
}

#[tokio::test]
async fn a07_a_key_without_scope_queue_still_shows_the_floor_and_names_the_scope() {
    let pbx = Pbx::new(State { no_scope_for_queues: true, ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let snapshot = alohub.poll(NOW).await.unwrap();

    assert_eq!(snapshot.agents.len(), 3);
    assert!(snapshot.complete);
    let named =
        |warning: &Warning| matches!(warning, Warning::PartFailed { reason, .. } if reason.contains("scope queue"));
    assert!(snapshot.warnings.iter().any(named), "{:?}", snapshot.warnings);
    let error = alohub.inbound_queues(NOW).await.unwrap_err();
    assert_eq!(error, ProviderError::Forbidden { right: Right::ScopeQueue });
}

#[tokio::test]
async fn a06_the_scan_finds_all_queues_of_an_agent_of_whom_the_list_shows_one() {
    let pbx = Pbx::new(State { cap: Some(1), ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;
    let chosen = BTreeSet::from(["082018".to_owned(), "082020".to_owned()]);

    let listed = alohub.poll(NOW).await.unwrap();
    let scan = alohub.membership_scan(Some(&chosen), NOW, &|_| {}).await.unwrap();

    assert_eq!(ids(&listed.agents[0].callin.items), ["1000886"]);
    assert_eq!(listed.agents[0].callin.completeness, Completeness::AtLeast);
    assert!(scan.complete);
    assert_eq!(scan.as_of, NOW);
    assert_eq!(scan.memberships.keys().collect::<Vec<_>>(), ["082018", "082020"]);
    let both = &scan.memberships["082018"];
    assert_eq!(ids(&both.items), ["1000886", "1001226"]);
    assert_eq!(both.items[0].name.as_deref(), Some("Sales - north"));
    assert_eq!(both.completeness, Completeness::Complete);
    assert_eq!(both.priority, Some(1));
    assert_eq!(both.as_of, Some(NOW));
    let none = &scan.memberships["082020"];
    assert!(none.items.is_empty());
    assert_eq!(none.completeness, Completeness::Complete);
}

#[tokio::test]
async fn a07_the_scan_tells_how_far_it_is_and_what_it_cost() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;
    let told = Mutex::new(Vec::new());

    let scan = alohub
        .membership_scan(None, NOW, &|progress: ScanProgress| told.lock().unwrap().push((progress.done, progress.of)))
        .await
        .unwrap();

    assert_eq!(told.into_inner().unwrap(), [(0, 3), (1, 3), (2, 3), (3, 3)]);
    assert_eq!(scan.requests, 4);
    assert_eq!(scan.queues.len(), 3);
    assert_eq!(scan.memberships.keys().collect::<Vec<_>>(), ["082018", "082019"]);
}

#[tokio::test]
async fn a06_half_a_scan_is_no_scan() {
    let pbx = Pbx::new(State { broken_queue: Some(1_000_886), ..floor() });
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;

    let result = alohub.membership_scan(None, NOW, &|_| {}).await;

    assert_eq!(result, Err(ProviderError::ServerError { status: 500 }));
}

#[tokio::test]
async fn a06_an_incomplete_list_of_queues_makes_every_membership_at_least() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;
    Mock::given(path("/v1/agents"))
        .respond_with(json_text(200, r#"{"success":"1","totalRecord":1,"data":[{"agentId":"082018"}]}"#))
        .mount(&server)
        .await;

    let scan = client(&server.uri(), AlohubConfig::default()).membership_scan(None, NOW, &|_| {}).await.unwrap();

    assert!(!scan.complete);
    assert_eq!(scan.memberships["082018"].completeness, Completeness::AtLeast);
}

/// One queue, and what its agent list answers.
async fn scan_of(agents: &str, queues: &str) -> MembershipScan {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, queues)).mount(&server).await;
    Mock::given(path("/v1/agents")).respond_with(json_text(200, agents)).mount(&server).await;
    client(&server.uri(), AlohubConfig::default()).membership_scan(None, NOW, &|_| {}).await.unwrap()
}

const ONE_QUEUE: &str = r#"{"success":"1","totalRecord":1,"data":[{"callinId":1001226,"callinName":"test"}]}"#;

#[tokio::test]
async fn a06_a_queue_that_only_the_row_knows_is_kept() {
    let agents = r#"{"success":"1","totalRecord":1,"data":[{"agentId":"082018","queueCallinId":"1000001","queueCallin":"1000001-old"}]}"#;

    let scan = scan_of(agents, ONE_QUEUE).await;

    assert!(scan.complete);
    assert_eq!(ids(&scan.memberships["082018"].items), ["1000001", "1001226"]);
}

#[tokio::test]
async fn a06_a_scan_that_could_not_read_every_row_is_not_complete() {
    let short = r#"{"success":"1","totalRecord":2,"data":[{"agentId":"082018"}]}"#;
    let unreadable = r#"{"success":"1","totalRecord":2,"data":[{"agentId":"082018"},{"agentId":null}]}"#;
    let nameless = r#"{"success":"1","totalRecord":2,"data":[{"callinId":1001226},{"callinId":null}]}"#;
    let one = r#"{"success":"1","totalRecord":1,"data":[{"agentId":"082018"}]}"#;
    for (agents, queues) in [(short, ONE_QUEUE), (unreadable, ONE_QUEUE), (one, nameless)] {
        let scan = scan_of(agents, queues).await;

        assert!(!scan.complete, "{agents} {queues}");
        assert_eq!(scan.memberships["082018"].completeness, Completeness::AtLeast);
    }
    assert!(scan_of(one, ONE_QUEUE).await.complete);
}
