//! Saved views over the network: a board that is opened without a word is led to the view it opens with.

use app::api::FirstPaint;
use domain::saved_view::SavedView;
use domain::view::View;
use reqwest::StatusCode;

use crate::support::Demo;
use crate::support::Visitor;
use crate::support::location;

async fn views(visitor: &Visitor, tenant: &str) -> Vec<SavedView> {
    visitor.post("/api/views", &[("tenant", tenant)]).await.json().await.unwrap()
}

/// Shares a view and answers with its identity.
async fn shared(visitor: &Visitor, name: &str, params: &str) -> String {
    let form = [("tenant", "demo"), ("name", name), ("params", params), ("is_shared", "true")];
    assert_eq!(visitor.post("/api/save_view", &form).await.status(), StatusCode::OK);
    let found = views(visitor, "demo").await;
    found.into_iter().find(|view| view.name == name).unwrap().id.to_string()
}

async fn opened(visitor: &Visitor, path: &str) -> Option<String> {
    let answer = visitor.request("GET", path).header("accept", "text/html").send().await.unwrap();
    (answer.status() == StatusCode::FOUND).then(|| location(&answer).to_owned())
}

#[tokio::test]
async fn a_board_without_a_word_is_led_to_the_roles_view_and_one_with_a_word_is_not() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let view = shared(&admin, "Paused", r#"[["show","paused"],["utm","x"],["q","zz zz"]]"#).await;

    assert_eq!(opened(&supervisor, "/t/demo/board").await, None);
    let form = [("tenant", "demo"), ("role", "supervisor"), ("view", view.as_str())];
    assert_eq!(admin.post("/api/open_role_with_view", &form).await.status(), StatusCode::OK);

    assert_eq!(opened(&supervisor, "/t/demo/board").await.as_deref(), Some("/t/demo/board?show=paused&q=zz%20zz"));
    assert_eq!(opened(&supervisor, "/t/demo/board?show=logged_in").await, None);
    assert_eq!(opened(&admin, "/t/demo/board").await, None);
    let form = [("tenant", "demo"), ("query", "")];
    let answer = supervisor.post("/api/board", &form).await;
    assert_eq!(answer.headers()["location"], "/t/demo/board?show=paused&q=zz%20zz");
    let paint: FirstPaint = answer.json().await.unwrap();
    assert_eq!(paint.arrangement.shown, 0, "nobody is called so");
}

#[tokio::test]
async fn a_view_of_another_tenant_is_not_there() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let view = shared(&admin, "Everybody", r#"[["show","everyone"]]"#).await;

    assert_eq!(views(&other, "demo-two").await, []);
    for (function, role) in
        [("change_view", ""), ("delete_view", ""), ("open_with_view", ""), ("open_role_with_view", "admin")]
    {
        let form = [("tenant", "demo-two"), ("view", view.as_str()), ("name", "Mine now"), ("role", role)];
        assert_eq!(other.post(&format!("/api/{function}"), &form).await.status(), StatusCode::NOT_FOUND, "{function}");
    }

    let kept = views(&admin, "demo").await;
    assert_eq!(kept[0].name, "Everybody");
    assert_ne!(kept[0].view(), View::default());
}
