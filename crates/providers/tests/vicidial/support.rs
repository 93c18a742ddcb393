//! What the tests share: a scripted VICIdial on loopback, and a client for it.

use std::collections::HashMap;

use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::ProviderConfig;
use providers::ProviderError;
use providers::http::HttpClient;
use providers::vicidial::Vicidial;
use providers::vicidial::config::Mode;
use providers::vicidial::config::VicidialConfig;
use secrecy::SecretString;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::Request;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

/// The moment at which the recorded `version` was printed.
pub(crate) const NOW: UnixMs = UnixMs::from_s(1_795_226_832);
pub(crate) const PASSWORD: &str = "FAKEpass1";
pub(crate) const LIST: &str = include_str!("../fixtures/vicidial/logged_in_agents.tsv");
pub(crate) const NOBODY: &str = include_str!("../fixtures/vicidial/nobody_logged_in.txt");
pub(crate) const VERSION: &str = include_str!("../fixtures/vicidial/version.txt");
pub(crate) const IN_GROUP: &str = include_str!("../fixtures/vicidial/in_group_status.txt");
pub(crate) const LOGIN_INCORRECT: &str = include_str!("../fixtures/vicidial/login_incorrect.txt");
pub(crate) const ON_CALL: &str =
    "INCALL\tV1121020000000001001\t1001\tSALES\t7\tJohn Doe\tNORTH\t1\t\t\t3125551212\tVND-1\t8600052\n";

pub(crate) fn config() -> VicidialConfig {
    VicidialConfig { user: "apiuser".to_owned(), ..VicidialConfig::default() }
}

pub(crate) fn agent_mode(agents: &[&str]) -> VicidialConfig {
    let agents = agents.iter().map(|agent| (*agent).to_owned()).collect();
    VicidialConfig { mode: Mode::Agent, agents, ..config() }
}

pub(crate) fn connect(base_url: &str, config: VicidialConfig) -> Result<Vicidial, ProviderError> {
    let settings = ConnectionSettings::new(base_url, ProviderConfig::Vicidial(config.clone()));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    let http = HttpClient::new(&settings, guard)?;
    Vicidial::new(config, &settings, SecretString::from(PASSWORD), http)
}

/// The parameters of a request, wherever they travelled.
pub(crate) fn parameters(request: &Request) -> HashMap<String, String> {
    let body = url::form_urlencoded::parse(&request.body);
    request.url.query_pairs().chain(body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// A server that answers each request by its parameters; the clock is ours unless the script says otherwise.
pub(crate) async fn scripted(
    answer: impl Fn(&str, &HashMap<String, String>) -> ResponseTemplate + Send + Sync + 'static,
) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(move |request: &Request| {
            let parameters = parameters(request);
            let function = parameters.get("function").cloned().unwrap_or_default();
            answer(&function, &parameters)
        })
        .mount(&server)
        .await;
    server
}

/// A server that gives one answer to everything but `version`.
pub(crate) async fn answering(status: u16, body: &'static [u8]) -> MockServer {
    scripted(move |function, _| match function {
        "version" => text(VERSION),
        _ => ResponseTemplate::new(status).set_body_bytes(body),
    })
    .await
}

pub(crate) fn text(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body.as_bytes().to_vec(), "text/html; charset=utf-8")
}

/// The functions that were asked for, in order.
pub(crate) async fn asked(server: &MockServer) -> Vec<String> {
    let requests = server.received_requests().await.unwrap();
    requests.iter().map(|request| parameters(request).remove("function").unwrap_or_default()).collect()
}
