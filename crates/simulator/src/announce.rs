//! The first line of a simulator that runs alone: with which arguments and environment each face is read.
//! The arguments never hold a secret.

use serde_json::{Map, Value, json};

use crate::{provider::ProviderName, server::Simulator};

/// `{"providers":{"tel4vn":{"args":[…],"env":{…}},…}}` for `callboard poll`.
#[must_use]
pub fn announcement(simulator: &Simulator) -> Value {
    let ip = simulator.addr().ip();
    let range = if ip.is_loopback() && ip.is_ipv4() || ip.is_unspecified() {
        "127.0.0.0/8".to_owned()
    } else {
        format!("{ip}/{}", if ip.is_ipv4() { 32 } else { 128 })
    };
    let providers: Map<String, Value> = ProviderName::ALL
        .into_iter()
        .map(|provider| {
            let base_url = simulator.base_url(provider);
            let mut args = vec![provider.as_str(), "--base-url", &base_url, "--allow-private", &range];
            args.extend(own_args(provider));
            let credentials = simulator.credentials(provider);
            if let Some(user) = credentials.user {
                args.extend(["--user", user]);
            }
            let entry = json!({ "args": args, "env": { "CALLBOARD_SECRET": credentials.secret } });
            (provider.to_string(), entry)
        })
        .collect();
    json!({ "providers": providers })
}

fn own_args(provider: ProviderName) -> &'static [&'static str] {
    match provider {
        ProviderName::Tel4vn => &["--auth", "static"],
        ProviderName::Convoso => &["--token-in", "query"],
        ProviderName::Alohub => &["--auth-style", "gateway"],
        ProviderName::Vicidial => {
            &["--zone", "America/New_York", "--source", "callboard", "--mode", "list", "--method", "post"]
        }
        ProviderName::Crocodial => &["--agents", "all", "--method", "post"],
    }
}
