//! One agent's page over the network: read without JavaScript, exported, and not there for others.

use app::api::FirstPaint;
use app::api::agent_day::AgentPaint;
use app::api::agent_day::AgentTold;
use app::api::agent_day::agent_key;
use domain::agent::AgentState;
use domain::board::AgentRow;
use domain::board::Board;

use crate::support::Demo;
use crate::support::Visitor;

async fn board(visitor: &Visitor) -> Board {
    let answer = visitor.post("/api/board", &[("tenant", "demo"), ("query", "show=everyone")]).await;
    let paint: FirstPaint = answer.json().await.unwrap();
    paint.board
}

/// Somebody who is logged in, and their word in an address.
async fn somebody(visitor: &Visitor) -> (AgentRow, String) {
    let board = board(visitor).await;
    let row = board.rows.values().find(|row| row.state != AgentState::LoggedOut).expect("somebody works").clone();
    let key = agent_key(board.connections[&row.connection].id, &row.external_id);
    (row, key)
}

#[tokio::test]
async fn a_page_tells_an_agents_day_and_leads_to_the_day_before_and_to_the_next_agent() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let (row, key) = somebody(&supervisor).await;

    let answer = supervisor.get(&format!("/t/demo/agents/{key}")).await;

    assert_eq!(answer.status(), 200);
    let page = answer.text().await.unwrap();
    assert!(page.contains(&row.name));
    assert!(page.contains("Time per state"));
    assert!(page.contains("role=\"img\""));
    let form = [("tenant", "demo"), ("key", key.as_str()), ("day", "")];
    let paint: AgentPaint = supervisor.post("/api/agent_page", &form).await.json().await.unwrap();
    assert_eq!((paint.told.agent.external_id.as_str(), paint.told.day.day.next), (row.external_id.as_str(), None));
    assert!(page.contains(&format!("?day={}", paint.told.day.day.previous)));
    assert!(paint.first.board.rows.len() == 1 && !paint.not_a_day);
    let neighbour = paint.next.or(paint.previous).expect("there are others");
    assert_eq!(supervisor.get(&format!("/t/demo/agents/{}", neighbour.key)).await.status(), 200);
}

#[tokio::test]
async fn a_day_of_which_nothing_is_kept_says_so_and_one_that_is_no_day_shows_today() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let (_, key) = somebody(&supervisor).await;
    let told = async |day: &str| -> AgentTold {
        let form = [("tenant", "demo"), ("key", key.as_str()), ("day", day)];
        supervisor.post("/api/agent_day", &form).await.json().await.unwrap()
    };

    let page = supervisor.get(&format!("/t/demo/agents/{key}?day=2020-02-29")).await.text().await.unwrap();
    assert!(page.contains("Nothing is kept of this day"));
    assert_eq!(told("2020-02-29").await.day.day.previous, "2020-02-28");
    for no_day in ["yesterday", "2020-02-30", "2999-01-01"] {
        assert_eq!(told(no_day).await.day.day.next, None, "{no_day}");
        let answer = supervisor.get(&format!("/t/demo/agents/{key}?day={no_day}")).await;
        assert_eq!(answer.status(), 200);
        assert!(answer.text().await.unwrap().contains("Not understood: day"));
        let export = supervisor.get(&format!("/t/demo/agents/{key}/export.csv?day={no_day}")).await;
        assert_eq!(export.status(), 400);
    }
}

#[tokio::test]
async fn an_export_holds_every_stretch_of_the_day() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let (row, key) = somebody(&supervisor).await;

    let answer = supervisor.get(&format!("/t/demo/agents/{key}/export.csv")).await;

    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
    let table = answer.text().await.unwrap();
    assert!(table.starts_with("\u{feff}connection,agent,name,state,"));
    assert!(table.lines().count() > 1);
    assert!(table.lines().skip(1).all(|line| line.contains(&row.external_id)));
    assert!(table.lines().last().unwrap().contains(&row.external_id));
}

#[tokio::test]
async fn an_agent_of_another_tenant_is_as_missing_as_one_who_never_was() {
    let demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let other = demo.signed_in(&demo.add("demo-two", "admin", "admin@two.test")).await;
    let (_, key) = somebody(&supervisor).await;
    let connection = key.split_once(':').unwrap().0;

    for (visitor, tenant, key) in [
        (&other, "demo-two", key.clone()),
        (&other, "demo", key.clone()),
        (&supervisor, "demo", format!("{connection}:nobody")),
        (&supervisor, "demo", format!("{connection}:")),
        (&supervisor, "demo", "nonsense".to_owned()),
    ] {
        let path = format!("/t/{tenant}/agents/{key}");
        assert_eq!(visitor.get(&path).await.status(), 404, "{path}");
        assert_eq!(visitor.get(&format!("{path}/export.csv")).await.status(), 404, "{path}");
        for function in ["agent_page", "agent_day"] {
            let form = [("tenant", tenant), ("key", key.as_str()), ("day", "")];
            assert_eq!(visitor.post(&format!("/api/{function}"), &form).await.status(), 404, "{function} {path}");
        }
    }
}

#[tokio::test]
async fn a_key_stays_the_same_when_the_server_starts_anew() {
    let mut demo = Demo::start();
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;
    let (row, key) = somebody(&supervisor).await;
    assert!(demo.program.end().success());

    let demo = Demo::start_in(demo.folder, "127.0.0.1:0", &[]);
    let supervisor = demo.signed_in(&demo.account("supervisor")).await;

    let page = supervisor.get(&format!("/t/demo/agents/{key}")).await;
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains(&row.name));
}
