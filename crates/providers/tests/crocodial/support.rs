//! What the tests share: a scripted CrocoDial on loopback, and a client for it.

use std::collections::HashMap;

use domain::time::UnixMs;
use providers::ConnectionSettings;
use providers::HostGuard;
use providers::ProviderConfig;
use providers::crocodial::Crocodial;
use providers::crocodial::config::Agents;
use providers::crocodial::config::CrocodialConfig;
use providers::http::HttpClient;
use secrecy::SecretString;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::Request;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

pub(crate) const NOW: UnixMs = UnixMs::from_s(1_795_226_832);
pub(crate) const PASSWORD: &str = "FAKE&pass=1";
pub(crate) const READY: &str = include_str!("../fixtures/crocodial/ready.json");
pub(crate) const IN_CALL: &str = include_str!("../fixtures/crocodial/in_call.json");
pub(crate) const ROSTER: &str = include_str!("../fixtures/crocodial/roster.json");
pub(crate) const TOTALS: &str = include_str!("../fixtures/crocodial/totals.json");
pub(crate) const REFUSED: &str = r#"{"result":"error","message":"Invalid Username\/Password"}"#;

pub(crate) fn config() -> CrocodialConfig {
    CrocodialConfig { user: "MyUser".to_owned(), ..CrocodialConfig::default() }
}

pub(crate) fn listed(users: &[&str]) -> CrocodialConfig {
    CrocodialConfig { agents: Agents::List(users.iter().map(|user| (*user).to_owned()).collect()), ..config() }
}

pub(crate) fn connect(server: &MockServer, config: CrocodialConfig) -> Crocodial {
    let settings = ConnectionSettings::new(server.uri(), ProviderConfig::Crocodial(config.clone()));
    let guard = HostGuard { allow_private: vec!["127.0.0.0/8".parse().unwrap()] };
    let http = HttpClient::new(&settings, guard).unwrap();
    Crocodial::new(config, &settings, SecretString::from(PASSWORD), http).unwrap()
}

/// The parameters of a request, wherever they travelled.
pub(crate) fn parameters(request: &Request) -> HashMap<String, String> {
    let body = url::form_urlencoded::parse(&request.body);
    request.url.query_pairs().chain(body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// A server that answers by action and user (empty where none is asked for).
pub(crate) async fn scripted(answer: impl Fn(&str, &str) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(move |request: &Request| {
            let parameters = parameters(request);
            let text = |name: &str| parameters.get(name).map(String::as_str).unwrap_or_default();
            answer(text("goAction"), text("user"))
        })
        .mount(&server)
        .await;
    server
}

/// JSON under the wrong content type, as the vendor sends it.
pub(crate) fn text(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body.as_bytes().to_vec(), "text/html; charset=UTF-8")
}

/// The actions that were asked for, with their users, in order.
pub(crate) async fn asked(server: &MockServer) -> Vec<(String, String)> {
    let requests = server.received_requests().await.unwrap();
    let of = |request: &Request| {
        let mut parameters = parameters(request);
        let mut text = |name: &str| parameters.remove(name).unwrap_or_default();
        (text("goAction"), text("user"))
    };
    requests.iter().map(of).collect()
}

/// How often an action was asked for.
pub(crate) async fn count(server: &MockServer, action: &str) -> usize {
    asked(server).await.iter().filter(|(asked, _)| asked == action).count()
}
