//! The stream of a board: what it begins with, how it goes on, and when it ends.

use std::time::Duration;
use std::time::Instant;

use domain::board::Board;
use domain::delta::Delta;
use domain::delta::Position;
use domain::id::ConnectionIndex;
use domain::provider::ProviderKind;

use crate::support::Demo;
use crate::support::Event;
use crate::support::Stream;
use crate::support::callboard;

fn board(event: &Event) -> Board {
    serde_json::from_str(&event.data).unwrap()
}

fn delta(event: &Event) -> Delta {
    serde_json::from_str(&event.data).unwrap()
}

fn position(event: &Event) -> Position {
    Position::parse(&event.id).unwrap()
}

#[tokio::test]
async fn a_stream_begins_with_the_whole_board_and_goes_on_in_steps() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("admin")).await;

    let mut stream = visitor.stream("demo", "").await;

    assert_eq!(stream.answer.headers()["content-type"], "text/event-stream");
    assert_eq!(stream.answer.headers()["cache-control"], "no-cache, no-transform");
    assert_eq!(stream.answer.headers()["x-accel-buffering"], "no");
    assert!(stream.answer.headers().get("content-encoding").is_none());
    let first = stream.next().await.unwrap();
    assert_eq!(first.name, "snapshot");
    let mut board = board(&first);
    let (agent, _) = demo.simulated_agents("tel4vn").await.into_iter().next().unwrap();
    demo.simulate(&format!("agents/tel4vn/{agent}/state/on-call")).await;
    loop {
        let step = delta(&stream.until("delta").await);
        board.apply(step).unwrap();
        let row = board.rows.values().find(|row| row.external_id == agent);
        if row.is_some_and(|row| row.state == domain::agent::AgentState::OnCall) {
            break;
        }
    }
    let kinds: Vec<ProviderKind> = board.connections.values().map(|connection| connection.kind).collect();
    assert_eq!(kinds.len(), ProviderKind::ALL.len());
    assert!(ProviderKind::ALL.iter().all(|kind| kinds.contains(kind)));
}

#[tokio::test]
async fn a_page_that_comes_back_gets_only_what_it_missed() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let mut stream = visitor.stream("demo", "").await;
    let seen = position(&stream.next().await.unwrap());
    // Somebody else stays: steps are kept only for an audience that has viewers.
    let missed = delta(&stream.until("delta").await);

    let mut by_address = visitor.stream("demo", &format!("?after={seen}")).await;
    let resumed = by_address.next().await.unwrap();
    assert_eq!(resumed.name, "delta");
    assert_eq!(delta(&resumed).prev, missed.prev);

    let both = visitor.request("GET", "/t/demo/events?after=1-1").header("last-event-id", seen.to_string());
    let mut by_header = Stream::new(both.send().await.unwrap());
    assert_eq!(by_header.next().await.unwrap().name, "delta", "the header wins");

    let mut from_another_life = visitor.stream("demo", "?after=1-1").await;
    assert_eq!(from_another_life.next().await.unwrap().name, "snapshot");
    let mut nonsense = visitor.stream("demo", "?after=nonsense").await;
    assert_eq!(nonsense.next().await.unwrap().name, "snapshot");
}

#[tokio::test]
async fn a_revoked_session_loses_its_stream_within_five_seconds() {
    let demo = Demo::start();
    let visitor = demo.signed_in(&demo.account("supervisor")).await;
    let mut stream = visitor.stream("demo", "").await;
    stream.until("snapshot").await;

    visitor.post("/sign-out", &[]).await;
    let revoked = Instant::now();

    assert_eq!(stream.until("gone").await.data, "revoked");
    assert!(stream.next().await.is_none());
    assert!(revoked.elapsed() <= Duration::from_secs(5), "{:?}", revoked.elapsed());
}

#[tokio::test]
async fn a_person_whose_part_changes_does_not_keep_the_old_stream() {
    let demo = Demo::start();
    let account = demo.add("demo", "admin", "was-admin@one.test");
    let visitor = demo.signed_in(&account).await;
    let mut stream = visitor.stream("demo", "").await;
    stream.until("snapshot").await;

    let store = demo.store_url();
    let granted = callboard(&[
        "user",
        "grant",
        "--tenant",
        "demo",
        "--email",
        &account.email,
        "--role",
        "supervisor",
        "--database",
        &store,
        "--data-dir",
        demo.folder.path().to_str().unwrap(),
    ]);

    assert_eq!(granted.code, 0, "{granted:?}");
    stream.until("gone").await;
    assert_eq!(visitor.get("/t/demo/board").await.status(), 200, "the session itself goes on");
}

#[tokio::test]
async fn a_supervisor_receives_masked_numbers_only() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let mut open = admin.stream("demo", "").await;
    let mut masked = supervisor.stream("demo", "").await;
    let (agent, _) = demo.simulated_agents("tel4vn").await.into_iter().next().unwrap();
    demo.simulate(&format!("agents/tel4vn/{agent}/state/dialing")).await;

    let number = number_of(&mut open, &agent).await;
    let shown = number_of(&mut masked, &agent).await;

    assert!(number.len() >= 9 && number.bytes().all(|byte| byte.is_ascii_digit()), "{number}");
    assert!(shown.contains('•') && !shown.contains(&number), "{shown}");
    let again = supervisor.stream("demo", "").await.until("snapshot").await.data;
    assert!(!again.contains(&number));
    for row in serde_json::from_str::<Board>(&again).unwrap().rows.into_values() {
        let number = row.call.and_then(|call| call.number).unwrap_or_default();
        assert!(number.is_empty() || number.contains('•'), "{number}");
    }
    let page = supervisor.get("/t/demo/board").await.text().await.unwrap();
    assert!(!page.contains(&number));
}

/// Follows a stream until the agent has a number, and returns it.
async fn number_of(stream: &mut Stream, agent: &str) -> String {
    let mut current = board(&stream.until("snapshot").await);
    loop {
        let row = current.rows.values().find(|row| row.external_id == agent && row.connection == ConnectionIndex(0));
        let number = row.and_then(|row| row.call.as_ref()).and_then(|call| call.number.clone());
        if let Some(number) = number {
            return number;
        }
        current.apply(delta(&stream.until("delta").await)).unwrap();
    }
}
