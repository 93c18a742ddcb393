//! A simulator, a client without redirects, and short ways to ask. No expectations about any vendor.

use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::Value;
use simulator::{Lived, ProviderName, SimClock, Simulator, SimulatorConfig, start};

/// A Saturday morning in New York.
pub(crate) const START_MS: i64 = 1_795_270_032_000;

pub(crate) struct House {
    pub(crate) simulator: Simulator,
    client: Client,
}

pub(crate) async fn open(agents_per_provider: usize) -> House {
    open_lived(agents_per_provider, None).await
}

pub(crate) async fn open_lived(agents_per_provider: usize, lived: Option<Lived>) -> House {
    // Another test of this process may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clock = SimClock::manual(START_MS);
    let config = SimulatorConfig { seed: 7, agents_per_provider, clock, lived, ..SimulatorConfig::default() };
    let simulator = start(config).await.expect("a loopback port is free");
    let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().expect("the client is plain");
    House { simulator, client }
}

impl House {
    pub(crate) fn request(&self, provider: ProviderName, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.simulator.base_url(provider)))
    }

    pub(crate) fn control(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}/__sim{path}", self.simulator.addr()))
    }

    /// The plainest good request of each provider.
    pub(crate) fn ordinary(&self, provider: ProviderName) -> RequestBuilder {
        match provider {
            ProviderName::Tel4vn => {
                self.request(provider, Method::GET, "/v1/monitor/agent").bearer_auth("sim-tel4vn-token")
            }
            ProviderName::Convoso => self
                .request(provider, Method::POST, "/v1/agent-monitor/search")
                .form(&[("auth_token", "sim-convoso-token")]),
            ProviderName::Alohub => {
                self.request(provider, Method::GET, "/v1/agents?size=100").header("X-Api-Key", "sk_live_sim_alohub")
            }
            ProviderName::Vicidial => self.vicidial(&[("function", "logged_in_agents"), ("show_sub_status", "YES")]),
            ProviderName::Crocodial => self.crocodial("goUsers", &[("goAction", "goGetAllUsers")]),
        }
    }

    pub(crate) fn vicidial(&self, params: &[(&str, &str)]) -> RequestBuilder {
        let mut form = vec![("user", "apiuser"), ("pass", "sim-vicidial-pass"), ("source", "test")];
        form.extend(params);
        self.request(ProviderName::Vicidial, Method::POST, "/vicidial/non_agent_api.php").form(&form)
    }

    pub(crate) fn vicidial_agent(&self, params: &[(&str, &str)]) -> RequestBuilder {
        let mut form = vec![("user", "apiuser"), ("pass", "sim-vicidial-pass"), ("source", "test")];
        form.extend(params);
        self.request(ProviderName::Vicidial, Method::POST, "/agc/api.php").form(&form)
    }

    pub(crate) fn crocodial(&self, folder: &str, params: &[(&str, &str)]) -> RequestBuilder {
        let mut form = vec![("goUser", "apiuser"), ("goPass", "sim-crocodial-pass"), ("responsetype", "json")];
        form.extend(params);
        self.request(ProviderName::Crocodial, Method::POST, &format!("/goAPIv2/{folder}/goAPI.php")).form(&form)
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Response {
    request.send().await.expect("the simulator answers")
}

pub(crate) async fn text(request: RequestBuilder) -> (u16, String) {
    let response = send(request).await;
    let status = response.status().as_u16();
    (status, response.text().await.expect("the body arrives whole"))
}

pub(crate) async fn json(request: RequestBuilder) -> (u16, Value) {
    let (status, text) = text(request).await;
    (status, serde_json::from_str(&text).expect("the body is JSON"))
}

/// The names of an object, in alphabetical order.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

pub(crate) fn rows<'a>(value: &'a Value, pointer: &str) -> &'a Vec<Value> {
    value.pointer(pointer).and_then(Value::as_array).expect("a list of rows")
}

pub(crate) fn row<'a>(value: &'a Value, pointer: &str, key: &str, id: &str) -> &'a Value {
    rows(value, pointer).iter().find(|row| row[key] == id).expect("the agent is listed")
}
