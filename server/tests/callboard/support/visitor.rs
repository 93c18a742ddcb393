//! A browser without pages: it keeps the session cookie, follows no redirect and says that it is on this site.

use reqwest::Client;
use reqwest::ClientBuilder;
use reqwest::RequestBuilder;
use reqwest::Response;
use reqwest::header::CONTENT_SECURITY_POLICY;
use reqwest::header::COOKIE;
use reqwest::header::LOCATION;
use reqwest::header::SET_COOKIE;
use reqwest::redirect::Policy;

use super::demo::Account;
use super::stream::Stream;

/// A client that follows nothing and uses no proxy.
pub(crate) fn client() -> Client {
    client_builder().build().unwrap()
}

/// The same, to be given more.
pub(crate) fn client_builder() -> ClientBuilder {
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().redirect(Policy::none()).no_proxy()
}

/// Somebody at the site.
#[derive(Clone)]
pub(crate) struct Visitor {
    client: Client,
    url: String,
    pub(crate) cookie: Option<String>,
}

impl Visitor {
    pub(crate) fn new(url: &str) -> Self {
        Self { client: client(), url: url.to_owned(), cookie: None }
    }

    /// The same by a client of one's own: from another address, or with another idea of whom to trust.
    pub(crate) fn by(client: Client, url: &str) -> Self {
        Self { client, url: url.to_owned(), cookie: None }
    }

    /// The same with connections of its own, as after a while.
    pub(crate) fn reconnected(&self) -> Self {
        Self { client: client(), ..self.clone() }
    }

    fn with_cookie(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = method.parse().unwrap();
        self.with_cookie(self.client.request(method, format!("{}{path}", self.url)))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request("GET", path).send().await.unwrap()
    }

    /// Sends a form as a page of the site does.
    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.request("POST", path).header("sec-fetch-site", "same-origin").form(form).send().await.unwrap()
    }

    pub(crate) async fn try_to_sign_in(&self, email: &str, password: &str) -> Response {
        self.post("/sign-in", &[("email", email), ("password", password)]).await
    }

    pub(crate) async fn sign_in(&mut self, account: &Account) {
        let answer = self.try_to_sign_in(&account.email, &account.password).await;
        assert_eq!(location(&answer), "/signed-in");
        self.cookie = session_cookie(&answer);
        assert!(self.cookie.is_some());
    }

    /// Opens the stream of a tenant's board.
    pub(crate) async fn stream(&self, tenant: &str, query: &str) -> Stream {
        let answer = self.get(&format!("/t/{tenant}/events{query}")).await;
        assert_eq!(answer.status(), 200);
        Stream::new(answer)
    }
}

/// Where an answer sends the browser.
pub(crate) fn location(answer: &Response) -> &str {
    answer.headers().get(LOCATION).map_or("", |value| value.to_str().unwrap())
}

/// The session cookie as a browser sends it back.
pub(crate) fn session_cookie(answer: &Response) -> Option<String> {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let mut cookies = cookies.filter(|cookie| cookie.starts_with("__Host-callboard="));
    cookies.next().map(|cookie| cookie.split(';').next().unwrap().to_owned())
}

/// The nonce in a page's policy.
pub(crate) fn nonce(page: &Response) -> String {
    let policy = page.headers().get(CONTENT_SECURITY_POLICY).map_or("", |value| value.to_str().unwrap());
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
    nonce.expect("a page's policy has a nonce").to_owned()
}
