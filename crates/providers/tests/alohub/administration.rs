//! The administration as the backend sees it: whole readings, single writes, and what an error means on each route.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Duration;

use domain::administration::AgentRecord;
use domain::administration::Callin;
use domain::administration::Priority;
use domain::administration::Route;
use domain::administration::Trouble;
use domain::administration::TroubleKind;
use domain::command::Action;
use domain::command::Outcome;
use domain::command::Refusal;
use domain::form::Field;
use domain::queue::NamedRef;
use domain::right::Right;
use providers::Administration;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::Provider;
use providers::ProviderConfig;
use providers::administration::Aim;
use providers::alohub::config::AlohubConfig;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::ResponseTemplate;
use wiremock::matchers::path;

use crate::pbx::Line;
use crate::pbx::Pbx;
use crate::pbx::State;
use crate::support::CODES;
use crate::support::KEY;
use crate::support::NOW;
use crate::support::QUEUES;
use crate::support::QUEUES_SET;
use crate::support::answering;
use crate::support::client;
use crate::support::command;
use crate::support::json_text;
use crate::support::refusal;
use crate::support::set_callin;

fn floor() -> State {
    let line =
        |queues: &[u64], priority| Line { queues: queues.iter().copied().collect(), priority, callout: Some(13_876) };
    State {
        agents: BTreeMap::from([
            ("082018".to_owned(), line(&[1_001_226, 1_000_886], Some(1))),
            ("82018".to_owned(), line(&[1_000_886], None)),
            ("082020".to_owned(), line(&[], Some(3))),
        ]),
        queues: vec![(1_001_226, "test"), (1_000_886, "Sales - north")],
        ..State::default()
    }
}

fn callin(queues: &[&str], priority: Priority) -> Callin {
    Callin { queues: queues.iter().map(|&id| id.to_owned()).collect(), priority }
}

/// What each documented code means on a route that reads.
fn kind(code: &str, status: u16, right: Right) -> TroubleKind {
    match code {
        "UNAUTHORIZED" => TroubleKind::KeyRefused,
        "INSUFFICIENT_SCOPE" => TroubleKind::MissingRight { right },
        "INVALID_INPUT" => TroubleKind::BadInput { field: None },
        "NOT_FOUND" => TroubleKind::NotFound,
        "RATE_LIMIT_EXCEEDED" => TroubleKind::RateLimited { retry_after_s: 7 },
        "FAIL" => TroubleKind::Failed,
        other => unreachable!("{other} is not documented, with {status}"),
    }
}

#[tokio::test]
async fn everybody_is_read_with_all_fields_whatever_the_connections_filters_and_paging_is_hidden() {
    let pbx = Pbx::new(State { cap: Some(1), ..floor() });
    let filters = AlohubConfig { queue_id: Some("1001226".to_owned()), ..AlohubConfig::default() };
    let (_server, alohub) = pbx.serve(filters).await;

    let list = alohub.administration().unwrap().agents(Aim::ToShow, NOW).await.unwrap();

    assert!(list.complete);
    assert_eq!((list.as_of, list.requests), (NOW, 3));
    assert_eq!(list.agents.keys().collect::<Vec<_>>(), ["082018", "082020", "82018"]);
    let agent = &list.agents["082018"];
    assert_eq!((agent.priority, agent.id_came_as_number), (Some(1), false));
    assert_eq!(list.callout_queues()[0].id, "13876");
    assert!(pbx.state().log.iter().all(|line| !line.contains("queue_id")), "{:?}", pbx.state().log);
}

#[tokio::test]
async fn every_field_of_the_documents_agent_is_kept_as_it_came() {
    let (_server, alohub) = answering(json_text(200, crate::support::AGENTS)).await;

    let list = alohub.agents(Aim::ToShow, NOW).await.unwrap();

    let text = |text: &str| Some(text.to_owned());
    let queue = |id: &str, name| NamedRef { id: id.to_owned(), name: text(name) };
    let documents = AgentRecord {
        external_id: "082018".to_owned(),
        id_came_as_number: false,
        login: text("AloHub.admin"),
        group: text("AloHub"),
        provider_tenant: text("20260310"),
        enabled: Some(true),
        system_status: text("AVAILABLE"),
        user_status: text("LOGOUT"),
        callin_shown: vec![queue("1001226", "test")],
        callout: Some(queue("13876", "AloHub")),
        priority: Some(1),
        follow_me: Some(true),
    };
    assert_eq!(list.agents.into_values().collect::<Vec<_>>(), [documents]);
    assert!(!list.complete, "one agent of 413");
}

#[tokio::test]
async fn every_field_of_the_documents_queue_comes_with_the_memberships() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;
    let nobody = json_text(200, r#"{"success":"1","totalRecord":0,"data":[]}"#);
    Mock::given(path("/v1/agents")).respond_with(nobody).mount(&server).await;

    let scan = client(&server.uri(), AlohubConfig::default()).memberships(None, Aim::ToShow, NOW, &|_| {}).await;

    let documents: serde_json::Value = serde_json::from_str(QUEUES).unwrap();
    let row = documents["data"][0].as_object().unwrap();
    let told = &scan.unwrap().told["1001226"];
    for (name, value) in told {
        let sent = row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned);
        assert_eq!(*value, sent, "{name}");
    }
    let named = ["callinId", "callinName"];
    let filled = row.iter().filter(|(name, value)| !named.contains(&name.as_str()) && !value.is_null());
    assert_eq!(told.len(), filled.count(), "{told:?}");
}

#[tokio::test]
async fn a19_team_goes_with_every_list_and_queue_and_status_only_where_they_are_meant() {
    let pbx = Pbx::new(floor());
    let filters = AlohubConfig {
        team_id: Some("20260311".to_owned()),
        status: Some("1".to_owned()),
        queue_id: Some("1001226".to_owned()),
        ..AlohubConfig::default()
    };
    let (server, alohub) = pbx.serve(filters).await;
    let administration = alohub.administration().unwrap();

    administration.agents(Aim::ToShow, NOW).await.unwrap();
    administration.memberships(None, Aim::ToShow, NOW, &|_| {}).await.unwrap();

    let requests = server.received_requests().await.unwrap();
    let asked: BTreeSet<String> =
        requests.iter().map(|request| format!("{}?{}", request.url.path(), request.url.query().unwrap())).collect();
    let wanted = [
        "/v1/agents?team_id=20260311&page=0&size=100",
        "/v1/agents?team_id=20260311&queue_id=1000886&page=0&size=100",
        "/v1/agents?team_id=20260311&queue_id=1001226&page=0&size=100",
        "/v1/queues/inbound?page=0&size=100",
    ];
    assert_eq!(asked, wanted.map(str::to_owned).into());
}

#[tokio::test]
async fn a06_the_memberships_of_everybody_are_whole_and_keep_the_priority() {
    let pbx = Pbx::new(floor());
    let (_server, alohub) = pbx.serve(AlohubConfig::default()).await;
    let chosen = BTreeSet::from(["082020".to_owned()]);

    let all = alohub.memberships(None, Aim::ToShow, NOW, &|_| {}).await.unwrap();
    let one = alohub.memberships(Some(&chosen), Aim::ToWrite, NOW, &|_| {}).await.unwrap();

    assert!(all.complete);
    assert_eq!(all.of("082018"), callin(&["1000886", "1001226"], Priority::Is(1)));
    assert_eq!(all.of("82018"), callin(&["1000886"], Priority::NotTold), "a02: another agent");
    assert_eq!(all.members("1000886").collect::<Vec<_>>(), ["082018", "82018"]);
    assert_eq!(one.agents.keys().collect::<Vec<_>>(), ["082020"]);
    assert_eq!((one.as_of, one.requests), (NOW, 3));
}

#[tokio::test]
async fn a02_numbers_among_the_rows_are_told_also_when_somebody_else_was_asked_for() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;
    let rows = r#"{"success":"1","totalRecord":2,"data":[{"agentId":"082018"},{"agentId":82019}]}"#;
    Mock::given(path("/v1/agents")).respond_with(json_text(200, rows)).mount(&server).await;
    let alohub = client(&server.uri(), AlohubConfig::default());
    let chosen = BTreeSet::from(["082018".to_owned(), "082019".to_owned()]);

    let scan = alohub.memberships(Some(&chosen), Aim::ToWrite, NOW, &|_| {}).await.unwrap();

    assert!(scan.may_be_mixed_up("082019") && !scan.may_be_mixed_up("082018"));
    assert!(!scan.agents.contains_key("82019"));
}

#[tokio::test]
async fn a10_rows_that_tell_two_priorities_are_unclear() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;
    let rows = r#"{"success":"1","totalRecord":2,"data":[
        {"agentId":"1","queueCallinId":"1001226","priority":"1"},{"agentId":"1","queueCallinId":"7","priority":"2"}]}"#;
    Mock::given(path("/v1/agents")).respond_with(json_text(200, rows)).mount(&server).await;

    let scan = client(&server.uri(), AlohubConfig::default()).memberships(None, Aim::ToShow, NOW, &|_| {}).await;

    assert_eq!(scan.unwrap().of("1"), callin(&["1001226", "7"], Priority::Unclear));
}

#[tokio::test]
async fn every_code_means_on_every_route_what_a_person_can_do_about_it() {
    for (documented, code) in CODES {
        for status in [documented, 200] {
            let (_server, alohub) = answering(refusal(status, code)).await;
            let agents = alohub.agents(Aim::ToShow, NOW).await.unwrap_err();
            let queues = Administration::inbound_queues(&alohub, NOW).await.unwrap_err();
            let scan = alohub.memberships(None, Aim::ToShow, NOW, &|_| {}).await.unwrap_err();

            let of = |route, right| Trouble { route, kind: kind(code, status, right) };
            assert_eq!(agents, of(Route::ListAgents, Right::ScopeAgent), "{code} with {status}");
            let of_queues = of(Route::ListInboundQueues, Right::ScopeQueue);
            assert_eq!((queues, scan), (of_queues, of_queues), "{code} with {status}");
            for trouble in [agents, queues] {
                assert!(!trouble.to_string().contains(KEY) && !trouble.to_string().contains("upstream"), "{trouble}");
            }
        }
    }
}

#[tokio::test]
async fn a_scan_whose_agents_cannot_be_read_names_that_route() {
    let server = MockServer::start().await;
    Mock::given(path("/v1/queues/inbound")).respond_with(json_text(200, QUEUES)).mount(&server).await;
    Mock::given(path("/v1/agents")).respond_with(refusal(403, "INSUFFICIENT_SCOPE")).mount(&server).await;

    let scan = client(&server.uri(), AlohubConfig::default()).memberships(None, Aim::ToShow, NOW, &|_| {}).await;

    let kind = TroubleKind::MissingRight { right: Right::ScopeAgent };
    assert_eq!(scan, Err(Trouble { route: Route::ListAgents, kind }));
}

#[tokio::test]
async fn an_answer_that_is_not_alohubs_is_no_answer() {
    for answer in [
        ResponseTemplate::new(502).set_body_raw("<html>", "text/html"),
        json_text(200, "[]"),
        json_text(200, "{\"success\":\"1\"}"),
    ] {
        let (_server, alohub) = answering(answer).await;

        let trouble = alohub.agents(Aim::ToShow, NOW).await.unwrap_err();

        assert!(matches!(trouble.kind, TroubleKind::NoAnswer | TroubleKind::Failed), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_filter_of_the_connection_that_is_refused_is_named() {
    let (server, _) = answering(refusal(400, "INVALID_INPUT")).await;
    let config = AlohubConfig { team_id: Some("7".to_owned()), ..AlohubConfig::default() };

    let trouble = client(&server.uri(), config).agents(Aim::ToShow, NOW).await.unwrap_err();

    assert_eq!(trouble.kind, TroubleKind::BadInput { field: Some(Field::TeamId) });
}

#[tokio::test]
async fn a_write_is_sent_once_and_not_looked_after() {
    let (server, alohub) = answering(json_text(200, QUEUES_SET)).await;

    let sent = alohub.write(&command("082018", set_callin(&["1001226"], Some(1))), NOW).await;

    assert_eq!(sent, Ok(()));
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].url.query(), Some("type=callin"));
}

#[tokio::test]
async fn a_refused_input_names_the_field_and_nothing_else_of_the_answer() {
    let refused = |message: &str| {
        json_text(400, &format!(r#"{{"success":"0","error_code":"INVALID_INPUT","error_message":"{message}"}}"#))
    };
    for (message, wanted) in [
        (format!("queue_ids contains 99 of {KEY}"), "INVALID_INPUT: queue_ids"),
        ("priority is out of range".to_owned(), "INVALID_INPUT: priority"),
        ("no".to_owned(), "INVALID_INPUT"),
    ] {
        let (_server, alohub) = answering(refused(&message)).await;

        let outcome = alohub.write(&command("082018", set_callin(&["99"], None)), NOW).await;

        let code = Some(wanted.to_owned());
        assert_eq!(outcome, Err(Outcome::Refused { reason: Refusal::InvalidInput, code }));
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_told_without_asking() {
    let (server, alohub) = answering(json_text(200, QUEUES_SET)).await;
    let check = |action| alohub.check(&command("082018", action));

    assert_eq!(check(set_callin(&["1001226"], None)), Ok(()));
    assert_eq!(check(set_callin(&["sales"], None)), Err(Refusal::NotANumber));
    assert_eq!(check(set_callin(&[], None)), Err(Refusal::EmptyQueueList));
    assert_eq!(check(Action::LogOut), Err(Refusal::NotOffered));
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a22_a_reading_for_a_page_leaves_a_fifth_and_one_for_a_write_may_use_it() {
    let limited = json_text(200, r#"{"success":"1","totalRecord":0,"data":[]}"#)
        .insert_header("x-ratelimit-limit-tenant", "20")
        .insert_header("x-ratelimit-remaining-tenant", "4");
    let (_server, alohub) = answering(limited).await;
    assert_eq!(alohub.wait_for_room(1), Duration::ZERO, "nothing is known yet");

    alohub.agents(Aim::ToWrite, NOW).await.unwrap();

    assert!(alohub.wait_for_room(1) > Duration::ZERO, "four of twenty are left alone");
    assert_eq!(alohub.allowance().map(|allowance| (allowance.limit, allowance.remaining)), Some((20, 4)));
}

#[test]
fn administration_is_reached_through_an_admins_adjustments_and_only_where_it_is_offered() {
    let guard = || HostGuard { allow_private: Vec::new() };
    let mut settings = ConnectionSettings::new("https://one.example", ProviderConfig::Alohub(AlohubConfig::default()));
    settings.budget_per_minute = Some(60);
    let adjusted = providers::connect(&settings, "key".to_owned().into(), guard()).unwrap();
    assert!(adjusted.administration().is_some());

    let convoso = ProviderConfig::Convoso(providers::config::ConvosoConfig::default());
    let settings = ConnectionSettings::new("https://one.example/v1", convoso);
    let other = providers::connect(&settings, "key".to_owned().into(), guard()).unwrap();
    assert!(other.administration().is_none());
}
