//! A television on a wall: it keeps its own cookie and asks for what it shows.

use app::api::Wall;
use reqwest::Response;
use reqwest::header::SET_COOKIE;

use super::demo::Demo;
use super::stream::Stream;
use super::visitor::Visitor;

/// A screen.
pub(crate) struct Screen {
    pub(crate) visitor: Visitor,
}

impl Screen {
    /// A screen that has opened the wall for the first time.
    pub(crate) async fn switch_on(demo: &Demo) -> Self {
        let mut visitor = demo.visitor();
        let answer = visitor.get("/wall").await;
        assert_eq!(answer.status(), 200);
        visitor.cookie = device_cookie(&answer);
        assert!(visitor.cookie.is_some(), "a device is given a cookie");
        Self { visitor }
    }

    /// One that shows a tenant's floor.
    pub(crate) async fn paired(demo: &Demo, desk: &Visitor, tenant: &str, name: &str) -> Self {
        let screen = Self::switch_on(demo).await;
        screen.approve(desk, tenant, &[("name", name)]).await;
        screen
    }

    /// What it shows now.
    pub(crate) async fn wall(&self) -> Wall {
        let answer = self.visitor.post("/api/wall", &[]).await;
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    /// The code it shows.
    pub(crate) async fn code(&self) -> String {
        let Wall::Pairing(pairing) = self.wall().await else { panic!("it waits to be paired") };
        pairing.code
    }

    /// Everything a desk sends to pair a screen.
    pub(crate) fn form<'a>(code: &'a str, tenant: &'a str, name: &'a str) -> Vec<(&'static str, &'a str)> {
        vec![
            ("tenant", tenant),
            ("code", code),
            ("display", "00000000-0000-0000-0000-000000000000"),
            ("name", name),
            ("place", ""),
            ("layout", "floor"),
            ("view", ""),
        ]
    }

    /// A desk types the code that it shows; `fields` overrule the form.
    pub(crate) async fn approve(&self, desk: &Visitor, tenant: &str, fields: &[(&'static str, &str)]) {
        let code = self.code().await;
        let mut form = Self::form(&code, tenant, "TV");
        form.retain(|(name, _)| fields.iter().all(|(field, _)| field != name));
        form.extend(fields.iter().copied());
        let answer = desk.post("/api/approve_display", &form).await;
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 200, "{text}");
    }

    /// Opens its stream.
    pub(crate) async fn stream(&self) -> Stream {
        let answer = self.visitor.get("/wall/events").await;
        assert_eq!(answer.status(), 200);
        Stream::new(answer)
    }
}

/// The device's cookie as a browser sends it back.
fn device_cookie(answer: &Response) -> Option<String> {
    let cookies = answer.headers().get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let mut cookies = cookies.filter(|cookie| cookie.starts_with("__Host-callboard-display="));
    let cookie = cookies.next()?;
    for wanted in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/", "Max-Age=7776000"] {
        assert!(cookie.contains(wanted), "{wanted}");
    }
    Some(cookie.split(';').next().unwrap().to_owned())
}
