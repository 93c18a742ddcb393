//! What is sent: one key header, the right prefix, and only the filters that are filled in.

use domain::capability::Absence;
use domain::capability::Capability;
use domain::capability::Support;
use providers::Provider;
use providers::ProviderError;
use providers::alohub::config::AlohubConfig;
use providers::alohub::config::AuthStyle;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::Request;
use wiremock::matchers::any;

use crate::support::AGENTS;
use crate::support::KEY;
use crate::support::NOW;
use crate::support::client;
use crate::support::command;
use crate::support::json_text;
use crate::support::set_callin;

async fn first_request(config: AlohubConfig) -> Request {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(json_text(200, AGENTS)).mount(&server).await;
    client(&server.uri(), config).poll(NOW).await.unwrap();
    server.received_requests().await.unwrap().swap_remove(0)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn a01_the_gateway_gets_x_api_key_and_nothing_else() {
    let request = first_request(AlohubConfig::default()).await;

    assert_eq!(request.url.path(), "/v1/agents");
    assert_eq!(request.url.query(), Some("page=0&size=100"));
    assert_eq!(header(&request, "x-api-key"), Some(KEY));
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(header(&request, "x-tenant-id"), None);
}

#[tokio::test]
async fn a01_the_backend_gets_the_bare_key_in_authorization() {
    let config = AlohubConfig {
        auth_style: AuthStyle::Backend,
        tenant_id: Some("20260310".to_owned()),
        ..AlohubConfig::default()
    };

    let request = first_request(config).await;

    assert_eq!(request.url.path(), "/api/v1/agents");
    assert_eq!(header(&request, "authorization"), Some(KEY));
    assert_eq!(header(&request, "x-api-key"), None);
    assert_eq!(header(&request, "x-tenant-id"), Some("20260310"));
}

#[tokio::test]
async fn a01_writes_carry_the_same_header_as_reads() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(crate::support::refusal(404, "NOT_FOUND")).mount(&server).await;
    let config = AlohubConfig { tenant_id: Some("20260310".to_owned()), ..AlohubConfig::default() };

    client(&server.uri(), config).execute(&command("082018", set_callin(&["1001226"], None)), NOW).await;

    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    assert_eq!(header(&requests[0], "x-api-key"), Some(KEY));
    assert_eq!(header(&requests[0], "authorization"), None);
    assert_eq!(header(&requests[0], "x-tenant-id"), Some("20260310"));
    assert_eq!(header(&requests[0], "content-type"), Some("application/json"));
}

#[tokio::test]
async fn a19_only_filters_that_are_filled_in_are_sent() {
    let config = AlohubConfig {
        tenant_id: Some("20260310".to_owned()),
        team_id: Some("20260311".to_owned()),
        status: Some("1".to_owned()),
        queue_id: Some("1001226".to_owned()),
        ..AlohubConfig::default()
    };

    let request = first_request(config).await;

    let query = "team_id=20260311&status=1&queue_id=1001226&page=0&size=100";
    assert_eq!(request.url.query(), Some(query));
    assert_eq!(header(&request, "x-tenant-id"), Some("20260310"));
}

#[tokio::test]
async fn a_control_exists_only_where_alohub_can() {
    let alohub = client("http://127.0.0.1:9", AlohubConfig::default());

    let capabilities = alohub.capabilities();

    let yes = [
        Capability::ListAgents,
        Capability::ListLoggedOut,
        Capability::SetCallinQueues,
        Capability::SetCalloutQueue,
        Capability::SetRecording,
    ];
    assert!(yes.into_iter().all(|capability| capabilities.allows(capability)));
    for capability in [Capability::CurrentCall, Capability::TimeInState, Capability::PauseReason] {
        assert_eq!(capabilities.support(capability), Support::No(Absence::NotReported));
    }
    assert_eq!(capabilities.support(Capability::LogOutAgent), Support::No(Absence::NotOffered));
    assert_eq!(alohub.agent("082018", NOW).await, Err(ProviderError::NotOffered));
}
