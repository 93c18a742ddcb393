//! A supervisor who is limited to one queue reads everything there is to read, and nothing of anybody else is in it.

use std::collections::BTreeSet;
use std::time::Duration;
use std::time::Instant;

use app::api::FirstPaint;
use domain::agent::AgentSnapshot;
use domain::board::Board;
use domain::counts::Counts;
use domain::delta::Delta;
use domain::details::AgentDetails;
use domain::id::ConnectionIndex;
use domain::provider::ProviderKind;

use crate::members::ask;
use crate::members::member;
use crate::support::Demo;
use crate::support::Visitor;

/// Steps of the stream that are read.
const STEPS: usize = 2;

async fn paint(visitor: &Visitor) -> FirstPaint {
    visitor.post("/api/board", &[("tenant", "demo"), ("query", "")]).await.json().await.unwrap()
}

async fn details(visitor: &Visitor, agent: &str) -> AgentDetails {
    let answer = visitor.post("/api/agent_details", &[("tenant", "demo"), ("agent", agent)]).await;
    assert_eq!(answer.status(), 200, "{agent}");
    answer.json().await.unwrap()
}

/// Everybody as an admin knows them.
async fn floor(admin: &Visitor) -> Vec<(ConnectionIndex, AgentSnapshot)> {
    let mut agents = Vec::new();
    for row in paint(admin).await.board.rows.values() {
        let known = details(admin, &format!("{}:{}", row.connection.0, row.external_id)).await;
        agents.push((row.connection, known.agent));
    }
    agents
}

fn queues(agent: &AgentSnapshot) -> BTreeSet<String> {
    let queues = agent.current_queue.iter().chain(&agent.callin.items).chain(&agent.callout);
    queues.flat_map(|queue| [Some(queue.id.clone()), queue.name.clone()]).flatten().collect()
}

/// A queue that some agents of AloHub are in and others are not; they are read one queue after another.
async fn a_queue(admin: &Visitor) -> (ConnectionIndex, String) {
    let mut stream = admin.stream("demo", "").await;
    loop {
        let connections = paint(admin).await.board.connections;
        let (alohub, _) = connections.iter().find(|(_, view)| view.kind == ProviderKind::Alohub).unwrap();
        let agents: Vec<AgentSnapshot> =
            floor(admin).await.into_iter().filter(|(index, _)| index == alohub).map(|(_, agent)| agent).collect();
        let labels = agents.iter().flat_map(|agent| agent.callin.items.iter().map(|queue| queue.label().to_owned()));
        for label in labels.collect::<BTreeSet<_>>() {
            let inside = agents.iter().filter(|agent| queues(agent).contains(&label)).count();
            if inside > 0 && inside < agents.len() {
                return (*alohub, label);
            }
        }
        stream.until("delta").await;
    }
}

/// Whether the word stands in the text as a word of its own.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[tokio::test]
async fn a_limited_supervisor_reads_nothing_of_anybody_out_of_the_limits() {
    let demo = Demo::start();
    let admin = demo.signed_in(&demo.account("admin")).await;
    let account = demo.add("demo", "supervisor", "limited@one.test");
    let mut visitor = demo.signed_in(&account).await;
    let limited = member(&admin, &account.email).await;
    let (alohub, queue) = a_queue(&admin).await;
    let mut before_limits = visitor.stream("demo", "").await;
    before_limits.until("snapshot").await;

    let limits = serde_json::json!({ "connections": [], "groups": [], "queues": [queue] }).to_string();
    let changed = ask(&admin, "change_member", &limited, &[("role", "supervisor"), ("limits", &limits)]).await;
    assert_eq!(changed.status(), 200);
    let since = Instant::now();
    before_limits.until("gone").await;
    assert!(since.elapsed() <= Duration::from_secs(5), "{:?}", since.elapsed());

    let earlier = floor(&admin).await;
    let page = visitor.get("/t/demo/board").await;
    visitor.cookie = crate::support::session_cookie(&page).or(visitor.cookie);
    let mut read = vec![("page".to_owned(), page.text().await.unwrap())];
    for query in ["view=grid&show=everyone", "by=queue", "by=connection&sort=name", "q=a"] {
        let page = visitor.get(&format!("/t/demo/board?{query}")).await.text().await.unwrap();
        read.push((query.to_owned(), page));
    }
    let paint = paint(&visitor).await;
    read.push(("first paint".to_owned(), serde_json::to_string(&paint).unwrap()));
    let mut stream = visitor.stream("demo", "").await;
    let snapshot = stream.until("snapshot").await;
    let mut board: Board = serde_json::from_str(&snapshot.data).unwrap();
    read.push(("snapshot".to_owned(), snapshot.data));
    for _ in 0..STEPS {
        let step = stream.until("delta").await;
        board.apply(serde_json::from_str::<Delta>(&step.data).unwrap()).unwrap();
        read.push(("step".to_owned(), step.data));
    }
    let mut seen = BTreeSet::new();
    for row in board.rows.values().chain(paint.board.rows.values()) {
        let key = format!("{}:{}", row.connection.0, row.external_id);
        let form = [("tenant", "demo"), ("agent", key.as_str())];
        for function in ["agent_details", "reread_agent", "reveal_number"] {
            let answer = visitor.post(&format!("/api/{function}"), &form).await.text().await.unwrap();
            read.push((function.to_owned(), answer));
        }
        seen.insert((row.connection, row.external_id.clone()));
    }
    let later = floor(&admin).await;

    let is_inside = |agent: &AgentSnapshot| queues(agent).contains(&queue);
    let within: BTreeSet<_> = earlier
        .iter()
        .chain(&later)
        .filter(|(_, agent)| is_inside(agent))
        .map(|(index, agent)| (*index, agent.external_id.clone()))
        .collect();
    let (inside, outside): (Vec<_>, Vec<_>) =
        earlier.iter().chain(&later).partition(|(index, agent)| within.contains(&(*index, agent.external_id.clone())));
    assert!(!seen.is_empty() && seen.is_subset(&within), "{seen:?}");
    assert!(outside.len() > inside.len());

    // Words that two of them share tell nothing.
    let words = |agents: &[&(ConnectionIndex, AgentSnapshot)]| -> BTreeSet<String> {
        agents
            .iter()
            .flat_map(|(_, agent)| {
                let named = [Some(agent.display_name.clone()), agent.login.clone(), Some(agent.external_id.clone())];
                named.into_iter().flatten().chain(queues(agent))
            })
            .collect()
    };
    let own: BTreeSet<String> = inside
        .iter()
        .flat_map(|(_, agent)| {
            [
                Some(agent.display_name.clone()),
                agent.login.clone(),
                Some(agent.external_id.clone()),
                agent.extension.clone(),
            ]
        })
        .flatten()
        .chain([queue.clone()])
        .chain(board.connections.values().map(|view| view.name.clone()))
        .collect();
    // Some who work at several providers have the same name everywhere.
    let is_foreign = |word: &String| own.iter().all(|own| !holds(own, word));
    let foreign: Vec<String> = words(&outside).into_iter().filter(is_foreign).collect();
    assert!(foreign.len() > 20, "{foreign:?}");
    for (what, text) in &read {
        for word in &foreign {
            // A short identifier may be part of any number; as a value of its own it stands in quotes.
            let leaks = if word.chars().count() >= 6 && !word.bytes().all(|byte| byte.is_ascii_digit()) {
                holds(text, word)
            } else {
                text.contains(&format!("\"{word}\"")) || text.contains(&format!(">{word}<"))
            };
            let place: String = text.find(word.as_str()).map_or("", |at| &text[at..]).chars().take(200).collect();
            assert!(!leaks, "{what} holds {word}: {place}");
        }
    }

    assert_eq!(board.connections.keys().collect::<Vec<_>>(), [&alohub], "no other connection is named");
    for view in board.connections.values().chain(paint.board.connections.values()) {
        assert_eq!((&view.totals, view.health.agents_expected, view.unmapped.len()), (&None, None, 0));
        assert!(view.health.warnings.is_empty());
    }
    assert_eq!(board.connections[&alohub].health.agents_seen as usize, board.rows.len());
    assert!(board.queues.values().all(|view| view.reported.queue.label() == queue || view.reported.queue.id == queue));
    assert_eq!(paint.counts, Counts::of(&paint.board, &paint.board.limits, paint.board.now));
    for (index, agent) in later.iter().filter(|(index, agent)| !within.contains(&(*index, agent.external_id.clone()))) {
        let key = format!("{}:{}", index.0, agent.external_id);
        for function in ["agent_details", "reread_agent", "reveal_number"] {
            let there = visitor.post(&format!("/api/{function}"), &[("tenant", "demo"), ("agent", &key)]).await;
            let nowhere = visitor.post(&format!("/api/{function}"), &[("tenant", "demo"), ("agent", "0:nobody")]).await;
            assert_eq!((there.status(), nowhere.status()), (404.try_into().unwrap(), 404.try_into().unwrap()));
            assert_eq!(there.text().await.unwrap(), nowhere.text().await.unwrap());
        }
    }
}
