//! An identity provider of our own, which says whatever the test wants it to say.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;

use axum::Form;
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::routing::post;
use backend::single_sign_on::Answer;
use backend::single_sign_on::Onward;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::time::UnixMs;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use rcgen::KeyPair;
use rcgen::PKCS_ED25519;
use rcgen::SigningKey;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde_json::Value;
use serde_json::json;
use sha2::Digest;
use sha2::Sha256;
use url::Url;

pub(crate) const CLIENT: &str = "callboard";
pub(crate) const SECRET: &str = "a secret of the client";

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signed {
    /// By the provider's key.
    Well,
    /// By a key that the provider never had, under the name of its own.
    Forged,
    /// By a key that nobody can look up.
    Unknown,
    /// With the client's secret, as if it were a key.
    BySecret,
    /// Not at all.
    Not,
}

struct Grant {
    claims: Value,
    challenge: String,
    signed: Signed,
}

struct Provider {
    kid: String,
    key: KeyPair,
    grants: HashMap<String, Grant>,
    info: Value,
    key_reads: usize,
    code_exchanges: usize,
    description: HashMap<String, Value>,
}

/// The provider, as long as the test runs.
#[derive(Clone)]
pub(crate) struct Issuer {
    pub(crate) url: String,
    provider: Arc<Mutex<Provider>>,
}

impl Issuer {
    pub(crate) async fn new() -> Self {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let provider = Arc::new(Mutex::new(Provider {
            kid: "first".to_owned(),
            key: key(),
            grants: HashMap::new(),
            info: Value::Null,
            key_reads: 0,
            code_exchanges: 0,
            description: HashMap::new(),
        }));
        let issuer = Self { url, provider };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(description))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/info", get(info))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(socket, router).await });
        issuer
    }

    /// Somebody signs in there; `claims` come in the place of what the provider would say, and null takes a word away.
    pub(crate) fn approves(&self, onward: &Onward, claims: &Value, signed: Signed, now: UnixMs) -> Answer {
        let address = Url::parse(onward.address.expose_secret()).unwrap();
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["client_id"], CLIENT);
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let now_s = now.whole_s();
        let mut said = json!({
            "iss": self.url, "aud": CLIENT, "iat": now_s, "exp": now_s + 300, "nonce": asked["nonce"], "sub": "subject-1",
        });
        for (name, value) in claims.as_object().unwrap() {
            if value.is_null() {
                said.as_object_mut().unwrap().remove(name);
            } else {
                said[name] = value.clone();
            }
        }
        let code = format!("code-{}", uuid::Uuid::new_v4());
        let grant = Grant { claims: said, challenge: asked["code_challenge"].clone(), signed };
        self.lock().grants.insert(code.clone(), grant);
        Answer {
            code: Some(SecretString::from(code)),
            state: Some(SecretString::from(asked["state"].clone())),
            is_refusal: false,
            issuer: Some(self.url.clone()),
        }
    }

    /// From now on it signs with a key of another name.
    pub(crate) fn changes_key(&self, kid: &str) {
        let mut provider = self.lock();
        provider.kid = kid.to_owned();
        provider.key = key();
    }

    /// What it tells for an access token.
    pub(crate) fn will_tell(&self, info: Value) {
        self.lock().info = info;
    }

    /// A word of its description is another one.
    pub(crate) fn describes(&self, word: &str, value: Value) {
        self.lock().description.insert(word.to_owned(), value);
    }

    pub(crate) fn key_reads(&self) -> usize {
        self.lock().key_reads
    }

    pub(crate) fn code_exchanges(&self) -> usize {
        self.lock().code_exchanges
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Provider> {
        self.provider.lock().unwrap()
    }
}

fn key() -> KeyPair {
    KeyPair::generate_for(&PKCS_ED25519).unwrap()
}

async fn description(State(issuer): State<Issuer>) -> Json<Value> {
    let url = &issuer.url;
    let mut said = json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token?tenant=one"),
        "jwks_uri": format!("{url}/keys"),
        "userinfo_endpoint": format!("{url}/info"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    for (word, value) in &issuer.lock().description {
        said[word] = value.clone();
    }
    Json(said)
}

async fn keys(State(issuer): State<Issuer>) -> Json<Value> {
    let mut provider = issuer.lock();
    provider.key_reads += 1;
    let x = URL_SAFE_NO_PAD.encode(provider.key.public_key_raw());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": provider.kid, "x": x }] }))
}

async fn info(State(issuer): State<Issuer>) -> (StatusCode, Json<Value>) {
    let info = issuer.lock().info.clone();
    let status = if info.is_null() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    (status, Json(info))
}

async fn token(
    State(issuer): State<Issuer>,
    headers: axum::http::HeaderMap,
    Form(sent): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let mut provider = issuer.lock();
    provider.code_exchanges += 1;
    let expected = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:a+secret+of+the+client"));
    if headers["authorization"] != format!("Basic {expected}").as_str() {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" })));
    }
    let proved = URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    let Some(grant) = provider.grants.remove(&sent["code"]).filter(|grant| grant.challenge == proved) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    };
    let token = write(&provider, &grant);
    (StatusCode::OK, Json(json!({ "access_token": "opaque", "token_type": "Bearer", "id_token": token })))
}

fn write(provider: &Provider, grant: &Grant) -> String {
    let other = key();
    let (alg, kid) = match grant.signed {
        Signed::Well | Signed::Forged => ("EdDSA", provider.kid.as_str()),
        Signed::Unknown => ("EdDSA", "nobody's"),
        Signed::BySecret => ("HS256", provider.kid.as_str()),
        Signed::Not => ("none", provider.kid.as_str()),
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": alg, "kid": kid })), part(&grant.claims));
    let signature = match grant.signed {
        Signed::Well => provider.key.sign(text.as_bytes()).unwrap(),
        Signed::Forged | Signed::Unknown => other.sign(text.as_bytes()).unwrap(),
        Signed::BySecret => {
            let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        Signed::Not => Vec::new(),
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}
