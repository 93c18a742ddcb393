//! The replay from outside: whose past is answered to whom, and the page of a moment.

use std::collections::BTreeSet;
use std::time::Duration;
use std::time::Instant;

use app::api::ReplayPaint;
use domain::replay::KeptDay;
use domain::replay::ReplayChunk;
use serde::de::DeserializeOwned;

use crate::members::ask;
use crate::members::member;
use crate::support::Demo;
use crate::support::Visitor;
use crate::support::callboard;

const PATIENCE: Duration = Duration::from_secs(60);

async fn answer<T: DeserializeOwned>(visitor: &Visitor, function: &str, form: &[(&str, &str)]) -> T {
    let form = [&[("tenant", "demo")], form].concat();
    let answer = visitor.post(&format!("/api/{function}"), &form).await;
    assert_eq!(answer.status(), 200, "{function}");
    answer.json().await.unwrap()
}

/// Waits until there is a past with agents of several connections in it: what is written down is shown a moment later.
async fn with_a_past(visitor: &Visitor) -> ReplayPaint {
    let mut stream = visitor.stream("demo", "").await;
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        stream.until("delta").await;
        let paint: ReplayPaint = answer(visitor, "replay", &[("query", "at=99999999999999")]).await;
        let connections: BTreeSet<_> = paint.first.board.rows.values().map(|row| row.connection).collect();
        if paint.day.first.is_some_and(|first| first < paint.day.edge) && connections.len() > 1 {
            return paint;
        }
    }
    panic!("nothing was kept within {PATIENCE:?}");
}

#[tokio::test]
async fn the_page_of_a_moment_shows_its_board_and_says_that_it_is_a_replay() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let paint = with_a_past(&visitor).await;
    let at = paint.first.board.now.0.to_string();

    let page = visitor.get(&format!("/t/demo/replay?at={at}&show=everyone&by=none")).await;

    assert_eq!(page.status(), 200);
    let text = page.text().await.unwrap();
    assert!(text.contains(&format!("data-replay-at=\"{at}\"")));
    assert!(text.contains("class=\"replay-word\"") && text.contains("Back to live"));
    assert!(text.contains("data-agent="), "its rows are in the page");
    assert!(!text.contains("live-switch"), "nothing of it says that it is live");
    // What a form or a link of the page chooses is chosen at the moment; only the way back leaves it.
    assert!(text.contains(&format!("name=\"at\" value=\"{at}\"")));
    assert!(!text.contains("/t/demo/board?show=on_call") && text.contains("/t/demo/replay?show=on_call"));
    let chunk: ReplayChunk = answer(&visitor, "replay_chunk", &[("at", &at), ("length_s", "30")]).await;
    assert_eq!(chunk.board.now, paint.first.board.now);
}

#[tokio::test]
async fn where_nothing_was_kept_the_page_says_so() {
    let demo = Demo::start();
    let store = demo.store_url();
    let data = demo.folder.path().to_str().unwrap();
    let added = ["tenant", "add", "acme", "--name", "Acme Ltd", "--database", &store, "--data-dir", data];
    assert_eq!(callboard(&added).code, 0);
    let newcomer = demo.signed_in(&demo.add("acme", "supervisor", "an@acme.test")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    with_a_past(&supervisor).await;
    let text = async |visitor: &Visitor, path: &str| {
        let page = visitor.get(path).await;
        assert_eq!(page.status(), 200, "{path}");
        page.text().await.unwrap()
    };

    assert!(text(&newcomer, "/t/acme/replay").await.contains("Nothing to replay yet"));
    assert!(text(&supervisor, "/t/demo/replay?at=1000").await.contains("Nothing was kept before"));
    assert!(text(&supervisor, "/t/demo/replay?at=yesterday").await.contains("at=yesterday"));
    assert!(text(&supervisor, "/t/demo/replay?at=9999999999999").await.contains("You are at live"));
}

#[tokio::test]
async fn a_limited_supervisor_replays_nothing_of_others() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let paint = with_a_past(&admin).await;
    let account = demo.add("demo", "supervisor", "limited@one.test");
    let limited = member(&admin, &account.email).await;
    let index = paint.first.board.rows.values().next().unwrap().connection;
    let connection = &paint.first.board.connections[&index];
    let limits = serde_json::json!({ "connections": [connection.id], "groups": [], "queues": [] }).to_string();
    let changed = ask(&admin, "change_member", &limited, &[("role", "supervisor"), ("limits", &limits)]).await;
    assert_eq!(changed.status(), 200);
    let visitor = demo.signed_in(&account).await;
    let at = paint.first.board.now.0.to_string();

    let all: ReplayChunk = answer(&admin, "replay_chunk", &[("at", &at), ("length_s", "60")]).await;
    let mine: ReplayChunk = answer(&visitor, "replay_chunk", &[("at", &at), ("length_s", "60")]).await;
    let day: KeptDay = answer(&visitor, "kept_day", &[("at", &at)]).await;
    let page = visitor.get(&format!("/t/demo/replay?at={at}&show=everyone")).await.text().await.unwrap();

    let own = |chunk: &ReplayChunk| chunk.board.rows.values().filter(|row| row.connection == index).count();
    assert!(!mine.board.rows.is_empty() && mine.board.rows.len() < all.board.rows.len());
    assert_eq!(mine.board.rows.len(), own(&all));
    assert_eq!(mine.board.connections.len(), 1);
    assert!(day.crowd.iter().flatten().all(|count| *count as usize <= own(&all)));
    for row in all.board.rows.values().filter(|row| row.connection != index) {
        let is_shared = mine.board.rows.values().any(|own| own.name == row.name);
        assert!(is_shared || !page.contains(&row.name), "{}", row.name);
    }
}

#[tokio::test]
async fn another_tenants_past_answers_like_a_missing_one() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;

    for function in ["replay", "replay_chunk", "kept_day"] {
        let ask = async |tenant| {
            let form = [("tenant", tenant), ("query", ""), ("at", "1000"), ("length_s", "60")];
            let answer = visitor.post(&format!("/api/{function}"), &form).await;
            (answer.status(), answer.text().await.unwrap())
        };
        let (foreign, missing) = (ask("demo-two").await, ask("demo-too").await);
        assert_eq!(foreign.0, 404);
        assert_eq!(foreign, missing);
    }
    assert_eq!(visitor.get("/t/demo-two/replay").await.status(), 404);
}
